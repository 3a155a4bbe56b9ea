"""Where the demo keeps its things, and the lock that keeps a second demo out."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tijdlijn.domain.errors import ConfigurationInvalid

DEFAULT_ROOT = Path(".demo")


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
        """The addresses of the running demo, there from when it can be used; what a crash left is not
        believed.
        """
        return self.root / "running.json"

    @property
    def commands(self) -> Path:
        """The socket of the running demo's supervisor."""
        return self.root / "commands"

    def registered(self, name: str) -> Path:
        """There once a hospital that is down on purpose has told the index, in better times, what it has."""
        return self.root / f"registered-{name}"

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
                    [f"er loopt al een demo in {self.root}; beëindig die met Ctrl-C waar hij is gestart"]
                ) from None
            self.running.unlink(missing_ok=True)
            yield

    def empty(self) -> None:
        """Throw the world away, all but the lock; cut off half-way, what is left counts as no world."""
        self.built_on.unlink(missing_ok=True)
        for entry in self.root.iterdir():
            if entry.name == "lock":
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()


def write_whole(path: Path, text: str) -> None:
    """Put a file in place whole or not at all, so that neither a crash nor a reader meets half of it."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
