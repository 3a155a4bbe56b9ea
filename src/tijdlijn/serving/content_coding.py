"""Bodies that go out compressed to whoever takes them so.

Standard: RFC 9110 §8.4 (content codings), §12.5.3 (Accept-Encoding); RFC 1952 (gzip).
"""

import re
import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

GZIP = "gzip"
_REFUSED = re.compile(r"q\s*=\s*0(\.0*)?")
_LEVEL = 1
"""Texts of headers shrink to a tenth at the quickest level; more costs more than the network does."""

_WITH_GZIP_HEAD = 31


def codings_taken(accepted: str) -> set[str]:
    """The content codings of an Accept-Encoding field that are taken; a weight of zero refuses."""
    parts = (part.partition(";") for part in accepted.lower().split(","))
    return {name.strip() for name, _, weight in parts if not _REFUSED.fullmatch(weight.strip())}


async def gzipped(body: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Compress a body while it comes."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WITH_GZIP_HEAD)
    async with aclosing(body):
        async for piece in body:
            if packed := compressor.compress(piece):
                yield packed
    yield compressor.flush()
