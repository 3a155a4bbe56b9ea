"""Starting again: the same world, at the same addresses where it can be, for whoever runs it and on whichever
database server.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.component.demo.conftest import FirstDay, StartDemo
from tests.lib.demo_process import PYTHON_PATH, as_user, copy_of
from tests.lib.postgres import DEBIAN_15, server_of
from tijdlijn.testing.demo.run import DUTCH_TIME

UNUSED_USER = 58123


def _rows(events: str) -> list[dict[str, object]]:
    """The rows of a timeline as they stand at its end, without what is made anew for each launch."""
    rows: dict[str, dict[str, object]] = {}
    for line in events.splitlines():
        event = json.loads(line)
        for key in [*event.get("replaces", ()), *event.get("keys", ())]:
            rows.pop(key, None)
        if event["event"] == "entry":
            rows[event["key"]] = {name: event[name] for name in ("study", "copies", "report_state")}
            for copy in event["copies"]:
                for good_in_one_session_only in ("images", "about", "subject"):
                    del copy[good_in_one_session_only]
    return sorted(rows.values(), key=json.dumps)


@pytest.fixture
def last_ports(next_day: Path) -> Iterator[dict[str, int]]:
    """The ports of the last run: all free, but that of the EPD in the hands of somebody else."""
    ports = next_day / "ports.json"
    with ExitStack() as stack:
        taken = {
            name: stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            for name in json.loads(ports.read_text())
        }
        last = {name: one.getsockname()[1] for name, one in taken.items()}
        for name, one in taken.items():
            if name != "epd/browser":
                one.close()
        ports.write_text(json.dumps(last))
        yield last


@pytest.mark.requirement("T2.1.port-taken", "T2.1.same-world")
def test_a_port_that_is_taken_is_replaced_and_the_world_stays_the_same(
    first_day: FirstDay, next_day: Path, last_ports: dict[str, int], start_demo: StartDemo
) -> None:
    demo = start_demo(next_day).wait_running()
    now = json.loads(demo.folder.ports.read_text())
    timeline = demo.cli("timeline", "aneurysma", "--json")

    assert now["epd/browser"] != last_ports["epd/browser"]
    assert now == {**last_ports, "epd/browser": now["epd/browser"]}
    assert f"Open  http://epd.localhost:{now['epd/browser']}\n" in demo.output
    assert timeline.returncode == 0, timeline.stderr
    assert len(_rows(timeline.stdout)) == 11
    assert _rows(timeline.stdout) == _rows(first_day.timeline)
    assert demo.end() == 0


@pytest.mark.requirement("T2.1.reset", "T2.1.other-database")
def test_a_reset_makes_a_fresh_world_on_somebody_elses_server_too(
    first_day: FirstDay, tmp_path: Path, start_demo: StartDemo
) -> None:
    folder = copy_of(first_day.root, tmp_path / "a demo", only_archives=True)
    folder.joinpath("built-on").write_text("2020-02-29\n")
    with server_of("15", tmp_path / "somebody else's") as server:
        old = server.database_url("index")
        with closing(psycopg.connect(old)) as connection, connection:
            connection.execute("CREATE TABLE of_the_world_before (nothing text)")
        today = datetime.now(DUTCH_TIME).date()
        demo = start_demo(folder, "--reset", environment={"TIJDLIJN_DATABASE_URL": server.admin_url})
        demo.wait_running()
        timeline = demo.cli("timeline", "onbereikbaar", "--json")

        with closing(psycopg.connect(server.admin_url, dbname="tijdlijn_index")) as connection:
            assert connection.info.server_version // 10000 == 15
            tables = connection.execute("SELECT tablename FROM pg_tables").fetchall()
        assert demo.end() == 0, demo.output
        demo.assert_nothing_left()
    assert ("of_the_world_before",) not in tables
    assert any("registration" in str(table) for (table,) in tables)
    assert datetime.fromisoformat(demo.folder.built_on.read_text().strip()).date() >= today
    assert not demo.folder.postgres.joinpath("data").exists()
    # The hospital that is down stands at this index as well, so that it is missed.
    assert timeline.returncode == 3, timeline.stdout


@pytest.mark.requirement("T2.1.other-database")
def test_other_programs_of_postgresql_serve_the_demo_as_well(
    first_day: FirstDay, tmp_path: Path, start_demo: StartDemo
) -> None:
    folder = copy_of(first_day.root, tmp_path / "a demo", only_archives=True)
    demo = start_demo(folder, environment={"TIJDLIJN_POSTGRES_BIN": str(DEBIAN_15)}).wait_running()
    (program,) = {
        os.readlink(f"/proc/{pid}/exe") for pid in demo.members() if b"postgres" in _command_of(pid)[:1][0]
    }

    assert program == str(DEBIAN_15 / "postgres")
    assert demo.cli("timeline", "aneurysma").returncode == 0
    assert demo.end() == 0, demo.output
    demo.assert_nothing_left()


def _command_of(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


@pytest.fixture
def home_of_another_user() -> Iterator[Path]:
    """A home outside the closed folders of the tests, with nothing of root's in it."""
    home = Path(tempfile.mkdtemp(prefix="tijdlijn test "))
    os.chown(home, UNUSED_USER, UNUSED_USER)
    yield home
    shutil.rmtree(home)


def _python_open_to(user: int) -> str | None:
    """The Python of these tests, or the system's of the same version, if this user may use it here."""
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        trial = subprocess.run(
            [*as_user(user), "setpriv", python, "-c", "import psycopg, tijdlijn.cli"],
            env={"PYTHONPATH": PYTHON_PATH, "PATH": os.environ["PATH"]},
            cwd="/",
            capture_output=True,
            check=False,
        )
        if trial.returncode == 0:
            return python
    return None


@pytest.mark.requirement("T2.1.ordinary-user")
def test_an_ordinary_user_can_run_it_too(
    first_day: FirstDay, home_of_another_user: Path, start_demo: StartDemo
) -> None:
    if os.getuid() != 0:
        pytest.skip("these tests run as an ordinary user themselves")
    python = _python_open_to(UNUSED_USER)
    if python is None:
        pytest.skip("this checkout or its Python is closed to ordinary users")
    folder = copy_of(first_day.root, home_of_another_user / "a demo", only_archives=True)
    for path in (folder, *folder.rglob("*")):
        if not path.is_relative_to(folder / "archives"):
            os.chown(path, UNUSED_USER, UNUSED_USER)
    home = {"HOME": str(home_of_another_user)}
    demo = start_demo(folder, user=UNUSED_USER, python=python, environment=home).wait_running()

    assert {Path(f"/proc/{pid}").stat().st_uid for pid in demo.members()} == {UNUSED_USER}
    assert demo.cli("timeline", "aneurysma").returncode == 0
    assert demo.end() == 0, demo.output
    demo.assert_nothing_left()
