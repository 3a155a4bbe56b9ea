"""Our own PostgreSQL server: for root and others, through crashes, leaving nothing behind."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Protocol

import psycopg
import pytest

from tests.lib.postgres import programs_of
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.store import data_folder, unprivileged
from tijdlijn.store.embedded import EmbeddedPostgres
from tijdlijn.store.unprivileged import AS_NOBODY, AS_NOBODY_PASSING, IN_NAMESPACE, WAYS_OF_ROOT, Confinement

START_AND_WAIT = """
import sys
from pathlib import Path
from tijdlijn.store.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]) / "data", Path(sys.argv[1]) / "socket", Path(sys.argv[2]))
print(server.start(), flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture(params=["18", "15"])
def version(request: pytest.FixtureRequest) -> str:
    """Both versions, by number."""
    assert isinstance(request.param, str)
    return request.param


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a space in its path, below one that is closed to everybody else."""
    (tmp_path / "closed").mkdir(mode=0o700)
    return tmp_path / "closed" / "with space"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may pass."""
    made = Path(tempfile.mkdtemp(prefix="tijdlijn-test-"))
    made.chmod(0o711)
    yield made / "server"
    shutil.rmtree(made)


class MakeServer(Protocol):
    """Makes a server that does not outlive the test, however that ends."""

    def __call__(
        self, folder: Path, version: str, ways: Sequence[Confinement] = WAYS_OF_ROOT
    ) -> EmbeddedPostgres: ...


@pytest.fixture
def make_server() -> Iterator[MakeServer]:
    """A maker of servers of either version."""
    with ExitStack() as ending:

        def make(folder: Path, version: str, ways: Sequence[Confinement] = WAYS_OF_ROOT) -> EmbeddedPostgres:
            programs = programs_of(version)
            server = EmbeddedPostgres(folder / "data", folder / "socket", programs, ways_of_root=ways)
            ending.callback(server.stop)
            return server

        yield make


def _ask(url: str, query: str) -> object:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row and row[0]


def _do(url: str, statement: str) -> None:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(statement.encode())


def _run_apart(folder: Path, version: str, *before: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*before, sys.executable, "-c", START_AND_WAIT, str(folder), str(programs_of(version))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.mark.requirement("T2.1.path-with-space")
def test_it_keeps_its_data_below_a_closed_folder_and_opens_none(
    make_server: MakeServer, folder: Path, version: str
) -> None:
    before = [(parent, parent.stat().st_mode) for parent in folder.parents]
    server = make_server(folder, version)
    url = server.start()
    assert str(_ask(url, "SHOW server_version")).startswith(version)
    _do(url, "CREATE TABLE kept ()")
    server.stop()

    again = make_server(folder, version)
    assert _ask(again.start(), "SELECT count(*) FROM kept") == 0
    assert [(parent, parent.stat().st_mode) for parent in folder.parents] == before


@pytest.mark.requirement("T2.1.ordinary-user")
@pytest.mark.parametrize("way", [IN_NAMESPACE, AS_NOBODY, AS_NOBODY_PASSING], ids=["userns", "nobody", "cap"])
def test_root_has_more_than_one_way_to_run_it(
    make_server: MakeServer, way: Confinement, open_folder: Path
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root needs a way to run it as somebody else")
    server = make_server(open_folder, "18", (way,))
    try:
        url = server.start()
    except ConfigurationInvalid as refused:
        if "as somebody else" not in str(refused):
            raise
        pytest.skip(f"this machine does not let root run it so: {way.prefix[0]}")
    assert _ask(url, "SELECT 1") == 1
    assert open_folder.joinpath("data").stat().st_uid == way.owner


def test_a_checkout_closed_to_nobody_is_passed_without_opening_it(
    make_server: MakeServer, folder: Path
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root needs a way to run it as somebody else")
    for ways in ((IN_NAMESPACE, AS_NOBODY, AS_NOBODY_PASSING), (AS_NOBODY, AS_NOBODY_PASSING)):
        server = make_server(folder, "18", ways)  # the second finds data that belongs to the first's user
        assert _ask(server.start(), "SELECT 1") == 1
        server.stop()


@pytest.mark.requirement("T2.1.ordinary-user")
def test_an_ordinary_user_runs_it_as_himself(folder: Path, version: str) -> None:
    as_user = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
    if as_user and subprocess.run([*as_user, "true"], check=False).returncode:
        pytest.skip("this machine gives root no user namespace to be an ordinary user in")
    with _run_apart(folder, version, *as_user) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("postgresql://")
        process.communicate()
    assert process.returncode == 0


@pytest.mark.requirement("T2.1.killed-parent")
def test_it_ends_when_its_parent_is_killed(folder: Path, version: str) -> None:
    with _run_apart(folder, version) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("postgresql://")
        process.kill()
    # The lock is free once the last process of the server has ended.
    os.close(data_folder.lock(folder / "data"))


def test_nobody_ends_with_a_killed_parent_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root needs a way to run it as somebody else")
    script = START_AND_WAIT.replace(
        "Path(sys.argv[2]))", "Path(sys.argv[2]), ways_of_root=[unprivileged.AS_NOBODY_PASSING])"
    ).replace("import sys", "import sys\nfrom tijdlijn.store import unprivileged")
    monkeypatch.setattr(sys.modules[__name__], "START_AND_WAIT", script)
    test_it_ends_when_its_parent_is_killed(folder, "18")


def test_a_crashed_server_does_not_block_the_next(
    make_server: MakeServer, folder: Path, version: str
) -> None:
    crashed = make_server(folder, version)
    url = crashed.start()
    _do(url, "CREATE TABLE kept ()")
    os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    server = make_server(folder, version)
    assert _ask(server.start(), "SELECT count(*) FROM kept") == 0
    server.stop()


def test_a_left_over_process_id_is_not_believed(make_server: MakeServer, folder: Path) -> None:
    server = make_server(folder, "18")
    server.start()
    server.stop()
    (folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'data'}\n")
    server.start()


@pytest.mark.parametrize("lock", ["held", "lost"])
def test_a_second_server_on_the_same_data_is_refused(
    make_server: MakeServer, lock: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = make_server(folder, "18")
    url = server.start()
    monkeypatch.setattr(data_folder, "PREDECESSOR_GONE_WITHIN_S", 0.1)
    if lock == "lost":
        (folder / "postgres.lock").unlink()
    with pytest.raises(ConfigurationInvalid, match="another PostgreSQL server"):
        make_server(folder, "18").start()
    assert _ask(url, "SELECT 1") == 1


def test_data_of_another_version_is_refused(make_server: MakeServer, folder: Path) -> None:
    server = make_server(folder, "15")
    server.start()
    server.stop()
    with pytest.raises(ConfigurationInvalid, match=r"is of PostgreSQL 15, but the programs are of 18"):
        make_server(folder, "18").start()


def test_data_whose_password_is_lost_is_said_so(make_server: MakeServer, folder: Path) -> None:
    server = make_server(folder, "18")
    server.start()
    server.stop()
    (folder / "superuser.pgpass").unlink()
    with pytest.raises(ConfigurationInvalid, match=r"password of .* is lost"):
        server.start()


def test_data_that_was_made_only_half_is_made_again(make_server: MakeServer, folder: Path) -> None:
    (folder / "data.unfinished" / "base").mkdir(parents=True)
    server = make_server(folder, "18")
    assert _ask(server.start(), "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_short_one_that_goes_with_it(
    make_server: MakeServer, folder: Path, version: str, monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    open_folder.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(open_folder))
    deep = folder / ("deep" * 12) / ("deeper" * 12)
    server = make_server(deep, version)
    assert _ask(server.start(), "SELECT 1") == 1
    (made,) = open_folder.iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    server.stop()
    assert list(open_folder.iterdir()) == []
    assert not (deep / "socket").is_symlink()


def test_nobody_connects_without_a_password_and_none_but_us_can_read_it(
    make_server: MakeServer, folder: Path, version: str
) -> None:
    server = make_server(folder, version)
    url = server.start()
    assert stat.S_IMODE((folder / "superuser.pgpass").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "socket").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700
    assert not (folder / "initdb.password").exists()
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(url.partition("&passfile")[0], passfile="/nonexistent")
    assert _ask(url, "SHOW listen_addresses") == ""
    assert _ask(url, "SHOW fsync") == "on"


def test_a_forked_child_does_not_stop_it(make_server: MakeServer, folder: Path) -> None:
    server = make_server(folder, "18")
    url = server.start()
    child = os.fork()
    if child == 0:
        server.stop()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert _ask(url, "SELECT 1") == 1


def test_a_failing_start_says_where_to_look(make_server: MakeServer, folder: Path) -> None:
    server = make_server(folder, "18")
    server.start()
    server.stop()
    shutil.rmtree(folder / "data" / "global")
    with pytest.raises(ConfigurationInvalid, match=r"postgres\.log"):
        server.start()
    assert not (folder / "socket").exists()


def test_root_without_any_way_is_told_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(ConfigurationInvalid, match="use an ordinary user"):
        unprivileged.choose(Path("/nonexistent/postgres"), folder)
