"""Writes docs/reference/stream.md: every event of the stream that `POST /timeline` answers, and its fields.

What there is comes from `tijdlijn.services.timeline.events`, what it means from docs/reference/stream.toml.
`--check` changes nothing and fails when the page is out of date or a field has no meaning.
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin

import msgspec

from tijdlijn.services.timeline.events import AnyEvent
from tools.generated_page import write_or_check
from tools.reference_words import Words

PAGE = Path("docs/reference/stream.md")
MEANINGS = Path("docs/reference/stream.toml")

_SCALARS = {str: "text", int: "number", bool: "true or false"}

_INTRODUCTION = """\
# The stream

Written by `make docs` from `tijdlijn.services.timeline.events` and [stream.toml](stream.toml); do not edit.

`POST /timeline` answers `application/x-ndjson`: one JSON object on each line, sent as soon as it is known.
Page, command line and programs read this one stream. Fields and events are only ever added; pass over an
`event` that you do not know. How to ask, and what the answer's status means, stands in [http.md](http.md).

The order: `patient` first, then `holders`, once at once for the own institution and again when the index
has answered. `entry`, `gone` and `outcome` follow in whatever order holders answer. `complete` comes when
everybody who was asked has an outcome. What comes after a deadline follows while the reader stays: the
holder's rows, an `outcome` that takes the place of `TimedOut`, and a `complete` with the new count. The
stream of a whole timeline stays open, with a `ping` every 15 seconds, until `closed`; that of holders asked
again ends when nothing more can come of them. Whoever wants no late answers leaves at the first `complete`,
and the requests that are still out are dropped.

`tijdlijn demo timeline STORY --json` prints these lines up to `complete`.
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
    """Give the whole page: the events in their order, then the objects inside them."""
    events: list[type[msgspec.Struct]] = list(get_args(AnyEvent))
    lines = [_INTRODUCTION]
    for event in events:
        lines += _section(f"`{event.__struct_config__.tag}`", str(event.__struct_config__.tag), event, words)
    lines += ["## Objects inside events", ""]
    for struct in _inside(events):
        lines += _section(_name_of(struct), struct.__name__, struct, words, level="###")
    return "\n".join(lines) + "\n"


def _section(
    heading: str, group: str, struct: type[msgspec.Struct], words: Words, *, level: str = "##"
) -> Iterator[str]:
    yield f"{level} {heading}\n"
    for paragraph in (inspect.getdoc(struct) or "").split("\n\n"):
        yield " ".join(paragraph.split()) + "\n"
    fields = msgspec.structs.fields(struct)
    if fields:
        yield from ("| field | type | meaning |", "|---|---|---|")
    for field in fields:
        meaning = words.meaning(group, field.name)
        yield f"| `{field.name}` | {_type_text(field.type)} | {meaning} |"
    if fields:
        yield ""


def _inside(structs: list[type[msgspec.Struct]]) -> list[type[msgspec.Struct]]:
    """The structs that fields of these hold, at any depth, each once, in order of first mention."""
    found: dict[type[msgspec.Struct], None] = {}
    waiting = list(structs)
    while waiting:
        for field in msgspec.structs.fields(waiting.pop(0)):
            for struct in _structs_in(field.type):
                if struct not in found:
                    found[struct] = None
                    waiting.append(struct)
    return list(found)


def _structs_in(hint: object) -> Iterator[type[msgspec.Struct]]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    elif get_origin(hint) is not Literal:
        for argument in get_args(hint):
            yield from _structs_in(argument)


def _type_text(hint: object) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join([*(_type_text(one) for one in arguments if one is not NoneType), "null"])
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in arguments)
    if origin is list:
        return f"list of {_type_text(arguments[0])}"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return f"[{_name_of(hint)}](#{_name_of(hint).replace(' ', '-')})"
    if isinstance(hint, type) and hint in _SCALARS:
        return _SCALARS[hint]
    raise TypeError(f"no words for the type {hint}")


def _name_of(struct: type[msgspec.Struct]) -> str:
    """`StudyFacts` → `study facts`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in struct.__name__).strip()


if __name__ == "__main__":
    sys.exit(main())
