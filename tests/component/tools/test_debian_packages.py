import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def install_as_somebody_without_sudo(tmp_path: Path, *packages: str) -> subprocess.CompletedProcess[str]:
    for name, text in (
        ("id", "echo 1000"),
        ("sudo", "exit 1"),
        ("dpkg-query", 'for last; do :; done; [ "$last" = dcmtk ] && printf installed'),
    ):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
    return subprocess.run(
        [ROOT / "tools" / "debian_packages.sh", *packages],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_missing_and_how_to_get_it_is_said_to_somebody_who_may_not_install(tmp_path: Path) -> None:
    ended = install_as_somebody_without_sudo(tmp_path, "dcmtk", "orthanc", "chromium")
    assert ended.returncode == 1
    assert "Missing Debian packages: orthanc chromium" in ended.stderr
    assert "sudo apt-get install orthanc chromium" in ended.stderr


@pytest.mark.requirement("T2.1.ordinary-user")
def test_nothing_is_said_when_nothing_is_missing(tmp_path: Path) -> None:
    ended = install_as_somebody_without_sudo(tmp_path, "dcmtk")
    assert (ended.returncode, ended.stderr) == (0, "")
