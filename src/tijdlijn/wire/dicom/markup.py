"""HTML and SVG that we write of what nobody may trust: every text is escaped, every element is closed, and
no more is written than was agreed.

Standard: HTML Living Standard §13.1 (syntax); XML 1.0 §2.2 (characters), §2.4 (escaping).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Final

_UNPRINTABLE: Final = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
"""Marks that turn the direction of text: a number could be read backwards by them."""


class Full(Exception):
    """The agreed size is reached: what follows is not written."""


class Markup:
    """One document, or a part of it. Elements close with their block, also when it is left because of
    `Full`, so that what was written is always well formed.
    """

    def __init__(self, limit_chars: int) -> None:
        self._pieces: list[str] = []
        self._left = limit_chars

    @contextmanager
    def within(self, tag: str, **attributes: str | float | None) -> Iterator[None]:
        """Write an element around what is written in this block. `class_` is the attribute `class`, another
        underscore a hyphen; `None` is left out. Names of elements and attributes are ours, never a file's.

        Raises:
            Full: see there.
        """
        self._add(f"<{tag}{_written(attributes)}>")
        try:
            yield
        finally:
            self._pieces.append(f"</{tag}>")

    def element(self, tag: str, text: str, **attributes: str | float | None) -> None:
        """Write an element with a text in it."""
        with self.within(tag, **attributes):
            self.text(text)

    def empty(self, tag: str, **attributes: str | float | None) -> None:
        """Write an element that has no content, `<path …/>`."""
        self._add(f"<{tag}{_written(attributes)}/>")

    def text(self, text: str) -> None:
        """Write a text."""
        self._add(escaped(text))

    def style(self, ours: str) -> None:
        """Write a stylesheet of our own, as it stands: its hash is what a policy allows."""
        self._add(f"<style>{ours}</style>")

    def markup(self, other: "Markup") -> None:
        """Write what was written elsewhere."""
        self._add(str(other))

    def __str__(self) -> str:
        """What was written."""
        return "".join(self._pieces)

    def _add(self, piece: str) -> None:
        self._left -= len(piece)
        if self._left < 0:
            raise Full
        self._pieces.append(piece)


def escaped(text: str) -> str:
    """Text as it stands in an element or in quotes, without characters that XML does not have."""
    return escape(_DIRECTION.sub("", _UNPRINTABLE.sub("\ufffd", text)))


def _written(attributes: dict[str, str | float | None]) -> str:
    named = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    return "".join(f' {name}="{escaped(str(value))}"' for name, value in named if value is not None)
