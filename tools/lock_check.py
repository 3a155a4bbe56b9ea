"""Holds the lock files to three rules: every package has a hash, no registry is named, and the larger set
contains the smaller one with the same versions, so that `make demo` after `make test` has nothing to do.
"""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

SETS = ("bootstrap", "runtime", "demo", "test")
PACKAGE_LOCK = Path("frontend/package-lock.json")
_PINNED = re.compile(r"^([a-z0-9._-]+(?:\[[a-z0-9,._-]+\])?)==(\S+)( ;[^\\]*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links", re.IGNORECASE)


def main() -> int:
    """Print every fault; give the exit status."""
    pinned = {name: Path(f"requirements/{name}.txt").read_text(encoding="utf-8") for name in SETS}
    faults = [fault for name, text in pinned.items() for fault in faults_in(f"requirements/{name}.txt", text)]
    for smaller, larger in (("runtime", "demo"), ("demo", "test")):
        missing = versions(pinned[smaller]) - versions(pinned[larger])
        faults += [f"requirements/{larger}.txt lacks {package}" for package in sorted(missing)]
    faults += faults_in_package_lock(json.loads(PACKAGE_LOCK.read_text(encoding="utf-8")))
    print("\n".join(faults), end="\n" if faults else "", file=sys.stderr)
    return int(bool(faults))


def faults_in(name: str, text: str) -> list[str]:
    """Give what a lock file of Python packages breaks: addresses, and packages without a hash."""
    faults = [f"{name} names an address: {line}" for line in text.splitlines() if _ADDRESS.search(line)]
    for entry in re.split(r"\n(?=\S)", text):
        if not entry.startswith("#") and entry.strip() and "--hash=sha256:" not in entry:
            faults.append(f"{name} has no hash for {entry.splitlines()[0]}")
    return faults


def versions(text: str) -> set[str]:
    """Give each package with its version and marker as the lock file writes it."""
    return {found.group(0).strip() for line in text.splitlines() if (found := _PINNED.match(line))}


def faults_in_package_lock(lock: Mapping[str, Mapping[str, Mapping[str, object]]]) -> list[str]:
    """Give what the lock file of the page breaks: a resolved address, and a package without integrity."""
    faults = []
    for name, package in lock["packages"].items():
        if "resolved" in package:
            faults.append(f"{PACKAGE_LOCK} names an address for {name}")
        if name and "integrity" not in package:
            faults.append(f"{PACKAGE_LOCK} has no integrity for {name}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
