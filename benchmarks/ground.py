"""What every line stands on: a PostgreSQL server, a development CA and a folder, for one run of the
benchmark.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tijdlijn.domain.bsn import Bsn, passes_elfproef
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.config import TlsSection
from tijdlijn.store.server import PostgresServer, postgres_server
from tijdlijn.testing.development_ca import DevelopmentCa

ASKER = Ura("90001000")
"""The institution that asks in every line."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One run's ground; databases are made by name."""

    folder: Path
    postgres: PostgresServer
    ca: DevelopmentCa

    def tls(self, name: str, ura: Ura | None = None, hosts: tuple[str, ...] = ()) -> TlsSection:
        """Certificate, key and trusted authority under a name; its host is `<name>.localhost` unless others
        are given.
        """
        issued = self.ca.issue(name, list(hosts) or [f"{name}.localhost"], ura)
        return TlsSection(certificate=issued.certificate, key=issued.key, client_ca=self.ca.certificate)


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """Give the ground in an empty folder; the database server ends on leaving."""
    with postgres_server(folder / "postgres") as server:
        yield Ground(folder, server, DevelopmentCa.open(folder / "ca"))


def patients(count: int) -> list[Bsn]:
    """Invented patients: numbers of the published test range that pass the elfproef, lowest first."""
    found = (f"{number:09d}" for number in range(999_900_000, 1_000_000_000))
    numbers = (digits for digits in found if passes_elfproef(digits))
    return [Bsn(next(numbers)) for _ in range(count)]
