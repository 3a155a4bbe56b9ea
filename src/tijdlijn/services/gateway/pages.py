"""The way to the next page: sealed under the token of its search, so that it says nothing and opens for
nobody else.

It holds where the last page ended, not how many entries went before: an entry that comes or goes meanwhile
makes no other be skipped or stand twice.
"""

from dataclasses import dataclass

import msgspec

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.gateway.answer import Item

PARAMETER = "_page"
MAX_LENGTH = 1024
_OWNER = b"page"


class Cursor(msgspec.Struct, frozen=True):
    """Where a page begins: after the entry at `after` (`None`: at the start), `count` entries long."""

    count: int
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The entries of one page, and where the next one begins, if there is one."""

    items: tuple[Item, ...]
    next: Cursor | None


def cut(items: tuple[Item, ...], cursor: Cursor) -> Page:
    """Cut one page out of a list that is ordered from the highest position to the lowest."""
    rest = [item for item in items if cursor.after is None or item.position < cursor.after]
    page = tuple(rest[: cursor.count])
    more = len(rest) > cursor.count
    return Page(page, Cursor(cursor.count, page[-1].position) if more else None)


def seal_cursor(cursor: Cursor, token: str) -> str:
    """Give the opaque text that stands for a page, for the holder of this token."""
    return Sealer(token.encode()).seal(msgspec.json.encode(cursor), _OWNER)


def open_cursor(text: str, token: str) -> Cursor:
    """Give the page back.

    Raises:
        InputInvalid: not a page of this token.
    """
    if len(text) > MAX_LENGTH:
        raise InputInvalid("not a page of this search")
    return msgspec.json.decode(Sealer(token.encode()).open(text, _OWNER), type=Cursor)
