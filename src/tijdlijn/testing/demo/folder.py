"""Where the demo keeps its things, and the lock that keeps a second demo out."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tijdlijn.domain.errors import ConfigurationInvalid


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Paths below the demo's folder; all of it may be deleted when no demo runs."""

    root: Path

    @property
    def archives(self) -> Path:
        """What the hospitals have: images, reports, patients, consents."""
        return self.root / "archives"

    @property
    def authority(self) -> Path:
        """The development CA and the certificates that it issued."""
        return self.root / "ca"

    @property
    def keys(self) -> Path:
        """Signing keys and secrets."""
        return self.root / "keys"

    @property
    def configurations(self) -> Path:
        """One TOML for each deployable, written anew at every start."""
        return self.root / "config"

    @property
    def logs(self) -> Path:
        """What each process logged."""
        return self.root / "log"

    @property
    def postgres(self) -> Path:
        """The data of the database server."""
        return self.root / "postgres"

    @property
    def ports(self) -> Path:
        """The ports of the last run, to be taken again if they are free."""
        return self.root / "ports.json"

    @property
    def built_on(self) -> Path:
        """The day on which the world was built; every date in it is an offset from that day."""
        return self.root / "built-on"

    @property
    def running(self) -> Path:
        """Where the running demo is found: its addresses and the socket of its supervisor."""
        return self.root / "running.json"

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Keep every other demo out of this folder.

        Raises:
            ConfigurationInvalid: one runs here already.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ConfigurationInvalid(
                    ["a demo is running here already; end it with Ctrl-C where it was started"]
                ) from None
            yield

    def empty(self) -> None:
        """Throw the world away, all but the lock."""
        for entry in self.root.iterdir():
            if entry.name == "lock":
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
