"""Searchsets: pages of raw entries with what went wrong beside them.

Entries are carried as bytes and never decoded on the way through, so that a page of another holder's entries
costs nothing and loses nothing. An empty page is always the same bytes, whatever the reason that there is
nothing (architecture.md §5, "A refusal tells nothing"). Standard: HL7 FHIR R4, Bundle; IHE MHD 4.2.3 ITI-67.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import Raw

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.fhir.codec import MIB, Element, decode, encode, resource_head
from tijdlijn.wire.fhir.operation_outcome import Notice, operation_outcome, parse_operation_outcome

MAX_SEARCHSET_BYTES: Final = 16 * MIB
MAX_URL_LENGTH: Final = 2048


class Link(Element):
    """Where another page is."""

    relation: str | None = None
    url: str | None = None


class Search(Element):
    """Why an entry is in the page."""

    mode: str | None = None


class Entry(Element):
    """One entry; the resource stays as received."""

    full_url: str | None = None
    resource: Raw = Raw()
    search: Search | None = None


class Bundle(Element, tag_field="resourceType", tag="Bundle"):
    """A page."""

    type: str | None = None
    total: int | None = None
    link: tuple[Link, ...] = ()
    entry: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Searchset:
    """One page: raw resources in order, notices, and the address of the next page if there is one."""

    entries: tuple[bytes, ...]
    outcomes: tuple[Notice, ...]
    next_url: str | None


def searchset(
    entries: Sequence[bytes],
    *,
    base_url: str | None,
    outcomes: Sequence[Notice] = (),
    next_url: str | None = None,
    total: int | None = None,
) -> bytes:
    """Write a page. `base_url` is the service's FHIR address, `None` where its entries live elsewhere and
    may have one id, or none: each then has a name of its own. `total` only where all is counted, and never
    when something is missing. No link tells what was asked.

    Raises:
        InputInvalid: an entry at `base_url` is not a resource with an id.
    """
    matches = tuple(
        Entry(
            full_url=_urn(raw) if base_url is None else _full_url(base_url, raw),
            resource=Raw(raw),
            search=Search(mode="match"),
        )
        for raw in entries
    )
    notices = tuple(_outcome_entry(operation_outcome(one)) for one in outcomes)
    link = (Link(relation="next", url=next_url),) if next_url else ()
    return encode(Bundle(type="searchset", total=total, link=link, entry=matches + notices))


def parse_searchset(data: bytes, *, limit_bytes: int = MAX_SEARCHSET_BYTES) -> Searchset:
    """Read a page; included resources are left out, OperationOutcomes become notices (trap 41).

    An entry that is no resource stays among the entries, for the reader of entries to refuse: one bad entry
    must not hide the others, nor be missing in silence. The next page's address is given as received: the
    caller must compare it with the holder's before it follows it (trap 19).

    Raises:
        InputInvalid: not a searchset.
    """
    bundle = decode(data, Bundle, limit_bytes=limit_bytes)
    if bundle.type != "searchset":
        raise InputInvalid("a Bundle that is not a searchset")
    entries: list[bytes] = []
    outcomes: list[Notice] = []
    for entry in bundle.entry:
        raw = bytes(entry.resource)
        mode = entry.search.mode if entry.search else None
        if mode == "outcome" or _kind(raw) == "OperationOutcome":
            outcomes.extend(_notices(raw))
        elif mode != "include":
            entries.append(raw)
    next_url = next((one.url for one in bundle.link if one.relation == "next" and one.url), None)
    if next_url is not None and len(next_url) > MAX_URL_LENGTH:
        raise InputInvalid("a searchset with an unusable next link")
    return Searchset(tuple(entries), tuple(outcomes), next_url)


def _full_url(base_url: str, raw: bytes) -> str:
    kind, resource_id = resource_head(raw, limit_bytes=len(raw))
    if resource_id is None:
        raise InputInvalid("a resource without an id cannot be in a searchset")
    return f"{base_url.rstrip('/')}/{kind}/{resource_id}"


def _kind(raw: bytes) -> str | None:
    try:
        return resource_head(raw, limit_bytes=len(raw))[0]
    except InputInvalid:
        return None


def _notices(raw: bytes) -> tuple[Notice, ...]:
    try:
        return parse_operation_outcome(raw, limit_bytes=len(raw))
    except InputInvalid:
        return (Notice("error", "structure", "an outcome that cannot be read"),)


def _urn(raw: bytes) -> str:
    """A name that no other content has (bdl-7: full addresses are unique)."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, raw.decode())}"


def _outcome_entry(raw: bytes) -> Entry:
    return Entry(full_url=_urn(raw), resource=Raw(raw), search=Search(mode="outcome"))
