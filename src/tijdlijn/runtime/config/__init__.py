"""The configuration of a deployable: one TOML file, checked whole before anything starts.

A missing address, key or peer is a start-up error and never a fall-back (architecture.md §8a). Everything
secret is the path of a file. The sections that all kinds share stand in `sections`, the table named after the
kind in `kinds`, and `load` reads the file and names every fault at once.
"""

from tijdlijn.runtime.config.kinds import (
    ArchiveTable,
    DirectoryTable,
    EpdClient,
    EpdTable,
    GatewayTable,
    IndexTable,
    PseudonymRecipient,
    PseudonymTable,
    TimelineEpd,
    TimelineTable,
)
from tijdlijn.runtime.config.load import load_config
from tijdlijn.runtime.config.model import Config
from tijdlijn.runtime.config.sections import (
    CustodianSection,
    DatabaseSection,
    KeysSection,
    Kind,
    ListenSection,
    PeersSection,
    ServiceSection,
    TlsSection,
)

__all__ = [
    "ArchiveTable",
    "Config",
    "CustodianSection",
    "DatabaseSection",
    "DirectoryTable",
    "EpdClient",
    "EpdTable",
    "GatewayTable",
    "IndexTable",
    "KeysSection",
    "Kind",
    "ListenSection",
    "PeersSection",
    "PseudonymRecipient",
    "PseudonymTable",
    "ServiceSection",
    "TimelineEpd",
    "TimelineTable",
    "TlsSection",
    "load_config",
]
