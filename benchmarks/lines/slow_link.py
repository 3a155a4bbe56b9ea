"""A stack of CT over a home connection, through timeline and gateway: as it is stored, and as HTJ2K made on
demand. The same slices, over six connections at once as the page has them, in the same run.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from imagecodecs import htj2k_decode

from benchmarks.clocks import median
from benchmarks.demo import Demo
from benchmarks.line import Limit, Line
from benchmarks.page import OpenedPage, opened_page
from benchmarks.sizes import Sizes
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.slow_link import HOME, slow_link

STORY = "aneurysma"
AT_ONCE = 6
AS_STORED = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
HTJ2K = 'multipart/related; type="image/jphc"; transfer-syntax=1.2.840.10008.1.2.4.201'
_BOUND = Limit(0.7, "× uncompressed")


@dataclass(frozen=True, slots=True)
class _Loaded:
    """How long all slices took, how long the first, and the bytes of each."""

    all_s: float
    first_s: float
    frames: tuple[bytes, ...]

    @property
    def size_mb(self) -> float:
        return sum(map(len, self.frames)) / 1e6


async def measure(running: Demo, sizes: Sizes) -> list[Line]:
    """Open the story, and load slices both ways in turns; the slices are compared first."""
    plain: list[_Loaded] = []
    packed: list[_Loaded] = []
    async with HttpClient.open(None) as http:
        page = await opened_page(running, http, STORY)
        paths = await _slices(page, sizes.slices)
        # On the fast line first: what was asked for once is warm, and no slice may differ.
        before = [await _loaded(page, page.origin, paths, accept) for accept in (AS_STORED, HTJ2K)]
        _check(*before)
        port = urlsplit(page.origin).port or 80
        async with slow_link(port, HOME) as slow_port:
            origin = page.origin.replace(f":{port}", f":{slow_port}")
            for _ in range(sizes.runs):
                plain.append(await _loaded(page, origin, paths, AS_STORED))
                packed.append(await _loaded(page, origin, paths, HTJ2K))
    sizes_told = f"{packed[0].size_mb:.1f} instead of {plain[0].size_mb:.1f} MB"
    name = f"{len(paths)} slices of CT over 30 Mbit/s and 20 ms, as HTJ2K"
    return [
        _line(f"{name}: all", [one.all_s for one in packed], [one.all_s for one in plain], sizes_told),
        _line(
            f"{name}: the first", [one.first_s for one in packed], [one.first_s for one in plain], sizes_told
        ),
    ]


def _line(name: str, packed: Sequence[float], plain: Sequence[float], sizes_told: str) -> Line:
    value, baseline = median(packed), median(plain)
    decided_by = f"the ratio of the same run; {sizes_told}"
    holds = _BOUND.holds(value / baseline)
    return Line(name, value, "s", str(_BOUND), holds, decided_by, baseline, value / baseline)


async def _slices(page: OpenedPage, count: int) -> list[str]:
    """The addresses of the first frames of the longest CT that another institution gives."""
    keys = [copy.images for entry in page.entries for copy in entry.copies if copy.images][:12]
    answer = await page.browser.post(
        f"{page.origin}/images", page.headers, json.dumps({"keys": keys}).encode()
    )
    found = [
        (len(series["instances"]), study["path"], series)
        for study in json.loads(answer.body)["studies"]
        if study["state"] == "open"
        for series in study["series"]
        if series["modality"] == "CT"
    ]
    _, path, series = max(found, key=lambda one: one[0])
    uids = [instance["uid"] for instance in series["instances"]][:count]
    return [f"{path}/series/{series['uid']}/instances/{uid}/frames/1" for uid in uids]


async def _loaded(page: OpenedPage, origin: str, paths: Sequence[str], accept: str) -> _Loaded:
    waiting = list(enumerate(paths))[::-1]
    frames: dict[int, bytes] = {}
    began = time.perf_counter()
    first_s = 0.0

    async def load() -> None:
        nonlocal first_s
        while waiting:
            place, path = waiting.pop()
            _, answer = await page.browser.get(f"{origin}{path}?accept={quote(accept)}")
            frames[place] = answer.body
            first_s = first_s or time.perf_counter() - began

    await asyncio.gather(*(load() for _ in range(AT_ONCE)))
    return _Loaded(time.perf_counter() - began, first_s, tuple(frames[place] for place in range(len(paths))))


def _check(plain: _Loaded, packed: _Loaded) -> None:
    for stored, made in zip(plain.frames, packed.frames, strict=True):
        decoded: bytes = htj2k_decode(_only_part(made)).tobytes()
        if decoded != _only_part(stored):
            raise AssertionError("a slice that HTJ2K does not give back")


def _only_part(body: bytes) -> bytes:
    boundary = body.split(b"\r\n", 2)[0] or body.split(b"\r\n", 2)[1]
    return body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n" + boundary, 1)[0]
