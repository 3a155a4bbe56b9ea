"""However the demo ends and whenever, nothing of it stays behind."""

import os
import signal
from pathlib import Path

import pytest

from tests.component.demo.conftest import FirstDay, StartDemo

GONE_WITHIN_S = 20.0


@pytest.mark.requirement("T2.1.ctrl-c", "T2.1.path-with-space")
def test_ctrl_c_ends_everything(first_day: FirstDay) -> None:
    assert first_day.status == 0, first_day.demo.output
    assert first_day.demo.output.rstrip().endswith("Alles is beëindigd.")
    first_day.demo.assert_nothing_left()


@pytest.mark.requirement("T2.1.ctrl-c")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_ways_to_be_asked_end_everything_too(
    number: signal.Signals, next_day: Path, start_demo: StartDemo
) -> None:
    demo = start_demo(next_day).wait_running()

    assert demo.end(number) == 0, demo.output
    demo.assert_nothing_left()


@pytest.mark.requirement("T2.1.killed-parent", "T2.1.again")
def test_a_killed_demo_takes_every_process_along_and_can_be_started_again(
    next_day: Path, start_demo: StartDemo
) -> None:
    killed = start_demo(next_day).wait_running()
    killed.process.kill()
    killed.process.wait()
    killed.wait_all_gone(GONE_WITHIN_S)
    assert list(killed.temporary.iterdir()) == []
    assert killed.folder.running.exists(), "a crash leaves what a crash leaves"
    beside = killed.cli("timeline", "aneurysma")
    assert beside.returncode == 1
    assert "er loopt geen demo" in beside.stderr

    again = start_demo(next_day)
    again.wait_said("Open  http://epd.localhost:")
    assert again.cli("timeline", "aneurysma").returncode == 0, again.output
    again.send(signal.SIGINT)
    again.wait_said("Alles wordt beëindigd")
    for _ in range(3):
        again.send(signal.SIGINT)
    assert again.wait_ended() == 0, again.output
    again.assert_nothing_left()


@pytest.mark.requirement("T2.1.ctrl-c")
def test_ctrl_c_while_the_world_is_built_leaves_no_half_world(tmp_path: Path, start_demo: StartDemo) -> None:
    demo = start_demo(tmp_path / "a demo")
    demo.wait_until(demo.folder.root / ".archives.being-built" / "umc-rijnmond" / "dicom")

    assert demo.end() == 0, demo.output
    demo.assert_nothing_left()
    assert not demo.folder.built_on.exists()
    assert not demo.folder.archives.exists()


@pytest.mark.requirement("T2.1.ctrl-c")
@pytest.mark.parametrize("sign", ["postgres/data/postmaster.pid", "log/index.log"])
def test_ctrl_c_during_the_start_ends_what_was_started(
    sign: str, next_day: Path, start_demo: StartDemo
) -> None:
    next_day.joinpath("log/index.log").unlink()
    demo = start_demo(next_day)
    demo.wait_until(next_day / sign)

    assert demo.end() == 0, demo.output
    demo.assert_nothing_left()


@pytest.mark.requirement("T2.1.ctrl-c")
def test_a_process_that_cannot_start_ends_the_start_with_a_sentence(
    next_day: Path, start_demo: StartDemo
) -> None:
    patients = next_day / "archives" / "mc-delfshaven" / "patients.toml"
    patients.unlink()
    patients.write_text("this is = = no TOML", encoding="utf-8")
    demo = start_demo(next_day)

    assert demo.wait_ended() == 1
    assert "tijdlijn: mc-delfshaven is niet gestart: " in demo.output
    assert "patients.toml" in demo.output
    assert "Traceback" not in demo.output
    demo.assert_nothing_left()


@pytest.mark.requirement("T2.1.ctrl-c")
def test_a_start_in_the_background_of_a_shell_is_deaf_to_its_ctrl_c(
    next_day: Path, start_demo: StartDemo
) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        demo = start_demo(next_day)
    finally:
        signal.signal(signal.SIGINT, before)
    demo.wait_said("database gestart")
    os.killpg(demo.process.pid, signal.SIGINT)
    demo.wait_running()

    assert demo.end(signal.SIGTERM) == 0, demo.output
