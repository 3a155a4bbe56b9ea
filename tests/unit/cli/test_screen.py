"""What the person at the terminal sees: movement and colour on a terminal only, and quiet lines elsewhere."""

import errno
from io import StringIO

import pytest

from tijdlijn.testing.demo.screen import Screen


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


class _ClosedTerminal(_Terminal):
    def write(self, _text: str) -> int:
        raise OSError(errno.EIO, "Input/output error")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")


def _shown(stream: StringIO) -> str:
    screen = Screen(stream)
    with screen.step("beelden maken", "beelden gemaakt") as show:
        show(3, 16, "UMC Rijnmond: een omschrijving die langer is dan de regel van deze terminal")
    screen.say(screen.bold("http://epd.localhost"))
    return stream.getvalue()


def test_on_a_terminal_one_line_is_written_over_and_fits() -> None:
    shown = _shown(_Terminal())
    moving = shown.split("\r\033[K")[2].replace("\033[2m", "").replace("\033[0m", "")

    assert moving.startswith("  beelden maken  3/16  UMC Rijnmond: ")
    assert len(moving) < 60
    assert shown.endswith("\r\033[K  beelden gemaakt\n\033[1mhttp://epd.localhost\033[0m\n")


def test_without_colour_nothing_is_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert "\033[1m" not in _shown(_Terminal())
    assert "\033[2m" not in _shown(_Terminal())


@pytest.mark.parametrize(("stream", "term"), [(StringIO(), "xterm"), (_Terminal(), "dumb")])
def test_elsewhere_only_what_is_done_is_said(
    stream: StringIO, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)

    assert _shown(stream) == "  beelden gemaakt\nhttp://epd.localhost\n"


def test_what_failed_is_not_said_to_be_done() -> None:
    stream, fault = StringIO(), ValueError("no room")
    with pytest.raises(ValueError, match="no room"), Screen(stream).step("maken", "gemaakt"):
        raise fault

    assert stream.getvalue() == ""


@pytest.mark.requirement("T2.1.ctrl-c")
def test_a_terminal_that_was_closed_hinders_nothing() -> None:
    _shown(_ClosedTerminal())
