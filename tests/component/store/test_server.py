"""A database per deployable, on our own server and on somebody else's, whose log stays silent about
patients.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.lib.postgres import DEBIAN_15, programs_of
from tijdlijn.domain.errors import ConfigurationInvalid, PeerUnreachable
from tijdlijn.store import embedded
from tijdlijn.store.embedded import EmbeddedPostgres
from tijdlijn.store.pool import Database
from tijdlijn.store.quiet_log import QUIET_LOG
from tijdlijn.store.server import PostgresServer, postgres_server

PLANTED = "999990019"
TALKATIVE = {
    "log_statement": "all",
    "log_duration": "on",
    "log_min_duration_statement": "0",
    "log_min_messages": "info",
    "log_min_error_statement": "error",
    "log_error_verbosity": "verbose",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
}


def _value(url: str, query: str) -> object:
    with closing(psycopg.connect(url)) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row and row[0]


@pytest.fixture(params=["18", "15"])
def somebody_elses(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The administrator's URL of a server that logs all it can."""
    monkeypatch.setattr(embedded, "SETTINGS", embedded.SETTINGS | TALKATIVE)
    server = EmbeddedPostgres(tmp_path / "data", tmp_path / "socket", programs_of(request.param))
    try:
        yield server.start()
    finally:
        server.stop()


async def _plant(url: str) -> None:
    """Let values reach the server in every way that it would like to tell about."""
    async with Database.open(url) as database:
        await database.execute("CREATE TABLE IF NOT EXISTS thing (value text PRIMARY KEY)")
        await database.execute("INSERT INTO thing VALUES (%(v)s)", {"v": PLANTED})
        await database.execute("DO $$ BEGIN RAISE WARNING 'about %', (SELECT value FROM thing); END $$")
        for query in ("INSERT INTO thing VALUES (%(v)s)", "SELECT (%(v)s || 'x')::integer"):
            with pytest.raises(psycopg.Error):
                await database.execute(query, {"v": PLANTED})
        with pytest.raises(psycopg.Error):
            await database.execute(f"SELECT nothing FROM thing WHERE value = '{PLANTED}'")


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
async def test_nothing_asked_about_a_patient_reaches_our_servers_log(
    postgres: PostgresServer, fresh_database: str
) -> None:
    await _plant(fresh_database)
    log = _log_beside(postgres.admin_url)
    assert "ready to accept connections" in log
    assert PLANTED not in log
    assert "INSERT" not in log


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
async def test_nothing_asked_about_a_patient_reaches_somebody_elses_log(
    somebody_elses: str, tmp_path: Path
) -> None:
    url = PostgresServer(somebody_elses, tmp_path / "passwords").database_url("index")
    await _plant(url)
    log = _log_beside(somebody_elses)
    assert "CREATE ROLE" in log
    assert PLANTED not in log
    assert "INSERT" not in log


def test_no_password_reaches_the_log(somebody_elses: str, tmp_path: Path) -> None:
    server = PostgresServer(somebody_elses, tmp_path / "passwords")
    server.database_url("index")
    (file,) = (tmp_path / "passwords").iterdir()
    assert file.read_text().strip().rpartition(":")[2] not in _log_beside(somebody_elses)


def test_a_role_that_may_not_silence_the_log_is_told_what_to_set(somebody_elses: str, tmp_path: Path) -> None:
    server = PostgresServer(_as_maker_of_roles(somebody_elses), tmp_path / "passwords")
    with pytest.raises(ConfigurationInvalid, match=r"log_statement=none"):
        server.database_url("index")


def test_a_role_that_makes_roles_and_databases_is_enough_where_the_log_is_silent(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    server = PostgresServer(_as_maker_of_roles(postgres.admin_url), tmp_path / "passwords")
    assert _value(server.database_url("test-made"), "SELECT 1") == 1
    assert _value(server.database_url("test-made"), "SELECT current_user") == "tijdlijn_test-made"
    server.remove_database("test-made")


@pytest.mark.requirement("T2.1.other-database")
def test_the_environment_names_somebody_elses_server(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIJDLIJN_DATABASE_URL", postgres.admin_url)
    with postgres_server(tmp_path / "of us") as server:
        url = server.database_url("test-index")
        assert _value(url, "SELECT current_database()") == "tijdlijn_test-index"
        server.remove_database("test-index")
    assert not (tmp_path / "of us" / "data").exists()
    assert _value(postgres.admin_url, "SELECT 1") == 1


@pytest.mark.requirement("T2.1.other-database")
def test_the_environment_names_other_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIJDLIJN_DATABASE_URL", raising=False)
    monkeypatch.setenv("TIJDLIJN_POSTGRES_BIN", str(programs_of("15")))
    with postgres_server(tmp_path / "server") as server:
        assert str(_value(server.database_url("index"), "SHOW server_version")).startswith("15.")
    assert DEBIAN_15.is_dir()


def test_a_database_stays_what_it_is_when_asked_for_again(postgres: PostgresServer) -> None:
    first = postgres.database_url("test-kept")
    with closing(psycopg.connect(first, autocommit=True)) as connection:
        connection.execute("CREATE TABLE kept ()")
    assert postgres.database_url("test-kept") == first
    assert _value(first, "SELECT count(*) FROM kept") == 0
    postgres.remove_database("test-kept")
    postgres.remove_database("test-kept")


def test_a_lost_password_is_replaced(postgres: PostgresServer, tmp_path: Path) -> None:
    postgres.database_url("test-lost")
    url = PostgresServer(postgres.admin_url, tmp_path / "fresh").database_url("test-lost")
    assert _value(url, "SELECT 1") == 1
    postgres.remove_database("test-lost")


def test_a_url_holds_no_secret_and_its_file_is_ours_alone(fresh_database: str) -> None:
    parameters = conninfo_to_dict(fresh_database)
    file = Path(str(parameters["passfile"]))
    assert "password" not in parameters
    assert file.read_text().strip().rpartition(":")[2] not in fresh_database
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["", "Index", 'in"dex', "-index", "i" * 60])
def test_only_plain_names_become_databases(name: str, postgres: PostgresServer) -> None:
    with pytest.raises(ConfigurationInvalid):
        postgres.database_url(name)


def test_a_server_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    server = PostgresServer(f"postgresql://postgres@/postgres?host={tmp_path}", tmp_path)
    with pytest.raises(PeerUnreachable):
        server.database_url("index")


def test_settings_that_silence_the_log_are_those_of_our_server() -> None:
    assert {name: embedded.SETTINGS[name] for name in QUIET_LOG} == QUIET_LOG


def _log_beside(admin_url: str) -> str:
    socket_dir = str(conninfo_to_dict(admin_url)["host"])
    return (Path(os.path.realpath(socket_dir)).parent / "postgres.log").read_text()


def _as_maker_of_roles(admin_url: str) -> str:
    with closing(psycopg.connect(admin_url, autocommit=True)) as admin:
        admin.execute("DROP ROLE IF EXISTS maker")
        admin.execute("CREATE ROLE maker LOGIN CREATEROLE CREATEDB PASSWORD 'made-for-this-test'")
        admin.execute("GRANT CONNECT ON DATABASE postgres TO maker")
    server = conninfo_to_dict(admin_url)["host"]
    return f"postgresql://maker:made-for-this-test@/postgres?host={str(server).replace('/', '%2F')}"
