"""`rendered` of what is no picture: structured reports and key objects, encapsulated documents, ECGs.

Pages and drawings are ours and hold no script; every answer is in a sandbox of its own, so that whatever is
in a holder's file never acts as our page. What a file announces to be and is not is the holder's fault.

Standard: DICOM PS3.18 §10.4.1.1.3 (rendered instance), §8.7.4 (rendered media types); W3C CSP Level 3 §6.2
(sandbox).
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Final, TypeVar

from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid, PeerError
from tijdlijn.domain.instances import Manifest
from tijdlijn.ports import Piece
from tijdlijn.runtime.resumed import resumed
from tijdlijn.services.timeline.images.asked import Asked, not_acceptable
from tijdlijn.services.timeline.images.films import answer_film
from tijdlijn.services.timeline.images.rendered import Answerer, OpenFile
from tijdlijn.services.timeline.web.words import language_of
from tijdlijn.serving.streaming import ClosedStream
from tijdlijn.wire.dicom.ecg import ECG_CLASSES, ecg_drawing, read_recording
from tijdlijn.wire.dicom.frame import ByteRange
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.sop_classes import ObjectKind
from tijdlijn.wire.dicom.structured import STYLE_SOURCE, Theme, read_document, report_page
from tijdlijn.wire.dicom.structured.says import ObjectPlace, Places
from tijdlijn.wire.dicom.wado import preferred

T = TypeVar("T")

HTML, SVG, PDF = "text/html", "image/svg+xml", "application/pdf"

_SANDBOX: Final = "sandbox; default-src 'none'; frame-ancestors 'self'"
_PAGE: Final = f"{_SANDBOX}; style-src {STYLE_SOURCE}"
_PDF: Final = "sandbox"
"""Readers of PDF in browsers need styles and scripts of their own; they get no more than a report does."""

_THEMES: Final[Mapping[str, Theme]] = {"light": "light", "dark": "dark", "dim": "dim"}
_DOCUMENT: Final = 0x00420011
_BEGINNING: Final = b"%PDF-"
_BEGINS_WITHIN: Final = 1024


async def answer_report(asked: Asked, opened: OpenFile) -> Response:
    """Answer with the page of a structured report or a key object selection."""
    if preferred(asked.accept, (HTML,)) is None:
        return not_acceptable("a structured document is given as text/html")
    language = language_of(asked.request)
    document = await _made(opened, read_document)
    has_references = next(document.references(), None) is not None
    places = await _places(asked) if has_references else {}
    theme = _THEMES.get(asked.request.query_params.get("theme", ""))
    page = await asyncio.to_thread(report_page, document, language, places, theme)
    return _answer(page, f"{HTML}; charset=utf-8", _PAGE)


async def answer_ecg(asked: Asked, opened: OpenFile) -> Response:
    """Answer with the drawing of an ECG; other waveforms have none."""
    if opened.file.head.sop_class_uid not in ECG_CLASSES:
        return not_acceptable("of waveforms only ECGs are drawn")
    if preferred(asked.accept, (SVG,)) is None:
        return not_acceptable("an ECG is given as image/svg+xml")
    recording = await _made(opened, read_recording)
    drawing = await asyncio.to_thread(ecg_drawing, recording, language_of(asked.request))
    return _answer(drawing, SVG, _SANDBOX)


async def answer_document(asked: Asked, opened: OpenFile) -> Response:
    """Answer with an encapsulated PDF as it stands in the file, bit by bit; what is no PDF has no form."""
    opened.file.check_whole_head()
    bulk = opened.file.head.bulk
    if bulk is None or bulk.tag != _DOCUMENT or bulk.at is None or bulk.length is None:
        return not_acceptable("an encapsulated document that cannot be given by itself")
    if preferred(asked.accept, (PDF,)) is None:
        return not_acceptable("an encapsulated document is given as application/pdf")
    body = _pieces(opened, ByteRange(bulk.at, bulk.at + bulk.length))
    begins_with = b""
    async for piece in body:
        begins_with += piece
        if len(begins_with) >= _BEGINS_WITHIN:
            break
    if _BEGINNING not in begins_with[:_BEGINS_WITHIN]:
        await body.aclose()
        return not_acceptable("an encapsulated document that is no PDF")
    return ClosedStream(
        resumed(begins_with, body),
        media_type=PDF,
        headers={"Content-Disposition": "inline", "Content-Security-Policy": _PDF},
        holding=opened.holding.pop_all(),
    )


READERS: Final[Mapping[ObjectKind, Answerer]] = {
    ObjectKind.REPORT: answer_report,
    ObjectKind.KEY_OBJECTS: answer_report,
    ObjectKind.WAVEFORM: answer_ecg,
    ObjectKind.DOCUMENT: answer_document,
    ObjectKind.VIDEO: answer_film,
}
"""Who answers for each kind that is no picture. The others are named by the page, with their file."""


async def _made(opened: OpenFile, read: Callable[[Part10Head], T]) -> T:
    """Read beside the loop: a document of megabytes takes a second."""
    try:
        return await asyncio.to_thread(read, opened.file.head)
    except InputInvalid as error:
        raise PeerAnswerInvalid(opened.file.peer, "a document that cannot be read") from error


async def _places(asked: Asked) -> Places:
    """Where the objects of this study stand; nothing is lost but numbers where the manifest does not come."""
    try:
        manifest = await asked.viewing.manifest()
    except (PeerError, AccessDenied):
        return {}
    return _places_of(manifest)


def _places_of(manifest: Manifest) -> Places:
    return {
        instance.sop_instance_uid.value: ObjectPlace(series.number, series.description, instance.number)
        for series in manifest.series
        for instance in series.instances
    }


def _answer(body: bytes, media_type: str, policy: str) -> Response:
    headers = {"Content-Type": media_type, "Content-Disposition": "inline", "Content-Security-Policy": policy}
    return Response(body, headers=headers)


async def _pieces(opened: OpenFile, place: ByteRange) -> AsyncGenerator[Piece, None]:
    async with aclosing(opened.file.cut([place])) as pieces:
        async for _, piece in pieces:
            yield piece
