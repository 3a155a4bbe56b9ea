"""Reading the address book: what stands now, and what changed since.

Standard: IHE ITI mCSD, ITI-90 Find Matching Care Services and ITI-91 Request Care Services Updates, for
Organization and Endpoint. Only paging and `_since` are understood; other parameters are left aside, so a
reader that filters must filter itself.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec import Raw
from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.services.directory.paging import Page, parse_since
from tijdlijn.store.directory import resource_store
from tijdlijn.store.directory.resource_store import NEWEST, ResourceVersion
from tijdlijn.store.pool import Database
from tijdlijn.wire.fhir import bundle
from tijdlijn.wire.fhir.codec import Element, encode
from tijdlijn.wire.fhir.moments import instant

FHIR_JSON = "application/fhir+json"

Handler = Callable[[Request], Awaitable[Response]]


class HistoryRequest(Element):
    """What was done to a resource."""

    method: str
    url: str


class HistoryResponse(Element):
    """How that ended."""

    status: str
    last_modified: str
    etag: str


class HistoryEntry(Element, kw_only=True):
    """One version; a deletion has no resource."""

    full_url: str
    resource: Raw | None = None
    request: HistoryRequest
    response: HistoryResponse


class HistoryBundle(Element, tag_field="resourceType", tag="Bundle"):
    """A page of versions, newest first. Standard: HL7 FHIR R4 §3.1.0.7, history."""

    type: str
    link: tuple[bundle.Link, ...] = ()
    entry: tuple[HistoryEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The handlers, with what they need. `base_url` ends in `/fhir`."""

    database: Database
    base_url: str

    def current(self, resource_type: str) -> Handler:
        """Give the handler that answers what stands now of one type, ordered by id."""

        async def answer_current(request: Request) -> Response:
            page = Page.parse(request.query_params)
            async with self.database.transaction() as connection:
                versions = await resource_store.current(connection, resource_type, page.start, page.count + 1)
            shown = versions[: page.count]
            next_url = None
            if len(versions) > page.count:
                next_url = page.next_url(f"{self.base_url}/{resource_type}", shown[-1].resource_id)
            entries = [_with_meta(one, one.content) for one in shown if one.content is not None]
            found = bundle.searchset(entries, base_url=self.base_url, next_url=next_url)
            return Response(found, media_type=FHIR_JSON)

        return answer_current

    def history(self, resource_type: str) -> Handler:
        """Give the handler that answers the versions of one type since a moment, newest first."""

        async def answer_history(request: Request) -> Response:
            page, since = Page.parse(request.query_params), parse_since(request.query_params)
            async with self.database.transaction() as connection:
                versions = await resource_store.history(
                    connection, resource_type, since, _sequence(page.start), page.count + 1
                )
            shown = versions[: page.count]
            link: tuple[bundle.Link, ...] = ()
            if len(versions) > page.count:
                address = f"{self.base_url}/{resource_type}/_history"
                next_url = page.next_url(address, str(shown[-1].sequence), _since=instant(since))
                link = (bundle.Link(relation="next", url=next_url),)
            entries = tuple(self._history_entry(resource_type, one) for one in shown)
            return Response(
                encode(HistoryBundle(type="history", link=link, entry=entries)), media_type=FHIR_JSON
            )

        return answer_history

    def _history_entry(self, resource_type: str, version: ResourceVersion) -> HistoryEntry:
        place = f"{resource_type}/{version.resource_id}"
        if version.content is None:
            method, status = "DELETE", "204"
        else:
            method, status = "PUT", "201" if version.version == 1 else "200"
        return HistoryEntry(
            full_url=f"{self.base_url}/{place}",
            resource=None if version.content is None else Raw(_with_meta(version, version.content)),
            request=HistoryRequest(method=method, url=place),
            response=HistoryResponse(
                status=status, last_modified=instant(version.changed_at), etag=f'W/"{version.version}"'
            ),
        )


def _with_meta(version: ResourceVersion, content: bytes) -> bytes:
    """Put the version into a stored resource, which is our own JSON and has no `meta`."""
    meta = {"versionId": str(version.version), "lastUpdated": instant(version.changed_at)}
    return b'{"meta":' + encode(meta) + b"," + content[1:]


def _sequence(text: str) -> int:
    if not text:
        return NEWEST
    if not text.isascii() or not text.isdigit() or int(text[:20]) > NEWEST:
        raise InputInvalid("_page is not from a link of ours")
    return int(text)
