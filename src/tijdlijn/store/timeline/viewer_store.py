"""What the full viewer was given to show: offered under a code, read under a cookie, gone with its session.

Codes and cookies are kept only as SHA-256, the places of studies only sealed. Every process of the deployable
reads the same rows, so that a code is good once, wherever it is shown.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from tijdlijn.store.pool import Connection, Database
from tijdlijn.store.sql import load_queries

_QUERIES = load_queries("tijdlijn.store.timeline")


@dataclass(frozen=True, slots=True)
class StoredOpening:
    """Studies that one code opened, as they lie there, with the session that they belong to."""

    code_hash: bytes
    cookie_hash: bytes
    context_id: str
    sealed: str
    session_sealed: str

    def is_under(self, cookie: str) -> bool:
        """Whether this is the cookie under which they are read."""
        return self.cookie_hash == _hash(cookie)


@dataclass(frozen=True, slots=True)
class Offer:
    """Studies under a code, for one session and one browser; `expires_at` is when the code is over."""

    code: str
    context_id: str
    browser_ref: bytes
    sealed: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Presented:
    """What a browser shows with a code: who it says it is, the cookie that it holds already, and the one that
    it gets if that is of no use.
    """

    code: str
    browser_ref: bytes
    held: str | None
    fresh: str


@dataclass(frozen=True, slots=True)
class ViewerStore:
    """Keeps openings of the full viewer. Raises as `Database.transaction`."""

    database: Database

    async def add(self, offer: Offer, now: datetime) -> None:
        """Offer studies under a code; what is over is forgotten."""
        async with self.database.transaction() as connection:
            await connection.execute(_QUERIES["forget_viewer_openings"], {"now": now})
            await connection.execute(
                _QUERIES["add_viewer_opening"],
                {
                    "code_hash": _hash(offer.code),
                    "context_id": offer.context_id,
                    "browser_ref": offer.browser_ref,
                    "sealed": offer.sealed,
                    "expires_at": offer.expires_at,
                },
            )

    async def redeem(
        self, connection: Connection, presented: Presented, ticket_ends_at: datetime, now: datetime
    ) -> StoredOpening | None:
        """Take a code in the caller's transaction; `None` if it is unknown, over, taken before, of another
        browser, or its session has ended.
        """
        cursor = connection.cursor(row_factory=class_row(StoredOpening))
        await cursor.execute(
            _QUERIES["redeem_viewer_opening"],
            {
                "code_hash": _hash(presented.code),
                "browser_ref": presented.browser_ref,
                "held_hash": _hash(presented.held) if presented.held else None,
                "fresh_hash": _hash(presented.fresh),
                "ticket_ends_at": ticket_ends_at,
                "now": now,
            },
        )
        return await cursor.fetchone()

    async def burn(self, code: str) -> None:
        """Forget a code and what it opened."""
        await self.database.execute(_QUERIES["burn_viewer_opening"], {"code_hash": _hash(code)})

    async def of_cookie(self, cookie: str, now: datetime) -> list[StoredOpening]:
        """Give what this cookie may read now."""
        return await self.database.fetch_all(
            StoredOpening, _QUERIES["get_viewer_openings"], {"cookie_hash": _hash(cookie), "now": now}
        )

    async def renew(self, code_hashes: Sequence[bytes], expires_at: datetime, now: datetime) -> int:
        """Let openings go on until then, and give how many still do."""
        return await self.database.execute(
            _QUERIES["renew_viewer_openings"],
            {"code_hashes": list(code_hashes), "expires_at": expires_at, "now": now},
        )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
