"""A community behind one route, as an XDS region will be: several institutions, one answer, some of them
missing.

It holds the place of the second kind of `HolderLink` until there is a real one, and passes the same suite.
What it has is written down per custodian: entries with the patient they are about, an outcome, and how long
it takes.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.concern import Concern, ConcernState, Handling
from tijdlijn.domain.errors import AccessDenied, InputInvalid, OtherPersonAnswered
from tijdlijn.domain.identifiers import SopInstanceUID, StudyInstanceUID, Ura
from tijdlijn.domain.instances import Instance, InstancePath, Manifest, Series
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import Rendition, Report, SourceEntry, Study
from tijdlijn.ports import Document, StoredFrame, StoredHeader, StoredInstance
from tijdlijn.runtime.clock import Clock
from tijdlijn.wire.dicom.bulk_addresses import bulk_uris
from tijdlijn.wire.dicom.dicom_json import to_dicom_json
from tijdlijn.wire.dicom.frames import frames_in
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.mapping import demographics
from tijdlijn.wire.dicom.part10 import NeedMore, Part10Head, read_head

DIALECT = "community"
BULK_ROOT = "https://community.example/dicomweb"
"""Where its headers say that their long values are."""


@dataclass(frozen=True, slots=True)
class Member:
    """One institution of the community: what it has of each patient, how it answers, and after how long.
    `images` are manifests with the files that they name; with `makes_none` it gives these files only.
    """

    has: Mapping[Bsn, tuple[Study | Report, ...]] = field(default_factory=dict)
    images: tuple[tuple[Manifest, Mapping[SopInstanceUID, bytes]], ...] = ()
    makes_none: bool = False
    answers: OutcomeKind = OutcomeKind.ANSWERED
    reason: str | None = None
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CommunityLink:
    """Implements `ports.HolderLink` over a community that lives in memory. `documents` are by locator."""

    members: Mapping[Ura, Member]
    clock: Clock
    documents: Mapping[str, bytes] = field(default_factory=dict)
    told: dict[tuple[Ura, Ura, UUID], tuple[Bsn, Handling]] = field(default_factory=dict)

    async def find(self, route: Route, question: Question) -> AsyncGenerator[SourceEntry | Outcome, None]:
        """Answer for the whole community: members in order, each with its entries and its outcome."""
        for custodian in route.custodians:
            asked_at, member = self.clock.now(), self.members.get(custodian)
            if member is None:
                reason = "not a member of this community"
                yield Outcome(custodian, route.route_id, OutcomeKind.MALFORMED, asked_at, 0, reason)
                continue
            await asyncio.sleep(member.after_s)
            if member.answers in (OutcomeKind.ANSWERED, OutcomeKind.PARTIAL):
                for number, content in enumerate(member.has.get(question.patient, ())):
                    yield SourceEntry(custodian, route.route_id, str(number), content, DIALECT)
            took_ms = round(member.after_s * 1000)
            yield Outcome(custodian, route.route_id, member.answers, asked_at, took_ms, member.reason)

    @asynccontextmanager
    async def document(
        self, route: Route, question: Question, rendition: Rendition
    ) -> AsyncIterator[Document]:
        """Give a document that stands in `documents` and is of this patient."""
        held = (content for ura in route.custodians for content in self._has(ura, question.patient))
        locators = {form.locator for one in held if isinstance(one, Report) for form in one.renditions}
        if rendition.locator not in locators or rendition.locator not in self.documents:
            raise AccessDenied("the community does not give this document")
        content = self.documents[rendition.locator]

        async def chunks() -> AsyncIterator[bytes]:
            yield content

        yield Document(rendition.media_type, len(content), chunks())

    async def manifest(self, route: Route, question: Question, study_uid: StudyInstanceUID) -> Manifest:
        """Give the manifest of a study of this patient."""
        manifest, _ = self._images(route, question, study_uid)
        _check(manifest.study.demographics, question)
        return manifest

    @asynccontextmanager
    async def instances(
        self, route: Route, question: Question, path: InstancePath
    ) -> AsyncIterator[AsyncIterator[StoredInstance]]:
        """Give the files in the manifest's order, each in two pieces."""
        wanted = self._under(route, question, path)

        async def one_by_one() -> AsyncGenerator[StoredInstance, None]:
            for series, instance, file in wanted:
                yield StoredInstance(
                    instance.sop_instance_uid,
                    series.series_uid,
                    instance.transfer_syntax_uid,
                    len(file),
                    _pieces(file),
                )

        async with aclosing(one_by_one()) as stored:
            yield stored

    @asynccontextmanager
    async def headers(
        self, route: Route, question: Question, path: InstancePath
    ) -> AsyncIterator[AsyncIterator[StoredHeader]]:
        """Give what the files say before their pixels."""
        heads = [_head(file) for file in self._made_of(route, question, path)]

        async def one_by_one() -> AsyncGenerator[StoredHeader, None]:
            for head in heads:
                written = to_dicom_json(head, bulk_uris(BULK_ROOT, head))
                yield StoredHeader(head.study_uid, head.series_uid, head.sop_instance_uid, written, BULK_ROOT)

        async with aclosing(one_by_one()) as headers:
            yield headers

    @asynccontextmanager
    async def frames(
        self, route: Route, question: Question, path: InstancePath, numbers: Sequence[int]
    ) -> AsyncIterator[AsyncIterator[StoredFrame]]:
        """Give frames out of the file."""
        (file,) = self._made_of(route, question, path)
        head = _head(file)
        try:
            known = frames_in(head, file)
            wanted = [(number, known.frame(number)) for number in numbers]
        except InputInvalid as error:
            raise AccessDenied("the community does not give this frame") from error

        async def one_by_one() -> AsyncGenerator[StoredFrame, None]:
            for number, frame in wanted:
                whole = b"".join(file[one.start : one.end] for one in frame.ranges)
                yield StoredFrame(number, head.transfer_syntax_uid, _pieces(frame.served(whole)))

        async with aclosing(one_by_one()) as frames:
            yield frames

    async def tell(self, route: Route, question: Question, concern: Concern) -> Handling:
        """Take in what is about something of this patient."""
        (custodian,) = route.custodians
        held = {
            one.study_uid if isinstance(one, Study) else one.report_id
            for one in self._has(custodian, question.patient)
        }
        if (concern.study_uid or concern.report_id) not in held:
            raise AccessDenied("the community has no such study or report")
        received = Handling(ConcernState.RECEIVED, self.clock.now())
        key = custodian, question.asker.institution, concern.concern_id
        self.told.setdefault(key, (question.patient, received))
        return await self.handling(route, question, concern.concern_id)

    async def handling(self, route: Route, question: Question, concern_id: UUID) -> Handling:
        """Give what stands in `told`."""
        (custodian,) = route.custodians
        key = custodian, question.asker.institution, concern_id
        patient, handling = self.told.get(key, (None, None))
        if handling is None or patient != question.patient:
            raise AccessDenied("the community knows no such concern")
        return handling

    def _made_of(self, route: Route, question: Question, path: InstancePath) -> list[bytes]:
        (custodian,) = route.custodians
        if self.members[custodian].makes_none:
            raise AccessDenied("the community has files only")
        return [file for _, _, file in self._under(route, question, path)]

    def _under(
        self, route: Route, question: Question, path: InstancePath
    ) -> list[tuple[Series, Instance, bytes]]:
        manifest, files = self._images(route, question, path.study_uid)
        found = [
            (series, instance, files[instance.sop_instance_uid])
            for series in manifest.series
            for instance in series.instances
            if path.series_uid in (None, series.series_uid)
            and path.instance_uid in (None, instance.sop_instance_uid)
        ]
        if not found:
            raise AccessDenied("the community does not give these images")
        for _, _, file in found:
            _check(demographics(HeaderAttributes(_head(file).header)), question)
        return found

    def _images(
        self, route: Route, question: Question, study_uid: StudyInstanceUID
    ) -> tuple[Manifest, Mapping[SopInstanceUID, bytes]]:
        (custodian,) = route.custodians
        of_patient = [one for one in self._has(custodian, question.patient) if isinstance(one, Study)]
        if any(study.study_uid == study_uid for study in of_patient):
            for manifest, files in self.members[custodian].images:
                if manifest.study.study_uid == study_uid:
                    return manifest, files
        raise AccessDenied("the community does not give these images")

    def _has(self, custodian: Ura, patient: Bsn) -> tuple[Study | Report, ...]:
        member = self.members.get(custodian)
        return member.has.get(patient, ()) if member else ()


def _head(file: bytes) -> Part10Head:
    head = read_head(file, total_bytes=len(file))
    if isinstance(head, NeedMore):
        raise AccessDenied("a file that nothing can be made of")
    return head


async def _pieces(file: bytes) -> AsyncGenerator[bytes, None]:
    half = len(file) // 2
    yield file[:half]
    yield file[half:]


def _check(said: Demographics, question: Question) -> None:
    if said.contradicts(question.demographics):
        raise OtherPersonAnswered("community", "something of another person")
