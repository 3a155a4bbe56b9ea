"""Institutions and their endpoints as the directory gives them.

An Organization carries the public keys of its institution; an Endpoint says which institutions it answers
for, over which network, and from when until when (B49: old and new overlap at a cut-over). Standard: IHE
mCSD 3.8 (ITI-90); HL7 FHIR R4, Organization and Endpoint. Extensions: docs/reference/fhir.md.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.codec import Element, decode, encode
from tijdlijn.wire.fhir.identifiers import institution_identifier, read_ura
from tijdlijn.wire.fhir.moments import instant, parse_instant
from tijdlijn.wire.fhir.structs import (
    CodeableConcept,
    Coding,
    ContactPoint,
    Extension,
    Identifier,
    Meta,
    Period,
    Reference,
)

MAX_RESOURCE_BYTES: Final = 64 * 1024
SIGNING_KEY: Final = f"{names.EXTENSION}/signing-key"
REPRESENTS: Final = f"{names.EXTENSION}/represents"
NETWORK: Final = f"{names.EXTENSION}/network"
COMMUNITY: Final = f"{names.EXTENSION}/community"


class Organization(Element, tag_field="resourceType", tag="Organization"):
    """A care institution."""

    id: str | None = None
    meta: Meta | None = None
    extension: tuple[Extension, ...] = ()
    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    type: tuple[CodeableConcept, ...] = ()
    name: str | None = None
    alias: tuple[str, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()


class Endpoint(Element, tag_field="resourceType", tag="Endpoint"):
    """Where institutions are reached."""

    id: str | None = None
    meta: Meta | None = None
    extension: tuple[Extension, ...] = ()
    status: str | None = None
    connection_type: Coding | None = None
    managing_organization: Reference | None = None
    period: Period | None = None
    payload_type: tuple[CodeableConcept, ...] = ()
    address: str | None = None


@dataclass(frozen=True, slots=True)
class DirectoryEndpoint:
    """A route with when it is in use: while active, from `starts_at` up to and not including `ends_at`."""

    route: Route
    is_active: bool
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def in_use(self, now: datetime) -> bool:
        """Whether this endpoint is the one to use at that moment."""
        return (
            self.is_active
            and (self.starts_at is None or self.starts_at <= now)
            and (self.ends_at is None or now < self.ends_at)
        )


def organization(institution: Institution, *, last_updated: datetime | None = None) -> bytes:
    """Write an institution; its id is its URA."""
    resource = Organization(
        id=institution.ura.value,
        meta=_meta(last_updated),
        extension=tuple(Extension(url=SIGNING_KEY, value_string=key) for key in institution.signing_keys),
        identifier=(institution_identifier(institution.ura),),
        active=True,
        type=(CodeableConcept(coding=(Coding(system=names.FACILITY_TYPE, code=institution.facility_type),)),),
        name=institution.name,
        alias=(institution.short_name,),
        telecom=(ContactPoint(system="phone", value=institution.phone),) if institution.phone else (),
    )
    return encode(resource)


def read_organization(raw: bytes) -> Institution:
    """Read an institution; whether it is connected is not in it and stays false.

    Raises:
        InputInvalid: no Organization, or without URA, name or facility type.
    """
    resource = decode(raw, Organization, limit_bytes=MAX_RESOURCE_BYTES)
    ura = read_ura(*resource.identifier)
    codings = (one for concept in resource.type for one in concept.coding)
    facility_type = next((one.code for one in codings if one.system == names.FACILITY_TYPE), None)
    if ura is None or not resource.name or not facility_type:
        raise InputInvalid("Organization: URA, name or facility type is missing")
    keys = (one.value_string for one in resource.extension if one.url == SIGNING_KEY)
    return Institution(
        ura=ura,
        name=resource.name,
        short_name=resource.alias[0] if resource.alias else resource.name,
        facility_type=facility_type,
        phone=next((one.value for one in resource.telecom if one.system == "phone"), None),
        signing_keys=tuple(key for key in keys if key),
    )


def endpoint(entry: DirectoryEndpoint, *, last_updated: datetime | None = None) -> bytes:
    """Write an endpoint; its id is the route's."""
    route = entry.route
    represents = (
        Extension(url=REPRESENTS, value_identifier=institution_identifier(ura)) for ura in route.custodians
    )
    community = (Extension(url=COMMUNITY, value_string=route.community),) if route.community else ()
    has_period = entry.starts_at is not None or entry.ends_at is not None
    period = Period(
        start=instant(entry.starts_at) if entry.starts_at else None,
        end=instant(entry.ends_at) if entry.ends_at else None,
    )
    resource = Endpoint(
        id=route.route_id,
        meta=_meta(last_updated),
        extension=(Extension(url=NETWORK, value_code=route.network), *represents, *community),
        status="active" if entry.is_active else "off",
        connection_type=Coding(system=names.CONNECTION_TYPE, code=route.dialect),
        managing_organization=Reference(identifier=institution_identifier(route.custodians[0])),
        period=period if has_period else None,
        payload_type=(CodeableConcept(coding=(Coding(system=names.DATA_CATEGORY, code="Imaging"),)),),
        address=route.endpoint,
    )
    return encode(resource)


def read_endpoint(raw: bytes) -> DirectoryEndpoint:
    """Read an endpoint with all institutions that it answers for; the deadline is the domain's own.

    Raises:
        InputInvalid: no Endpoint, or without id, address, network, kind of connection or institution, or with
        a period that cannot be read.
    """
    resource = decode(raw, Endpoint, limit_bytes=MAX_RESOURCE_BYTES)
    connection = resource.connection_type
    dialect = connection.code if connection and connection.system == names.CONNECTION_TYPE else None
    network = next((one.value_code for one in resource.extension if one.url == NETWORK), None)
    if not (resource.id and resource.address and network and dialect):
        raise InputInvalid("Endpoint: id, address, network or kind of connection is missing")
    period = resource.period or Period()
    return DirectoryEndpoint(
        route=Route(
            route_id=resource.id,
            network=network,
            dialect=dialect,
            endpoint=resource.address,
            custodians=_represented(resource),
            community=next((one.value_string for one in resource.extension if one.url == COMMUNITY), None),
        ),
        is_active=resource.status == "active",
        starts_at=_moment(period.start),
        ends_at=_moment(period.end),
    )


def _represented(resource: Endpoint) -> tuple[Ura, ...]:
    named = [one.value_identifier for one in resource.extension if one.url == REPRESENTS]
    if not named and resource.managing_organization:
        named = [resource.managing_organization.identifier]
    found = tuple(ura for ura in map(read_ura, named) if ura)
    if not found or len(found) != len(named):
        raise InputInvalid("Endpoint: does not say which institutions it answers for")
    return found


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = parse_instant(text)
    if moment is None:
        raise InputInvalid("Endpoint: period must have times")
    return moment


def _meta(last_updated: datetime | None) -> Meta | None:
    return Meta(last_updated=instant(last_updated)) if last_updated else None
