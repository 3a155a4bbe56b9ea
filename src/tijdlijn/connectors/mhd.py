"""A holder asked over IHE MHD in the Dutch `bbs` profile: token, ITI-67 search to the last page, ITI-68
document, and its images over RAD-107 (`rad107`).

Every custodian behind a route is asked by itself, with a token of its own (B42): one endpoint may serve
several institutions. What a holder sends is not trusted: an entry of another custodian or another patient
is dropped and makes the answer `Malformed`, an address outside the endpoint is never followed (B39), and
pages end.

Standard: IHE ITI TF MHD 4.2.3, ITI-67 and ITI-68; Nictiz BBS DocumentReference.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from tijdlijn.connectors import rad107, rad107_derived
from tijdlijn.connectors.authorised_get import AuthorisedGet
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.http_status import failure_of
from tijdlijn.connectors.mhd_concern import ConcernQueue
from tijdlijn.domain.bsn import BSN_SYSTEM
from tijdlijn.domain.concern import Concern, Handling
from tijdlijn.domain.errors import (
    InputInvalid,
    PeerAnswerInvalid,
    PeerError,
    PeerRefused,
    PeerTimedOut,
    PeerUnreachable,
)
from tijdlijn.domain.identifiers import StudyInstanceUID, Ura
from tijdlijn.domain.instances import InstancePath, Manifest
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import Rendition, SourceEntry
from tijdlijn.ports import MAX_REPORT_BYTES, Document, StoredFrame, StoredHeader, StoredInstance
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.runtime.merged import merged
from tijdlijn.wire.fhir.bundle import Searchset, parse_searchset
from tijdlijn.wire.fhir.document_reference import read_document_reference

DIALECT = "mhd-bbs"
MAX_PAGES = 200
PAGE_SIZE = 100

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/fhir+json"}
_KIND_OF_FAILURE = {
    PeerUnreachable: OutcomeKind.UNREACHABLE,
    PeerTimedOut: OutcomeKind.TIMED_OUT,
    PeerRefused: OutcomeKind.REFUSED,
    PeerAnswerInvalid: OutcomeKind.MALFORMED,
}


@dataclass(slots=True)
class _Tally:
    """What came of one custodian's answer."""

    usable: int = 0
    unusable: int = 0
    gaps: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MhdLink:
    """Implements `ports.HolderLink` over MHD."""

    http: HttpClient
    tokens: BearerTokens
    clock: Clock

    async def find(self, route: Route, question: Question) -> AsyncGenerator[SourceEntry | Outcome, None]:
        """Ask every custodian of the route at once. See `ports.HolderLink.find`."""
        asked = [self._find_at(custodian, route, question) for custodian in route.custodians]
        async with aclosing(asked[0] if len(asked) == 1 else merged(*asked)) as answers:
            async for answer in answers:
                yield answer

    async def _find_at(
        self, custodian: Ura, route: Route, question: Question
    ) -> AsyncGenerator[SourceEntry | Outcome, None]:
        asked_at, tally = self.clock.now(), _Tally()
        reason: str | None = None
        try:
            async with aclosing(self._pages(custodian, route, question)) as pages:
                async for page in pages:
                    tally.gaps += [
                        notice.diagnostics or notice.code for notice in page.outcomes if notice.is_gap
                    ]
                    for raw in page.entries:
                        entry = _usable(raw, custodian, route, question)
                        if entry is None:
                            tally.unusable += 1
                        else:
                            tally.usable += 1
                            yield entry
            kind, reason = _ended(tally)
        except PeerError as failure:
            kind, reason = _KIND_OF_FAILURE[type(failure)], failure.reason
        took_ms = round((self.clock.now() - asked_at).total_seconds() * 1000)
        yield Outcome(custodian, route.route_id, kind, asked_at, took_ms, reason)

    async def _pages(
        self, custodian: Ura, route: Route, question: Question
    ) -> AsyncGenerator[Searchset, None]:
        page_url: str | None = f"{route.endpoint}/fhir/DocumentReference/_search"
        form = {
            "patient.identifier": f"{BSN_SYSTEM}|{question.patient.digits}",
            "status": "current",
            "_count": str(PAGE_SIZE),
        }
        body: bytes | None = urlencode(form).encode()
        seen: set[str] = set()
        while page_url is not None:
            if page_url in seen or len(seen) == MAX_PAGES or not page_url.startswith(f"{route.endpoint}/"):
                raise PeerAnswerInvalid(str(custodian), "pages that do not end or lead elsewhere")
            seen.add(page_url)
            answer = await self._ask(custodian, route, question, page_url, body)
            try:
                page = parse_searchset(answer.body)
            except InputInvalid as error:
                raise PeerAnswerInvalid(str(custodian), "not a searchset") from error
            yield page
            page_url, body = page.next_url, None

    async def _ask(
        self, custodian: Ura, route: Route, question: Question, url: str, body: bytes | None
    ) -> HttpResponse:
        answer = await self._ask_once(custodian, route, question, url, body)
        if answer.status == 401:
            # The holder ended the token, as a changed consent does; only a fresh one meets what stands now.
            self.tokens.forget(custodian, route, question)
            if body is None:
                raise PeerUnreachable(str(custodian), "the token ended between two pages")
            answer = await self._ask_once(custodian, route, question, url, body)
        if answer.status != 200:
            self.tokens.forget(custodian, route, question)
            raise failure_of(str(custodian), answer.status)
        return answer

    async def _ask_once(
        self, custodian: Ura, route: Route, question: Question, url: str, body: bytes | None
    ) -> HttpResponse:
        token = await self.tokens.get(custodian, route, question)
        return await self.http.request(
            str(custodian),
            "GET" if body is None else "POST",
            url,
            headers={"Authorization": f"Bearer {token}", **(_FORM if body else {})},
            body=body,
            trace_id=question.trace_id,
            timeout_s=route.deadline_s,
            repeatable=True,
        )

    @asynccontextmanager
    async def document(
        self, route: Route, question: Question, rendition: Rendition
    ) -> AsyncIterator[Document]:
        """Read one document as a stream. See `ports.HolderLink.document`; a route of one custodian is
        needed.
        """
        get = AuthorisedGet(self.http, self.tokens, route, question)
        accept = rendition.media_type
        async with get.open(rendition.locator, accept=accept, max_bytes=MAX_REPORT_BYTES) as answer:
            served = answer.headers.get("content-type", "")
            if served.partition(";")[0].strip() != accept.partition(";")[0].strip():
                raise PeerAnswerInvalid(str(get.custodian), "a document of another kind than announced")
            length = answer.headers.get("content-length", "")
            yield Document(served, int(length) if length.isdigit() else None, answer.chunks)

    async def manifest(self, route: Route, question: Question, study_uid: StudyInstanceUID) -> Manifest:
        """Read the manifest that is the document of the study's entry. See `ports.HolderLink.manifest`."""
        return await rad107.manifest(AuthorisedGet(self.http, self.tokens, route, question), study_uid)

    def instances(
        self, route: Route, question: Question, path: InstancePath
    ) -> AbstractAsyncContextManager[AsyncIterator[StoredInstance]]:
        """Read Part 10 files over RAD-107. See `ports.HolderLink.instances`."""
        return rad107.instances(AuthorisedGet(self.http, self.tokens, route, question), path)

    def headers(
        self, route: Route, question: Question, path: InstancePath
    ) -> AbstractAsyncContextManager[AsyncIterator[StoredHeader]]:
        """Read headers that the holder makes. See `ports.HolderLink.headers`."""
        return rad107_derived.headers(AuthorisedGet(self.http, self.tokens, route, question), path)

    def frames(
        self, route: Route, question: Question, path: InstancePath, numbers: Sequence[int]
    ) -> AbstractAsyncContextManager[AsyncIterator[StoredFrame]]:
        """Read frames that the holder makes. See `ports.HolderLink.frames`."""
        return rad107_derived.frames(AuthorisedGet(self.http, self.tokens, route, question), path, numbers)

    async def tell(self, route: Route, question: Question, concern: Concern) -> Handling:
        """Put a Task into the holder's queue. See `ports.HolderLink.tell`."""
        return await ConcernQueue(self.http, self.tokens, route, question).tell(concern)

    async def handling(self, route: Route, question: Question, concern_id: UUID) -> Handling:
        """Look at a Task in the holder's queue. See `ports.HolderLink.handling`."""
        return await ConcernQueue(self.http, self.tokens, route, question).handling(concern_id)


def _usable(raw: bytes, custodian: Ura, route: Route, question: Question) -> SourceEntry | None:
    """The entry, or `None` if it cannot be read, is another custodian's, or is not about the patient asked
    for.
    """
    try:
        entry, patient = read_document_reference(
            raw, route_id=route.route_id, base_url=f"{route.endpoint}/fhir/"
        )
    except InputInvalid:
        return None
    return entry if entry.custodian == custodian and patient == question.patient else None


def _ended(tally: _Tally) -> tuple[OutcomeKind, str | None]:
    if tally.unusable:
        kind = OutcomeKind.PARTIAL if tally.usable else OutcomeKind.MALFORMED
        return kind, f"{tally.unusable} entries could not be used"
    if tally.gaps:
        return OutcomeKind.PARTIAL, "; ".join(tally.gaps)
    return OutcomeKind.ANSWERED, None
