"""What others may ask of a running demo: `start NAME`, `stop NAME`, `status`, over a socket in its folder.

Paths of sockets are short (unix(7): 107 bytes), those of folders are not. So both ends reach the socket
through a descriptor of its folder, and nothing has to lie elsewhere, where it would stay behind.
"""

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from tijdlijn.domain.errors import ConfigurationInvalid, PeerUnreachable
from tijdlijn.testing.demo.folder import DemoFolder

MAX_COMMAND_BYTES = 4096
ASKED_WITHIN_S = 5.0
ANSWERED_WITHIN_S = 60.0


class _Answer(msgspec.Struct):
    running: list[str] = []
    error: str | None = None


@contextmanager
def listening(folder: DemoFolder) -> Iterator[socket.socket]:
    """Give the socket on which commands come in; only its owner can reach it."""
    folder.commands.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as commands, short_name(folder.commands) as path:
        commands.bind(path)
        folder.commands.chmod(0o600)
        commands.listen()
        try:
            yield commands
        finally:
            folder.commands.unlink(missing_ok=True)


def obey(commands: socket.socket, do: Callable[[str, str], list[str]]) -> None:
    """Take one command, do it and answer. `do` takes verb and name and gives what runs afterwards."""
    connection, _ = commands.accept()
    # Whoever asked may have gone; that is no reason for the demo to end.
    with connection, suppress(OSError):
        connection.settimeout(ASKED_WITHIN_S)
        asked = connection.recv(MAX_COMMAND_BYTES)
        try:
            verb, _, name = asked.decode().strip().partition(" ")
            answer: dict[str, object] = {"running": do(verb, name)}
        except (ConfigurationInvalid, UnicodeDecodeError) as error:
            answer = {"error": str(error)}
        connection.sendall(json.dumps(answer).encode())


def command(folder: DemoFolder, verb: str, name: str = "") -> list[str]:
    """Give the supervisor a command and give the names of the processes that run after it.

    Raises:
        ConfigurationInvalid: no demo runs here, or the supervisor refuses.
        PeerUnreachable: the supervisor does not answer.
    """
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWERED_WITHIN_S)
            with short_name(folder.commands) as path:
                connection.connect(path)
            connection.sendall(f"{verb} {name}".encode())
            connection.shutdown(socket.SHUT_WR)
            answer = msgspec.json.decode(b"".join(iter(lambda: connection.recv(65536), b"")), type=_Answer)
    except (FileNotFoundError, ConnectionRefusedError):
        raise ConfigurationInvalid(
            [f"er loopt geen demo in {folder.root}; start er een met `make demo`"]
        ) from None
    except (OSError, msgspec.MsgspecError) as error:
        raise PeerUnreachable("demo", "antwoordt niet") from error
    if answer.error is not None:
        raise ConfigurationInvalid([answer.error])
    return answer.running


@contextmanager
def short_name(path: Path) -> Iterator[str]:
    """Give another name of `path`, short enough for a socket, that is good until left."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
