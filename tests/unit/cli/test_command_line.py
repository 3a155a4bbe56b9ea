"""What the command line answers to right and wrong use: a status, a sentence, and never a stack trace."""

import subprocess
import sys
from pathlib import Path

import pytest

from tijdlijn.cli import main
from tijdlijn.testing.world.loader import load_world


def _told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command; gives its status and what it said on either stream."""
    try:
        status = main(arguments)
    except SystemExit as ended:
        status = int(ended.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize(
    "command", ["serve", "check-config", "migrate", "consent", "concerns", "priors", "demo"]
)
def test_help_tells_of_every_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _told(capsys, "--help")
    of_its_own, told, _ = _told(capsys, command, "--help")

    assert (status, of_its_own) == (0, 0)
    assert command in out
    assert f"usage: tijdlijn {command}" in told


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert _told(capsys, "--version") == (0, "tijdlijn 0.1.0\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["serve"],
        ["serve", "gateway"],
        ["serve", "nonsense", "--config", "x"],
        ["serve", "consent", "--config", "x"],
        ["check-config"],
        ["priors"],
        ["priors", "x.json", "--language", "fr"],
        ["migrate"],
        ["demo", "timeline"],
        ["demo", "stop"],
        ["demo", "--dicomweb", "umc-rijnmond"],
        ["concerns"],
        ["concerns", "--config", "x", "answer"],
        ["concerns", "--config", "x", "answer", "first", "corrected"],
        ["concerns", "--config", "x", "answer", "5a3f7f66-4a43-4c58-9d2f-0c8f7a5f1b11", "received"],
        ["consent", "given"],
        ["consent", "--config", "x", "perhaps"],
        ["consent", "--config", "x", "given", "--until", "tomorrow"],
        ["consent", "--config", "x", "given", "--asker", "123"],
        ["consent", "--config", "x", "given", "--purpose", "CURIOSITY"],
    ],
)
def test_wrong_use_is_told_with_status_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = _told(capsys, *arguments)

    assert (status, out) == (2, "")
    assert "error: " in err


@pytest.mark.requirement("T2.3.bsn-from-stdin")
@pytest.mark.parametrize(
    "arguments",
    [
        ["999911120"],
        ["demo", "timeline", "aneurysma", "999911120"],
        ["consent", "--config", "x", "given", "999911120"],
        ["consent", "--config", "x", "999911120"],
        ["consent", "--config", "x", "given", "--asker", "999911120"],
        ["consent", "--config", "x", "given", "--bsn=999911120"],
    ],
)
def test_a_bsn_among_the_arguments_is_refused_and_not_repeated(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = _told(capsys, *arguments)

    assert (status, out) == (2, "")
    assert "999911120" not in err


def test_every_fault_of_a_configuration_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text('strict = "perhaps"\n[service]\nkind = "gateway"\n[listen]\nport = -1\n')
    status, out, err = _told(capsys, "check-config", str(file))

    assert (status, out) == (1, "")
    assert len(err.splitlines()) > 3
    assert all(line.startswith("tijdlijn: ") for line in err.splitlines())


@pytest.mark.parametrize(
    "arguments",
    [
        ["check-config"],
        ["serve", "index", "--config"],
        ["migrate", "--config"],
        ["consent", "given", "--config"],
    ],
)
def test_a_configuration_that_is_not_there_is_told_in_one_sentence(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nowhere.toml"

    assert _told(capsys, *arguments, str(file)) == (
        1,
        "",
        f"tijdlijn: {file}: No such file or directory\n",
    )


@pytest.mark.parametrize(
    "arguments", [["timeline", "leeg"], ["stop", "index"], ["start", "index"], ["status"]]
)
@pytest.mark.parametrize("is_there", [True, False])
def test_without_a_running_demo_its_commands_say_so(
    arguments: list[str], is_there: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    if is_there:
        folder.mkdir()
        folder.joinpath("running.json").write_text("{}")
    status, out, err = _told(capsys, "demo", "--folder", str(folder), *arguments)

    assert (status, out) == (1, "")
    assert err == f"tijdlijn: er loopt geen demo in {folder}; start er een met `make demo`\n"


def test_an_unknown_story_is_told_the_known_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = _told(capsys, "demo", "--folder", str(tmp_path), "timeline", "assepoester")

    assert status == 1
    known = ", ".join(sorted(story.key for story in load_world().stories))
    assert "aneurysma, " in known
    assert err == f"tijdlijn: er is geen verhaal 'assepoester'; wel {known}\n"


def test_a_folder_that_cannot_be_used_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.joinpath("file").touch()
    status, out, err = _told(capsys, "demo", "--folder", str(tmp_path / "file"))

    assert (status, out) == (1, "")
    assert err == f"tijdlijn: {tmp_path / 'file'}: File exists\n"


def test_saying_which_commands_there_are_needs_no_service() -> None:
    listing = "import sys; from tijdlijn.cli.parser import parse; print('\\n'.join(sys.modules))"
    modules = subprocess.run(
        [sys.executable, "-c", listing],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert "tijdlijn.cli.parser" in modules
    assert not [
        name for name in modules if name.startswith(("tijdlijn.services", "tijdlijn.store", "psycopg"))
    ]
