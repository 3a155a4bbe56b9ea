"""SQL stands in `.sql` files, never in Python: this reads them.

A file in a package's `queries/` folder holds blocks that begin with a line `-- name: what_it_does`, followed
by a comment line that says what it is for. Parameters are written `%(name)s`.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import LiteralString

from tijdlijn.domain.errors import ConfigurationInvalid

_NAME = re.compile(r"^-- name:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


def load_queries(package: str) -> Mapping[str, LiteralString]:
    """Give the queries of all `queries/*.sql` of a package by name; read once, at import.

    Raises:
        ConfigurationInvalid: a name is no identifier or stands twice, or a block has no purpose or no SQL.
    """
    queries: dict[str, LiteralString] = {}
    faults: list[str] = []
    folder = files(package).joinpath("queries")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".sql"):
            for name, text in parse_queries(file.read_text("utf-8"), file.name, faults):
                if name in queries:
                    faults.append(f"{package}: query {name} stands twice")
                queries[name] = text
    if faults:
        raise ConfigurationInvalid(faults)
    return MappingProxyType(queries)


def parse_queries(text: str, file_name: str, faults: list[str]) -> list[tuple[str, LiteralString]]:
    """Split one file into named queries; what is wrong with it is added to `faults`."""
    head, *blocks = _NAME.split(text)
    if head.strip() and not all(line.startswith("--") for line in head.split("\n") if line.strip()):
        faults.append(f"{file_name}: SQL before the first name")
    queries: list[tuple[str, LiteralString]] = []
    for name, block in zip(blocks[::2], blocks[1::2], strict=True):
        purpose, _, statement = block.strip().partition("\n")
        if not _IDENTIFIER.fullmatch(name):
            faults.append(f"{file_name}: {name!r} is no name for a query")
        elif not purpose.startswith("--") or not statement.strip():
            faults.append(f"{file_name}: query {name} needs a purpose and a statement")
        queries.append((name, statement.strip()))
    return queries
