"""The folder of a server's Unix socket, closed to everybody else and with a name that is short enough."""

import os
import shutil
import tempfile
from pathlib import Path

SOCKET_NAME = ".s.PGSQL.5432"
MAX_SOCKET_PATH_BYTES = 107
"""What fits into `sun_path` with its closing zero. Standard: Linux unix(7)."""


def make(wanted: Path, owner: int) -> Path:
    """Give an empty folder for the socket: `wanted`, or where that is too long a temporary one to which
    `wanted` then leads. What an earlier run left there is removed.
    """
    remove(wanted)
    folder = wanted
    if len(os.fsencode(wanted / SOCKET_NAME)) > MAX_SOCKET_PATH_BYTES:
        folder = Path(tempfile.mkdtemp(prefix="tijdlijn-", dir=os.environ.get("XDG_RUNTIME_DIR")))
        wanted.symlink_to(folder)
    else:
        folder.mkdir(mode=0o700)
    os.chown(folder, owner, -1)
    return folder


def remove(wanted: Path) -> None:
    """Remove what `make` made, if it is still there."""
    if wanted.is_symlink():
        shutil.rmtree(wanted.readlink(), ignore_errors=True)
        wanted.unlink()
    elif wanted.exists():
        shutil.rmtree(wanted)
