"""`tijdlijn demo stop|start|status`: a word to the supervisor of the running demo."""

import json
import socket
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tijdlijn.domain.errors import ConfigurationInvalid, PeerUnreachable
from tijdlijn.testing.demo.folder import DemoFolder

TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """Where the demo that runs now is found: the EPD for browsers, its supervisor, and all peer addresses."""

    epd: str
    commands: Path
    processes: dict[str, str]


class _Answer(msgspec.Struct):
    running: list[str] = []
    error: str | None = None


def running_demo(folder: DemoFolder) -> RunningDemo:
    """Find the running demo.

    Raises:
        ConfigurationInvalid: none runs here.
    """
    try:
        found = json.loads(folder.running.read_text())
    except FileNotFoundError:
        raise ConfigurationInvalid(["no demo runs here; start it with `make demo`"]) from None
    return RunningDemo(found["epd"], Path(found["commands"]), found["processes"])


def command(folder: DemoFolder, verb: str, name: str = "") -> list[str]:
    """Give the supervisor a command and give the names of the processes that run after it.

    Raises:
        ConfigurationInvalid: no demo runs here, or the supervisor refuses.
        PeerUnreachable: the supervisor does not answer.
    """
    found = running_demo(folder)
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(TIMEOUT_S)
            connection.connect(str(found.commands))
            connection.sendall(f"{verb} {name}".encode())
            connection.shutdown(socket.SHUT_WR)
            answer = msgspec.json.decode(b"".join(iter(lambda: connection.recv(65536), b"")), type=_Answer)
    except (OSError, msgspec.MsgspecError) as error:
        raise PeerUnreachable("demo", "its supervisor does not answer") from error
    if answer.error is not None:
        raise ConfigurationInvalid([answer.error])
    return answer.running
