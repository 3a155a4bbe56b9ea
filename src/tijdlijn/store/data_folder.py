"""Where a PostgreSQL server of our own keeps its data: made whole, used by one server at a time.

A crash of whatever part must neither block the next start nor let two servers write the same data. So the
server inherits a lock from us, which the system frees when its last process has ended, and no process id in
a left-over file is believed.
"""

import fcntl
import os
import secrets
import shutil
import time
from pathlib import Path

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.store.connection_url import write_password
from tijdlijn.store.programs import Programs
from tijdlijn.store.unprivileged import give_to

SUPERUSER = "postgres"
PREDECESSOR_GONE_WITHIN_S = 5.0


def lock(data_dir: Path) -> int:
    """Take the lock of the data, waiting a little for a server that is just ending; give its descriptor.

    Raises:
        ConfigurationInvalid: another server runs on this data.
    """
    descriptor = os.open(data_dir.with_name("postgres.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + PREDECESSOR_GONE_WITHIN_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise ConfigurationInvalid([f"another PostgreSQL server runs on {data_dir}"]) from error
            time.sleep(0.05)
        else:
            return descriptor


def prepare(data_dir: Path, password_file: Path, programs: Programs) -> None:
    """Make the data if there is none, and see that `programs` can serve it; the lock must be held.

    Raises:
        ConfigurationInvalid: its password is lost, it is of another version, or another server runs on it
        that holds no lock.
    """
    if not data_dir.exists():
        _initialise(data_dir, password_file, programs)
    if not password_file.exists():
        raise ConfigurationInvalid([f"the password of {data_dir} is lost: {password_file} is not there"])
    _refuse_other_version(data_dir, programs)
    _forget_dead_server(data_dir)
    give_to(programs.way.owner, data_dir)


def _initialise(data_dir: Path, password_file: Path, programs: Programs) -> None:
    """Make the data under another name first, so that it is either whole or not there."""
    unfinished = data_dir.with_name(data_dir.name + ".unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(mode=0o700)
    password = secrets.token_hex(32)
    # Inside the data folder it would be in the way; beside it, whoever runs initdb can read it.
    handed_over = data_dir.with_name("initdb.password")
    handed_over.unlink(missing_ok=True)
    handed_over.touch(mode=0o600, exist_ok=False)
    handed_over.write_text(password)
    for path in (unfinished, handed_over):
        os.chown(path, programs.way.owner, -1)
    options = ["--username", SUPERUSER, "--pwfile", str(handed_over), "--auth", "scram-sha-256"]
    options += ["--encoding", "UTF8", "--no-locale", "--data-checksums"]
    try:
        programs.run("initdb", "--pgdata", str(unfinished), *options)
    finally:
        handed_over.unlink()
    write_password(password_file, SUPERUSER, password)
    unfinished.rename(data_dir)


def _refuse_other_version(data_dir: Path, programs: Programs) -> None:
    data = data_dir.joinpath("PG_VERSION").read_text().strip()
    version = programs.run("postgres", "--version").split()[2]
    if version.partition(".")[0] != data:
        raise ConfigurationInvalid([f"{data_dir} is of PostgreSQL {data}, but the programs are of {version}"])


def _forget_dead_server(data_dir: Path) -> None:
    """Remove the process id that a crashed server left, which may be anybody's by now."""
    left = data_dir / "postmaster.pid"
    if not left.exists():
        return
    process = Path("/proc") / left.read_text().split("\n", 1)[0].strip()
    try:
        serves_this_data = process.joinpath("cwd").samefile(data_dir)
    except OSError:  # gone, or of somebody to whom this data is closed
        serves_this_data = False
    if serves_this_data:
        raise ConfigurationInvalid([f"another PostgreSQL server, process {process.name}, runs on {data_dir}"])
    left.unlink()
