"""How PostgreSQL, which refuses to run as root, is run by root all the same.

No user is made and no folder above the data is opened up. The first way that works here is taken: a user
namespace, in which root is called nobody; else nobody itself; else nobody that may also pass folders closed
to it (a checkout below `/root` in a container without user namespaces). An ordinary user needs none of it,
unless it has no name (a number given to a container), which `initdb` wants: then the namespace lends one. In
every way the server ends when the thread that started it does.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tijdlijn.domain.errors import ConfigurationInvalid

NOBODY = 65534
_END_WITH_PARENT = ("--pdeathsig", "INT")
_AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
_MAY_PASS = ("-all", "+dac_override")


@dataclass(frozen=True, slots=True)
class Confinement:
    """A command to put before another; `owner` is the user id that the server's files must then have."""

    prefix: tuple[str, ...]
    owner: int


IN_NAMESPACE = Confinement(
    ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "setpriv", *_END_WITH_PARENT),
    owner=0,
)
AS_NOBODY = Confinement((*_AS_NOBODY, *_END_WITH_PARENT), owner=NOBODY)
AS_NOBODY_PASSING = Confinement(
    (
        *_AS_NOBODY,
        *(f"--{kind}={','.join(_MAY_PASS)}" for kind in ("inh-caps", "ambient-caps", "bounding-set")),
        *_END_WITH_PARENT,
    ),
    owner=NOBODY,
)
WAYS_OF_ROOT = (IN_NAMESPACE, AS_NOBODY, AS_NOBODY_PASSING)


def choose(program: Path, folder: Path, ways_of_root: Sequence[Confinement] = WAYS_OF_ROOT) -> Confinement:
    """Give the first way in which `program` can be run and `folder` be passed.

    Raises:
        ConfigurationInvalid: there is none.
    """
    if os.geteuid() != 0:
        with_name = Confinement(IN_NAMESPACE.prefix, os.geteuid())
        if not _has_name(os.geteuid()) and _works(with_name, program, folder):
            return with_name
        prefix = ("setpriv", *_END_WITH_PARENT) if shutil.which("setpriv") else ()
        return Confinement(prefix, os.geteuid())
    for way in ways_of_root:
        if _works(way, program, folder):
            return way
    raise ConfigurationInvalid(
        [f"PostgreSQL does not run as root, nor here as somebody else in {folder}: use an ordinary user"]
    )


def _has_name(user: int) -> bool:
    try:
        return bool(pwd.getpwuid(user))
    except KeyError:
        return False


def _works(way: Confinement, program: Path, folder: Path) -> bool:
    if not shutil.which(way.prefix[0]):
        return False
    trial = [*way.prefix, "sh", "-c", 'test -x "$1" && test -x "$2"', "sh", str(program), str(folder)]
    done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
        trial, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0


def give_to(owner: int, folder: Path) -> None:
    """Make `folder` and all in it belong to `owner`; nothing is done when the folder already does."""
    if folder.stat().st_uid == owner:
        return
    for parent, folders, names in os.walk(folder):
        for name in (*folders, *names):
            os.lchown(os.path.join(parent, name), owner, owner)
    os.chown(folder, owner, owner)
