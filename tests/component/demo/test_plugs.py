"""A running demo takes commands: plugs are pulled and put back, and what cannot be is said in a sentence."""

import json
import os
import signal
import socket
from pathlib import Path

import pytest

from tests.lib.demo_process import DemoProcess
from tijdlijn.testing.demo import control


def _address(demo: DemoProcess, name: str) -> tuple[str, int]:
    return "127.0.0.1", json.loads(demo.folder.ports.read_text())[f"{name}/peer"]


def _pid_of(demo: DemoProcess, name: str) -> int:
    """The process that listens on a peer address, by the inode of its socket (proc(5), net/tcp)."""
    port = f"{_address(demo, name)[1]:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    (inode,) = {line[9] for line in lines if line[1].endswith(f":{port}") and line[3] == "0A"}
    owners = [
        pid
        for pid in demo.members()
        if any(os.readlink(link) == f"socket:[{inode}]" for link in _descriptors(pid))
    ]
    (owner,) = owners
    return owner


def _descriptors(pid: int) -> list[Path]:
    return [path for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_symlink()]


@pytest.mark.requirement("T2.1.again")
def test_a_second_start_needs_no_building(demo: DemoProcess) -> None:
    assert "beelden" not in demo.output.partition("Open")[0]
    assert "\033" not in demo.output, "colour and movement are for terminals"


def test_a_second_demo_in_the_same_folder_is_refused(demo: DemoProcess) -> None:
    second = demo.cli()

    assert second.returncode == 1
    assert second.stderr.startswith("tijdlijn: er loopt al een demo in ")
    assert demo.cli("status").returncode == 0


@pytest.mark.requirement("T2.1.processes")
def test_every_process_runs_alone_on_its_own_address(demo: DemoProcess) -> None:
    names = demo.cli("status").stdout.split()

    assert len(names) == 10
    assert len({_pid_of(demo, name) for name in names}) == 10


@pytest.mark.requirement("T2.4.unreachable")
def test_a_plug_that_is_pulled_turns_everybody_away_until_it_is_put_back(demo: DemoProcess) -> None:
    stopped = demo.cli("stop", "umc-rijnmond")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(_address(demo, "umc-rijnmond"), timeout=5)
    twice = demo.cli("stop", "umc-rijnmond")
    without = demo.cli("timeline", "aneurysma")
    started = demo.cli("start", "umc-rijnmond")
    running = demo.cli("start", "umc-rijnmond")

    assert stopped.returncode == 0
    assert "umc-rijnmond" not in stopped.stdout
    assert (twice.returncode, twice.stderr) == (1, "tijdlijn: umc-rijnmond draait niet\n")
    assert without.returncode == 3
    assert "UMC Rijnmond: niet bereikbaar" in without.stdout
    assert "umc-rijnmond" in started.stdout
    assert (running.returncode, running.stderr) == (1, "tijdlijn: umc-rijnmond draait al\n")
    assert demo.cli("timeline", "aneurysma").returncode == 0


def test_a_hospital_that_is_down_on_purpose_can_be_started(demo: DemoProcess) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(_address(demo, "streekziekenhuis-waterland"), timeout=5)
    assert demo.cli("timeline", "onbereikbaar").returncode == 3
    assert demo.cli("start", "streekziekenhuis-waterland").returncode == 0
    assert demo.cli("timeline", "onbereikbaar").returncode == 0
    assert demo.cli("stop", "streekziekenhuis-waterland").returncode == 0


def test_a_process_that_ends_by_itself_is_said_and_can_be_started_again(demo: DemoProcess) -> None:
    os.kill(_pid_of(demo, "diagnostiek-zuid"), signal.SIGKILL)
    demo.wait_said("diagnostiek-zuid is vanzelf gestopt")

    assert "diagnostiek-zuid" not in demo.cli("status").stdout
    assert demo.cli("start", "diagnostiek-zuid").returncode == 0
    assert demo.cli("timeline", "aneurysma").returncode == 0


def test_a_broken_process_is_said_and_does_not_hurt_the_others(demo: DemoProcess) -> None:
    patients = demo.folder.archives / "mc-delfshaven" / "patients.toml"
    whole = patients.read_bytes()
    demo.cli("stop", "mc-delfshaven")
    patients.unlink()
    patients.write_text("= =")
    broken = demo.cli("start", "mc-delfshaven")
    patients.write_bytes(whole)

    assert broken.returncode == 1
    assert broken.stderr.startswith("tijdlijn: mc-delfshaven is niet gestart: ")
    assert demo.cli("start", "mc-delfshaven").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["stop", "nobody"], "de demo heeft geen 'nobody'; wel directory, pseudonym"),
        (["timeline", "nobody"], "geen verhaal 'nobody'; wel aneurysma"),
    ],
)
def test_an_unknown_name_is_told_the_known_ones(arguments: list[str], words: str, demo: DemoProcess) -> None:
    answer = demo.cli(*arguments)

    assert answer.returncode == 1
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("nonsense", [b"", b"\xff\xfe", b"explode now", b"status\n" * 1000])
def test_nonsense_on_its_socket_does_not_hurt_it(nonsense: bytes, demo: DemoProcess) -> None:
    with (
        socket.socket(socket.AF_UNIX) as connection,
        control.short_name(demo.folder.commands) as path,
    ):
        connection.connect(path)
        connection.sendall(nonsense)

    assert len(demo.cli("status").stdout.split()) == 10
