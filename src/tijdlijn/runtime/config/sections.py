"""The sections that every deployable's configuration has, whatever its kind.

Standard: architecture.md §8d.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config.values import BaseUrl, FilePath, UraText

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Section(BaseModel):
    """A table of the file: no unknown keys, never changed after loading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_by_name=True, arbitrary_types_allowed=True
    )


class Kind(StrEnum):
    """What a process is."""

    GATEWAY = "gateway"
    TIMELINE = "timeline"
    INDEX = "index"
    PSEUDONYM = "pseudonym"
    DIRECTORY = "directory"
    CONSENT = "consent"
    EPD = "epd"


class ServiceSection(Section):
    """`[service]`: what this process is and what it calls itself in logs.

    `operators` are the names (DNS name or URI of a client certificate) of those who may read this
    deployable's record of access and its metrics; nobody when absent.
    """

    kind: Kind
    name: Text
    operators: frozenset[Text] = frozenset()


class CustodianSection(Section):
    """`[[custodian]]`: an institution that this process serves. `signing_key` is a PEM file, EC P-256."""

    ura: UraText
    name: Text
    facility_type: Text
    signing_key: FilePath | None = None


class ListenSection(Section):
    """`[listen]`: where peers and, for some kinds, browsers find this process. Port 0 takes a free one.

    The browser listener speaks plain HTTP and therefore stays on the loopback address, behind the proxy that
    speaks TLS for `browser_url`. A timeline may have a second one, under a host name of its own, for the full
    viewer.
    """

    host: Text = "127.0.0.1"
    port: Port
    public_url: BaseUrl
    browser_host: Literal["127.0.0.1", "::1"] = "127.0.0.1"
    browser_port: Port | None = None
    browser_url: BaseUrl | None = None
    viewer_port: Port | None = None
    viewer_url: BaseUrl | None = None


class TlsSection(Section):
    """`[tls]`: our certificate and key for both directions, and the authorities whose certificates we trust.

    All PEM; `certificate` holds the chain, leaf first.
    """

    certificate: FilePath
    key: FilePath
    client_ca: FilePath


class DatabaseSection(Section):
    """`[database]`: a PostgreSQL URL, with the password in a file of its own."""

    url: Text
    password_file: FilePath | None = None

    @property
    def connection_url(self) -> str:
        """Give the URL to connect with, the password filled in; never for a log."""
        if self.password_file is None:
            return self.url
        parts = urlsplit(self.url)
        password = quote(self.password_file.read_text(encoding="utf-8").strip(), safe="")
        user, _, location = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:{password}@{location}"))


class PeersSection(Section):
    """`[peers]`: base URLs of the national services that this process asks.

    `index_recipient` is the name under which pseudonyms are made for that index (`oin:…`).
    """

    directory: BaseUrl | None = None
    index: BaseUrl | None = None
    pseudonym: BaseUrl | None = None
    consent: BaseUrl | None = None
    index_recipient: Text | None = None


class KeysSection(RootModel[dict[str, FilePath]]):
    """`[keys]`: secrets by name, each the path of a file."""

    model_config = ConfigDict(frozen=True)

    def path(self, name: str) -> Path:
        """Give the file of a secret.

        Raises:
            ConfigurationInvalid: there is no such key.
        """
        try:
            return self.root[name]
        except KeyError:
            raise ConfigurationInvalid([f"keys.{name}: missing"]) from None

    def __contains__(self, name: str) -> bool:
        return name in self.root
