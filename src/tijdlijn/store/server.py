"""The PostgreSQL server of a demo, a test run or a single host, with a database for each deployable.

It is one of our own, with its data in a folder; or with `TIJDLIJN_POSTGRES_BIN` the same run by other
programs (`/usr/lib/postgresql/15/bin`); or with `TIJDLIJN_DATABASE_URL`, the URL of an administrator,
somebody else's, on which only our own roles and databases are made.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tijdlijn.domain.errors import ConfigurationInvalid, PeerUnreachable
from tijdlijn.store import data_folder, provision
from tijdlijn.store.connection_url import connection_url
from tijdlijn.store.embedded import EmbeddedPostgres

_DEPLOYABLE = re.compile(r"[a-z][a-z0-9_-]{0,50}")
_OF_THE_ADMINISTRATOR = frozenset({"user", "password", "passfile", "dbname"})


@dataclass(frozen=True, slots=True)
class ProvidedDatabase:
    """A deployable's own database; `is_new` when it was not there before."""

    url: str
    is_new: bool


class PostgresServer:
    """A server on which we may make databases; `admin_url` is its administrator's."""

    def __init__(self, admin_url: str, password_dir: Path) -> None:
        self.admin_url = admin_url
        self._password_dir = password_dir

    def database_url(self, deployable: str) -> str:
        """Give the URL of a deployable's own database, making it and its role if they are not there.

        The URL holds no secret: it names a password file that only our user can read.

        Raises:
            PeerUnreachable: the server cannot be reached. ConfigurationInvalid: the name is not one of
            lower-case letters, digits, `-` and `_`, or the server's log would show what is asked.
        """
        return self.provide([deployable])[deployable].url

    def provide(self, deployables: Iterable[str]) -> dict[str, ProvidedDatabase]:
        """Give the database of each deployable, made where it is not there. Raises as `database_url`."""
        server = {
            parameter: str(value)
            for parameter, value in conninfo_to_dict(self.admin_url).items()
            if parameter not in _OF_THE_ADMINISTRATOR and value is not None
        }
        provided: dict[str, ProvidedDatabase] = {}
        names = {deployable: _database_name(deployable) for deployable in deployables}
        with self._administrator() as admin:
            for deployable, name in names.items():
                password_file = self._password_dir / f"{name}.pgpass"
                is_new = provision.provision(admin, name, password_file)
                url = connection_url(name, name, password_file, server)
                provided[deployable] = ProvidedDatabase(url, is_new)
        return provided

    def remove_database(self, deployable: str) -> None:
        """Remove a deployable's database and role with all data; absent ones are no error. Raises as
        `database_url`.
        """
        name = _database_name(deployable)
        with self._administrator() as admin:
            provision.remove(admin, name)
        self._password_dir.joinpath(f"{name}.pgpass").unlink(missing_ok=True)

    @contextmanager
    def _administrator(self) -> Iterator[provision.Admin]:
        try:
            admin = psycopg.connect(self.admin_url, autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as error:
            raise PeerUnreachable("database", "the administrator cannot connect") from error
        with admin:
            yield admin


@contextmanager
def postgres_server(data_dir: Path) -> Iterator[PostgresServer]:
    """Give a server that is ready, and stop it on leaving if it is our own.

    `data_dir` holds its data, log and password files. Synchronous; call it in the main thread and before
    forking: a server of our own ends with the thread that started it.

    Raises:
        ConfigurationInvalid: it cannot run here, or another runs on this data.
    """
    password_dir = data_dir.absolute() / "passwords"
    admin_url = os.environ.get("TIJDLIJN_DATABASE_URL")
    if admin_url:
        yield PostgresServer(admin_url, password_dir)
        return
    bin_dir = os.environ.get("TIJDLIJN_POSTGRES_BIN")
    server = EmbeddedPostgres(data_dir / "data", data_dir / "socket", Path(bin_dir) if bin_dir else None)
    try:
        yield PostgresServer(server.start(), password_dir)
    finally:
        server.stop()


def remove_databases(data_dir: Path, deployables: Iterable[str]) -> None:
    """Remove what `postgres_server(data_dir)` would serve: a server of our own whole, without starting it; of
    somebody else's the databases and roles of these deployables.

    Raises:
        ConfigurationInvalid: the server of our own still runs. PeerUnreachable: somebody else's cannot be
        reached.
    """
    if os.environ.get("TIJDLIJN_DATABASE_URL"):
        with postgres_server(data_dir) as server:
            for deployable in deployables:
                server.remove_database(deployable)
    elif data_dir.exists():
        lock = data_folder.lock(data_dir / "data")
        try:
            shutil.rmtree(data_dir)
        finally:
            os.close(lock)


def _database_name(deployable: str) -> str:
    if not _DEPLOYABLE.fullmatch(deployable):
        raise ConfigurationInvalid([f"{deployable!r} is no name for a deployable's database"])
    return f"tijdlijn_{deployable}"
