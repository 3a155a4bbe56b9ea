"""The whole file as one model."""

from pydantic import Field

from tijdlijn.runtime.config.kinds import (
    DirectoryTable,
    EpdTable,
    GatewayTable,
    IndexTable,
    PseudonymTable,
    TimelineTable,
)
from tijdlijn.runtime.config.sections import (
    CustodianSection,
    DatabaseSection,
    KeysSection,
    ListenSection,
    PeersSection,
    Section,
    ServiceSection,
    TlsSection,
)


class Config(Section):
    """One deployable's configuration, usable as it stands.

    `strict` (the default) is for everywhere but a demo and tests: https only, no development CA, no password
    in a URL.
    """

    service: ServiceSection
    custodians: tuple[CustodianSection, ...] = Field(default=(), alias="custodian")
    listen: ListenSection
    tls: TlsSection
    database: DatabaseSection | None = None
    peers: PeersSection = PeersSection()
    keys: KeysSection = KeysSection({})
    strict: bool = True
    gateway: GatewayTable | None = None
    timeline: TimelineTable | None = None
    index: IndexTable | None = None
    pseudonym: PseudonymTable | None = None
    directory: DirectoryTable | None = None
    epd: EpdTable | None = None
