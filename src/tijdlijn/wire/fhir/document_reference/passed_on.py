"""A DocumentReference of a holder on its way to somebody else: all that it said, at addresses of ours.

The holder's own addresses need a token of its own, which whoever gets the entry does not have; and a document
inside an entry would be read without anybody putting that on record.
"""

from collections.abc import Sequence

from tijdlijn.domain.study import Rendition
from tijdlijn.wire.fhir.codec import decode, encode
from tijdlijn.wire.fhir.document_reference.reader import MAX_ENTRY_BYTES


def passed_on(raw: bytes, documents: Sequence[tuple[Rendition, str]] = ()) -> bytes:
    """Give the entry with our address for each of the `documents` that were read from it, in their order; any
    other loses its address, and every one what it carries inside.

    Raises:
        InputInvalid: not JSON, or no object.
    """
    resource = decode(raw, dict[str, object], limit_bytes=MAX_ENTRY_BYTES)
    contents, left = resource.get("content"), list(documents)
    if isinstance(contents, list):
        resource["content"] = [_moved(content, left) for content in contents]
    return encode(resource)


def _moved(content: object, left: list[tuple[Rendition, str]]) -> object:
    attachment = content.get("attachment") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(attachment, dict):
        return content
    kept = {name: value for name, value in attachment.items() if name not in ("url", "data")}
    if left and _is_at(attachment, left[0][0]):
        kept["url"] = left.pop(0)[1]
    return {**content, "attachment": kept}


def _is_at(attachment: dict[str, object], document: Rendition) -> bool:
    """Whether this is where the document was read from: a holder may say it in full or from its own base."""
    url, media_type = attachment.get("url"), attachment.get("contentType")
    if not isinstance(url, str) or not isinstance(media_type, str):
        return False
    is_same_type = media_type.split(";")[0].strip().lower() == document.media_type
    return is_same_type and (url == document.locator or document.locator.endswith(f"/{url}"))
