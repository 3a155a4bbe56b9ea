"""MHD's own: a document at a holder that does not give it, breaks it off, or has it elsewhere."""

from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tests.lib.gateway import OPEN, TEXT
from tests.lib.scripted_holder import TEXT_FORM, Answer, Script, never, scripted, status, text
from tijdlijn.domain.errors import (
    AccessDenied,
    PeerAnswerInvalid,
    PeerError,
    PeerRefused,
    PeerTimedOut,
    PeerUnreachable,
)
from tijdlijn.domain.study import Rendition


@pytest.mark.requirement("A24", "B23", "B39", "T2.3.document")
@pytest.mark.hazard("H6", "H4")
@pytest.mark.parametrize(
    ("documents", "error"),
    [
        ([status(404)], AccessDenied),
        ([status(403)], AccessDenied),
        ([status(410)], AccessDenied),
        ([status(401)], PeerRefused),
        ([status(429)], PeerUnreachable),
        ([status(503)], PeerUnreachable),
        ([status(302, {"Location": "https://elsewhere.example"})], PeerAnswerInvalid),
        ([text(b"<html>", "text/html")], PeerAnswerInvalid),
        ([never], PeerTimedOut),
        ([status(401), status(404)], AccessDenied),
    ],
    ids=["404", "403", "410", "401", "429", "503", "302", "another kind", "silent", "withdrawn"],
)
async def test_a_document_that_is_not_given_ends_in_its_own_error(
    documents: list[Answer], error: type[PeerError | AccessDenied]
) -> None:
    script = Script([], documents=list(documents))
    async with scripted(script, deadline_s=0.5) as linked:
        with pytest.raises(error):
            await linked.read(OPEN, Rendition(TEXT_FORM, f"{script.url}/fhir/Binary/1"))


@pytest.mark.requirement("T2.3.document")
async def test_a_document_is_read_with_a_fresh_token_when_the_first_was_ended() -> None:
    script = Script([], documents=[status(401), text(TEXT)])
    async with scripted(script) as linked:
        media_type, content = await linked.read(OPEN, Rendition(TEXT_FORM, f"{script.url}/fhir/Binary/1"))

    assert (media_type.partition(";")[0], content) == (TEXT_FORM, TEXT)


@pytest.mark.requirement("T2.3.document")
@pytest.mark.hazard("H1")
async def test_a_document_that_breaks_off_is_never_taken_for_a_whole_one() -> None:
    async def half(_request: Request) -> Response:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"Conclusie: geen"
            raise ConnectionError

        return StreamingResponse(chunks(), media_type=TEXT_FORM)

    script = Script([], documents=[half])
    async with scripted(script) as linked:
        with pytest.raises(PeerUnreachable):
            await linked.read(OPEN, Rendition(TEXT_FORM, f"{script.url}/fhir/Binary/1"))


@pytest.mark.requirement("B39", "B42")
@pytest.mark.hazard("H6")
@pytest.mark.parametrize("locator", ["https://elsewhere.example/fhir/Binary/1", "/fhir/Binary/1", ""])
async def test_a_document_elsewhere_is_never_asked_for(locator: str) -> None:
    script = Script([], documents=[text(TEXT)])
    async with scripted(script) as linked:
        with pytest.raises(PeerAnswerInvalid):
            await linked.read(OPEN, Rendition(TEXT_FORM, locator))

    assert script.asked == []
