"""A choice that is recorded at a holder's desk is in force with the next question and on record, and nobody's
number shows.
"""

import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest

from tests.lib.demo_process import MARK, ROOT, DemoProcess
from tijdlijn.runtime.config import load_config
from tijdlijn.testing.world.loader import load_world

HOSPITAL = "mc-delfshaven"
NAME = "Medisch Centrum Delfshaven"
NAME_OF_RIJNMOND = "Universitair Medisch Centrum Rijnmond"
IN_FORCE_WITHIN_S = 20.0
ANEURYSMA = load_world().story("aneurysma").patient.bsn.digits
REFUSED = load_world().story("geweigerd").patient.bsn.digits
ELFPROEF_FAILS = "999911121"


def _consent(
    demo: DemoProcess, *arguments: str, stdin: str, at: str = HOSPITAL
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(demo, *arguments, at=at),
        env=_environment(demo),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _command(demo: DemoProcess, *arguments: str, at: str = HOSPITAL) -> list[str]:
    config = demo.folder.configurations / f"{at}.toml"
    return [sys.executable, "-m", "tijdlijn.cli", "consent", "--config", str(config), *arguments]


def _environment(demo: DemoProcess) -> dict[str, str]:
    return {**demo.environment, MARK: "beside"}


def _at_holder(demo: DemoProcess, query: str, at: str = HOSPITAL) -> list[tuple[object, ...]]:
    section = load_config(demo.folder.configurations / f"{at}.toml").database
    assert section is not None
    with closing(psycopg.connect(section.connection_url)) as connection:
        return connection.execute(query.encode()).fetchall()


def _seen(demo: DemoProcess, story: str, *, until: Callable[[str], bool]) -> str:
    """The timeline as it is once the index has heard of a change."""
    deadline = time.monotonic() + IN_FORCE_WITHIN_S
    while not until(seen := demo.cli("timeline", story).stdout):
        assert time.monotonic() < deadline, seen
    return seen


@pytest.mark.requirement("B21", "T2.3.decision", "T2.3.bsn-from-stdin")
@pytest.mark.hazard("H6")
def test_a_withdrawal_closes_the_holder_at_once_and_a_new_consent_opens_it(demo: DemoProcess) -> None:
    before = demo.cli("timeline", "aneurysma").stdout
    tokens = _at_holder(demo, "SELECT 1 FROM access_token")
    withdrawn = _consent(demo, "withdrawn", stdin=f"{ANEURYSMA}\n")
    tokens_left = _at_holder(demo, "SELECT 1 FROM access_token")
    after = demo.cli("timeline", "aneurysma").stdout
    given = _consent(demo, "given", stdin=ANEURYSMA)
    again = _seen(demo, "aneurysma", until=lambda seen: NAME in seen)
    acts = _at_holder(demo, "SELECT outcome, actor_user IS NOT NULL FROM record WHERE action = 'consent'")

    assert NAME in before
    assert tokens
    assert (withdrawn.returncode, withdrawn.stdout, withdrawn.stderr) == (0, "recorded: withdrawn\n", "")
    assert not tokens_left
    assert NAME not in after
    assert (given.returncode, given.stdout, given.stderr) == (0, "recorded: given\n", "")
    assert again.count(NAME) == before.count(NAME)
    assert sorted(acts) == [("given", True), ("withdrawn", True)]


@pytest.mark.requirement("B14")
def test_who_refused_may_consent_later(demo: DemoProcess) -> None:
    refusing = demo.cli("timeline", "geweigerd").stdout
    given = _consent(demo, "given", "--until", "2999-12-31", stdin=REFUSED, at="umc-rijnmond")
    _seen(demo, "geweigerd", until=lambda seen: NAME_OF_RIJNMOND in seen)
    refused = _consent(demo, "refused", stdin=REFUSED, at="umc-rijnmond")

    assert NAME_OF_RIJNMOND not in refusing
    assert (given.returncode, refused.returncode) == (0, 0)
    assert NAME_OF_RIJNMOND not in demo.cli("timeline", "geweigerd").stdout


@pytest.mark.requirement("B1", "T2.3.bsn-from-stdin")
@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["given"], ELFPROEF_FAILS),
        (["given"], ""),
        (["given"], f"{ANEURYSMA}\n{REFUSED}"),
        (["given"], ANEURYSMA * 40),
        (["given", "--until", "2020-01-01"], ANEURYSMA),
        (["withdrawn", "--purpose", "TREAT"], ANEURYSMA),
    ],
)
def test_what_cannot_be_recorded_changes_nothing_and_is_not_repeated(
    arguments: list[str], stdin: str, demo: DemoProcess
) -> None:
    count = "SELECT count(*) FROM local_consent"
    before = _at_holder(demo, count)
    refused = _consent(demo, *arguments, stdin=stdin)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("tijdlijn: ")
    assert not [number for number in (ELFPROEF_FAILS, ANEURYSMA, REFUSED) if number in refused.stderr]
    assert _at_holder(demo, count) == before


@pytest.mark.requirement("T2.3.bsn-from-stdin")
def test_a_choice_is_made_at_a_gateway_only(demo: DemoProcess) -> None:
    assert _consent(demo, "given", stdin=ANEURYSMA, at="index").returncode == 1


@pytest.mark.requirement("T2.3.bsn-from-stdin")
def test_somebody_at_a_terminal_is_asked_and_the_number_is_not_shown(demo: DemoProcess) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait", *_command(demo, "given", "--asker", "90000199")],
        env=_environment(demo),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
    )
    os.close(theirs)
    shown = b""
    while b"BSN (not shown): " not in shown:
        shown += os.read(ours, 1024)
    os.write(ours, f"{ANEURYSMA}\n".encode())
    status = process.wait(60)
    shown += os.read(ours, 4096)
    os.close(ours)

    assert status == 0, shown
    assert b"recorded: given" in shown
    assert ANEURYSMA.encode() not in shown


@pytest.mark.requirement("T2.5.two-databases")
def test_a_database_is_brought_up_to_date_by_hand(demo: DemoProcess) -> None:
    def migrate(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        config = demo.folder.configurations / f"{name}.toml"
        return subprocess.run(
            [sys.executable, "-m", "tijdlijn.cli", "migrate", "--config", str(config), *arguments],
            env=_environment(demo),
            capture_output=True,
            text=True,
            check=False,
        )

    assert migrate("index").stdout == "the database of index is up to date\n"
    assert migrate(HOSPITAL, "--finish").returncode == 0
    without = migrate("epd")
    assert (without.returncode, without.stderr.endswith("epd epd has no database\n")) == (1, True)
