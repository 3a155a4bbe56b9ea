"""The content of the address book as its operator writes it: one TOML file of institutions and endpoints.

    [[institution]]  ura name short_name facility_type; optional phone, signing_keys (JWK texts,
                     newest first)
    [[endpoint]]     id address custodians (URAs) network dialect; optional community, status,
                     starts_at, ends_at

Every fault is found before anything is published.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.wire.fhir import directory

ORGANIZATION = "Organization"
ENDPOINT = "Endpoint"

_FHIR_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")


class InstitutionEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One `[[institution]]`."""

    ura: str
    name: str
    short_name: str
    facility_type: str
    phone: str | None = None
    signing_keys: tuple[str, ...] = ()

    def institution(self) -> Institution:
        """Give it in the words of the domain; raises `InputInvalid`."""
        return Institution(
            ura=Ura(self.ura),
            name=self.name,
            short_name=self.short_name,
            facility_type=self.facility_type,
            phone=self.phone,
            signing_keys=self.signing_keys,
        )


class EndpointEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One `[[endpoint]]`; in use while `status` is `active`, from `starts_at` until just before `ends_at`."""

    id: str
    address: str
    custodians: tuple[str, ...]
    network: str
    dialect: str
    community: str | None = None
    status: str = "active"
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def endpoint(self) -> directory.DirectoryEndpoint:
        """Give it in the words of the wire; raises `InputInvalid`."""
        if not _FHIR_ID.fullmatch(self.id):
            raise InputInvalid("id is no FHIR id")
        if not self.address.startswith(("https://", "http://")):
            raise InputInvalid("address is no URL")
        if not self.custodians:
            raise InputInvalid("custodians is empty")
        if any(moment is not None and moment.tzinfo is None for moment in (self.starts_at, self.ends_at)):
            raise InputInvalid("starts_at and ends_at need a zone")
        route = Route(
            route_id=self.id,
            network=self.network,
            dialect=self.dialect,
            endpoint=self.address,
            custodians=tuple(Ura(custodian) for custodian in self.custodians),
            community=self.community,
        )
        return directory.DirectoryEndpoint(route, self.status == "active", self.starts_at, self.ends_at)


class ContentFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole file."""

    institution: tuple[InstitutionEntry, ...]
    endpoint: tuple[EndpointEntry, ...] = ()


def read_content(path: Path) -> Mapping[tuple[str, str], bytes]:
    """Give what is to be published: (resource type, id) → the resource's JSON without `meta`.

    Raises:
        ConfigurationInvalid: the file cannot be read, or with every faulty entry of it.
    """
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), ContentFile)
    except OSError as error:
        raise ConfigurationInvalid([f"directory.content: {error.strerror}"]) from error
    except ValueError as error:
        raise ConfigurationInvalid([f"directory.content: {error}"]) from error
    faults = list(_doubles(file))
    contents: dict[tuple[str, str], bytes] = {}
    for number, institution in enumerate(file.institution):
        try:
            contents[ORGANIZATION, institution.ura] = directory.organization(institution.institution())
        except InputInvalid as error:
            faults.append(f"directory.content: institution.{number}: {error}")
    for number, endpoint in enumerate(file.endpoint):
        try:
            contents[ENDPOINT, endpoint.id] = directory.endpoint(endpoint.endpoint())
        except InputInvalid as error:
            faults.append(f"directory.content: endpoint.{number}: {error}")
        for custodian in endpoint.custodians:
            if (ORGANIZATION, custodian) not in contents:
                faults.append(f"directory.content: endpoint.{number}: no institution {custodian}")
    if faults:
        raise ConfigurationInvalid(faults)
    return contents


def _doubles(file: ContentFile) -> Iterator[str]:
    for kind, ids in (
        ("institution", Counter(one.ura for one in file.institution)),
        ("endpoint", Counter(one.id for one in file.endpoint)),
    ):
        for value, times in ids.items():
            if times > 1:
                yield f"directory.content: {kind} {value} stands {times} times"
