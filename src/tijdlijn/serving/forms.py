"""Forms as FHIR searches and token requests send them: in the body, never in the URL."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

from tijdlijn.domain.errors import InputInvalid

_MAX_FIELDS = 100


async def read_form(request: Request, *, limit_bytes: int = 65536) -> Mapping[str, list[str]]:
    """Read a form of media type `application/x-www-form-urlencoded`: every field with its values, in order.

    Raises:
        HTTPException: 415 for another media type, 413 for a body larger than `limit_bytes`.
        InputInvalid: not UTF-8, not a form, or more than a hundred fields.

    Standard: HTML Living Standard §4.10.21.8, URL-encoded form data; HL7 FHIR R4 §3.1.1.2.1 (POST search).
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit_bytes:
            raise HTTPException(413, headers={"Connection": "close"})
    try:
        return parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError as error:
        raise InputInvalid("the body is not a URL-encoded form in UTF-8") from error
