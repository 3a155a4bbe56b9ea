"""Writes NOTICE: the works of others that Tijdlijn needs, each with its licence, without versions.

Licences come from the packages' own metadata as installed, so it is run on Debian with the whole test set.
`--check` changes nothing and fails when the file is out of date.
"""

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from tools.generated_page import write_or_check

NOTICE = Path("NOTICE")
SETS = (
    ("runtime", "What a deployable needs"),
    ("demo", "What the demo needs on top"),
    ("test", "What checks and tests need on top"),
)
PAGE_LOCK = Path("frontend/package-lock.json")
VIEWER = "@ohif/app: MIT"
_NAME = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", re.MULTILINE)


def main() -> int:
    """Write or check the file; give the exit status."""
    parts = [
        "Tijdlijn",
        "Licensed under the EUPL, version 1.2; see LICENSE.",
        "",
        "It builds on the works below. Each stands under its own licence and is fetched from its publisher;",
        "none is part of this repository. Written by `make docs`.",
    ]
    named: set[str] = set()
    for name, heading in SETS:
        packages = set(_NAME.findall(Path(f"requirements/{name}.txt").read_text(encoding="utf-8"))) - named
        named |= packages
        parts += ["", heading, "-" * len(heading)]
        parts += [f"{package}: {found}" for package in sorted(packages) if (found := licence_of(package))]
    heading = "What builds the page"
    parts += ["", heading, "-" * len(heading), *page_packages()]
    heading = "The full viewer, installed as a file of its own (tools/viewer.sh)"
    parts += ["", heading, "-" * len(heading), VIEWER]
    return write_or_check(NOTICE, "\n".join(parts) + "\n")


def licence_of(package: str) -> str | None:
    """Give the licence that a package states; `None` for one that this platform does not install."""
    try:
        found = distribution(package)
    except PackageNotFoundError:
        return None
    return stated_licence(found)


def stated_licence(package: Distribution) -> str:
    """Give the licence expression, else the short licence text, else the classifier, of a package."""
    metadata = package.metadata
    for field in ("License-Expression", "License"):
        text = "".join(metadata.get_all(field) or [])
        if text and "\n" not in text:
            return text
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    return " and ".join(classifiers) or "as stated in its own files"


def page_packages() -> list[str]:
    """Give the packages that `frontend/package.json` names, with the licence in the lock file."""
    packages = json.loads(PAGE_LOCK.read_text(encoding="utf-8"))["packages"]
    own = packages[""]
    names = sorted(own.get("dependencies", {}) | own.get("devDependencies", {}))
    return [f"{name}: {packages[f'node_modules/{name}']['license']}" for name in names]


if __name__ == "__main__":
    sys.exit(main())
