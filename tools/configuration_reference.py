"""Writes docs/reference/configuration.md: every key of every table of a configuration file.

What there is comes from `tijdlijn.runtime.config`, what it means from docs/reference/configuration.toml.
`--check` changes nothing and fails when the page is out of date or a key has no meaning.
"""

import inspect
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, RootModel

from tijdlijn.runtime.config.model import Config
from tijdlijn.runtime.config.patience import Seconds
from tijdlijn.runtime.config.requirements import REQUIREMENTS
from tijdlijn.runtime.config.sections import Port, Text
from tijdlijn.runtime.config.values import BaseUrl, FilePath, FolderPath, UraText
from tools.generated_page import write_or_check
from tools.reference_words import Words

PAGE = Path("docs/reference/configuration.md")
MEANINGS = Path("docs/reference/configuration.toml")

_KNOWN_TYPES: tuple[tuple[object, str], ...] = (
    (FilePath, "file"),
    (FolderPath, "folder"),
    (BaseUrl, "URL"),
    (UraText, "URA"),
    (Port, "port"),
    (Seconds, "seconds"),
    (Text, "text"),
    (bool, "true or false"),
)

_INTRODUCTION = """\
# Configuration

Written by `make docs` from `tijdlijn.runtime.config` and [configuration.toml](configuration.toml); do not
edit.

One TOML file for each process: `tijdlijn serve KIND --config FILE` runs it, `tijdlijn check-config FILE`
only reads it and names every fault at once, each with its place in the file. An unknown key is a fault; so
is a file or folder that is not there. No fault repeats a value of the file. A missing address, key or peer
stops the start and is never replaced by a default or a simulator.

Paths may be relative; they then begin at the folder of the configuration file. A URL is absolute, http or
https, without user, query and fragment. A URA is written as text, so that a leading zero stays. Everything
secret is the path of a file.

With `strict` (the default; only demo and tests turn it off) every address is https, the authority of a
development machine is refused, and the database's URL holds no password.
"""


def main() -> int:
    """Write or check the page; give the exit status."""
    words = Words(MEANINGS)
    text = page_text(words)
    faults = list(words.faults())
    for fault in faults:
        print(fault, file=sys.stderr)
    return write_or_check(PAGE, text) or int(bool(faults))


def page_text(words: Words) -> str:
    """Give the whole page."""
    lines = [_INTRODUCTION, *_needs(), *_table("", Config, words)]
    return "\n".join(lines) + "\n"


def _needs() -> Iterator[str]:
    """The table of what each kind of deployable cannot do without."""
    yield "## What each kind needs\n"
    yield (
        "Every kind needs `[service]`, `[listen]`, `[tls]` and the table named after it, and has no table of "
        "another kind.\n"
    )
    yield "| kind | `[database]` | `[[custodian]]` | `[listen]` for browsers | `[peers]` | `[keys]` |"
    yield "|---|---|---|---|---|---|"
    for kind, needed in REQUIREMENTS.items():
        custodian = "one, with `signing_key`" if needed.signing_key else "one" if needed.custodian else "–"
        yield " | ".join(
            [
                f"| `{kind}`",
                "yes" if needed.database else "–",
                custodian,
                "`browser_port`, `browser_url`" if needed.browser else "–",
                ", ".join(f"`{name}`" for name in needed.peers) or "–",
                (", ".join(f"`{name}`" for name in needed.keys) or "–") + " |",
            ]
        )
    yield ""


def _table(place: str, model: type[BaseModel], words: Words, *, many: bool = False) -> Iterator[str]:
    """A section of the page for one table of the file, then those inside it."""
    rows: list[str] = []
    inner: list[str] = []
    if issubclass(model, RootModel):
        names = sorted({name for needed in REQUIREMENTS.values() for name in needed.keys})
        rows += [f"| `{name}` | file | see above | {words.meaning(place, name)} |" for name in names]
    else:
        hints = get_type_hints(model, include_extras=True)
        for name, field in model.model_fields.items():
            key, here = field.alias or name, hints[name]
            tables = list(_models_in(here))
            for table in tables:
                inner += _table(
                    _place_of(place, key, table, tables), table, words, many=get_origin(here) is tuple
                )
            if not tables:
                default = "**needed**" if field.is_required() else _default(field.default)
                rows.append(f"| `{key}` | {_type_text(here)} | {default} | {words.meaning(place, key)} |")
    if rows or place:
        yield f"## {_heading(place, many=many)}\n"
        yield f"{_promise(model)}\n"
    if rows:
        yield from ("| key | type | default | meaning |", "|---|---|---|---|", *rows, "")
    yield from inner


def _place_of(place: str, key: str, table: type[BaseModel], choices: list[type[BaseModel]]) -> str:
    """Name a table by its path; one of several alternatives also by the `kind` that chooses it."""
    path = f"{place}.{key}" if place else key
    if len(choices) == 1:
        return path
    (kind,) = get_args(table.model_fields["kind"].annotation)
    return f"{path}, kind {kind}"


def _heading(place: str, *, many: bool) -> str:
    if not place:
        return "At the top of the file"
    path, comma, kind = place.partition(",")
    return f"`{'[[' if many else '['}{path}{']]' if many else ']'}`{comma}{kind}"


def _promise(model: type[BaseModel]) -> str:
    """The docstring, its paragraphs joined into lines of the page, without the table's own name."""
    text = inspect.getdoc(model) or ""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    first, colon, rest = paragraphs[0].partition(": ")
    if colon and first.startswith("`["):
        paragraphs[0] = rest[0].upper() + rest[1:]
    return "\n\n".join(paragraphs)


def _models_in(hint: object) -> Iterator[type[BaseModel]]:
    """The tables that a field may hold, through unions, tuples and annotations."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    elif get_origin(hint) is not Literal:
        arguments = get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint)
        for argument in arguments:
            yield from _models_in(argument)


def _type_text(hint: object) -> str:
    for known, text in _KNOWN_TYPES:
        if hint == known:
            return text
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join(_type_text(one) for one in arguments if one is not NoneType)
    if origin is Literal:
        return "one of " + ", ".join(f"`{one}`" for one in arguments)
    if origin in (tuple, frozenset):
        return f"list of {_type_text(arguments[0])}"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "one of " + ", ".join(f"`{one}`" for one in hint)
    raise TypeError(f"no words for the type {hint}")


def _default(value: object) -> str:
    match value:
        case None:
            return "absent"
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f"`{value}`"
        case float():
            return f"`{value:g}`"
        case _:
            return "empty"


if __name__ == "__main__":
    sys.exit(main())
