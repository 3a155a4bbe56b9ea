"""Debian's Orthanc with its DICOMweb plugin, as a process of this run and gone with it."""

import base64
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
USERNAME, PASSWORD = "gateway", "only-for-tests"
READY_WITHIN_S = 30.0
STARTS = 5


@dataclass(frozen=True)
class Orthanc:
    """A running Orthanc; it wants a login unless it was started without."""

    http_port: int
    log: Path
    pid: int

    @property
    def dicomweb_url(self) -> str:
        """Where its QIDO-RS begins."""
        return f"http://127.0.0.1:{self.http_port}/dicom-web"

    def store(self, file: bytes) -> None:
        """Give it one DICOM file."""
        status, answer = self.ask("POST", "/instances", file)
        if status != 200:
            pytest.fail(f"Orthanc does not take the file: {status} {answer!r}")

    def clear(self) -> None:
        """Take everything out of it."""
        for patient in json.loads(self.ask("GET", "/patients")[1]):
            self.ask("DELETE", f"/patients/{patient}")

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Let it take connections and answer nothing for a while."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Ask its own REST API."""
        login = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=10)
        try:
            connection.request(method, path, body, {"Authorization": f"Basic {login}"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def orthanc_in(folder: Path, *, login: bool = True) -> Iterator[Orthanc]:
    """Run one with its files in `folder`; starts it again elsewhere when a port was taken meanwhile."""
    program = shutil.which("Orthanc")
    if program is None or not PLUGIN.exists():
        pytest.fail("Orthanc with DICOMweb is not installed: `make test` installs it")
    for attempt in range(STARTS):
        http_port, dicom_port = _free_port(), _free_port()
        place = folder / str(attempt)
        with _process(program, place, _settings(place, http_port, dicom_port, login=login)) as process:
            orthanc = Orthanc(http_port, place / "orthanc.log", process.pid)
            if _is_ready(orthanc, process):
                yield orthanc
                return
    pytest.fail(f"Orthanc did not start in {STARTS} attempts; its logs are in {folder}")


@pytest.fixture(scope="session")
def orthanc_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    """The run's Orthanc."""
    with orthanc_in(tmp_path_factory.mktemp("orthanc")) as orthanc:
        yield orthanc


@pytest.fixture
def orthanc(orthanc_process: Orthanc) -> Orthanc:
    """The run's Orthanc, empty."""
    orthanc_process.clear()
    return orthanc_process


def _settings(folder: Path, http_port: int, dicom_port: int, *, login: bool) -> dict[str, object]:
    return {
        "Name": "test",
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "Plugins": [str(PLUGIN)],
        "HttpPort": http_port,
        "DicomPort": dicom_port,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": login,
        "RegisteredUsers": {USERNAME: PASSWORD},
        "DefaultEncoding": "Utf8",
        "KeepAlive": True,
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }


@contextmanager
def _process(program: str, folder: Path, settings: dict[str, object]) -> Iterator[subprocess.Popen[bytes]]:
    folder.mkdir(parents=True)
    (folder / "orthanc.json").write_text(json.dumps(settings))
    with (folder / "orthanc.log").open("wb") as log:
        process = subprocess.Popen(
            [program, str(folder / "orthanc.json")],
            stdout=log,
            stderr=log,
            cwd=folder,
            env={**os.environ, "TCP_NODELAY": "1"},
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


def _is_ready(orthanc: Orthanc, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + READY_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            if orthanc.ask("GET", "/system")[0] == 200:
                return process.poll() is None
        time.sleep(0.05)
    return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
