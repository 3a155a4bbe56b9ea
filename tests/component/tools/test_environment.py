"""The environment script, in a folder with a space in its name, with stand-ins for Python and uv that note
how they were called.
"""

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    place = tmp_path / "a b" / "tijdlijn"
    (place / "tools").mkdir(parents=True)
    for name in ("environment.sh", "fetching.sh"):
        shutil.copy(ROOT / "tools" / name, place / "tools")
    program(place / "tools" / "debian_packages.sh", "exit 1")
    (place / "requirements").mkdir()
    (place / "requirements" / "bootstrap.txt").write_text("uv==1.2.3 \\\n    --hash=sha256:00\n")
    for name in ("demo", "test"):
        (place / "requirements" / f"{name}.txt").write_text(f"{name}\n")
    (place / "pyproject.toml").write_text("")
    maker = f"""
case "$*" in
  *"-m venv "*) mkdir -p .venv/bin; cp "{place}/python" .venv/bin/python; cp "{place}/uv" .venv/bin/uv;;
esac
case "$*" in *"-m venv"*|*"-m pip"*) echo "python $*" >> "{place}/calls";; esac
"""
    program(place / "python", maker)
    program(place / "uv", f'[ "$1" = --version ] && echo "uv 1.2.2" && exit; echo "uv $*" >> "{place}/calls"')
    return place


def bring_in_line(checkout: Path, wanted: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run the script; give how it ended and what it called."""
    calls = checkout / "calls"
    calls.write_text("")
    ended = subprocess.run(
        ["tools/environment.sh", wanted],
        cwd=checkout,
        env={"PATH": "/usr/bin:/bin", "HOME": str(checkout), "PYTHON": str(checkout / "python")},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended, calls.read_text().splitlines()


@pytest.mark.requirement("T2.1.path-with-space", "T2.5.locked")
def test_a_fresh_checkout_is_synced_to_the_lock_with_hashes_required(checkout: Path) -> None:
    ended, calls = bring_in_line(checkout, "demo")
    assert ended.returncode == 0, ended.stderr
    assert calls[0] == "python -m venv .venv"
    assert "--require-hashes -r requirements/bootstrap.txt" in calls[1]
    assert calls[2] == "uv --quiet pip sync --require-hashes requirements/demo.txt"
    assert "--no-deps --no-build-isolation --editable ." in calls[3]


@pytest.mark.requirement("T2.1.again")
def test_a_second_run_does_nothing_and_says_nothing(checkout: Path) -> None:
    bring_in_line(checkout, "demo")
    ended, calls = bring_in_line(checkout, "demo")
    assert (ended.returncode, ended.stderr, calls) == (0, "", [])


def test_the_demo_after_the_tests_keeps_the_larger_set(checkout: Path) -> None:
    bring_in_line(checkout, "test")
    assert bring_in_line(checkout, "demo")[1] == []


def test_a_changed_lock_is_installed_and_the_larger_set_stays_the_larger(checkout: Path) -> None:
    bring_in_line(checkout, "test")
    for name in ("demo", "test"):
        (checkout / "requirements" / f"{name}.txt").write_text("changed\n")
    _, calls = bring_in_line(checkout, "demo")
    assert "uv --quiet pip sync --require-hashes requirements/test.txt" in calls
    assert not [call for call in calls if "-m venv" in call]


def test_a_checkout_that_was_moved_gets_a_new_environment(checkout: Path) -> None:
    bring_in_line(checkout, "demo")
    stamp = checkout / ".venv" / "tijdlijn-environment"
    stamp.write_text(stamp.read_text().replace(str(checkout), "/elsewhere"))
    assert "python -m venv .venv" in bring_in_line(checkout, "demo")[1]


@pytest.mark.requirement("T2.1.no-venv")
def test_a_python_without_venv_names_the_package_that_brings_it(checkout: Path) -> None:
    program(checkout / "python", 'case "$*" in *ensurepip*) exit 1;; esac')
    ended, _ = bring_in_line(checkout, "demo")
    assert ended.returncode == 1
    assert "sudo apt-get install python3-venv" in ended.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_that_is_too_old_is_said(checkout: Path) -> None:
    old = 'case "$*" in *version_info*) exit 1;; esac'
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        program(checkout / "bin" / name, old)
    program(checkout / "python", old)
    ended = subprocess.run(
        ["tools/environment.sh", "demo"],
        cwd=checkout,
        env={
            "PATH": f"{checkout}/bin:/usr/bin:/bin",
            "HOME": str(checkout),
            "PYTHON": str(checkout / "python"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "Python 3.11 or later" in ended.stderr
