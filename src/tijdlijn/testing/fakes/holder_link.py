"""A community behind one route, as an XDS region will be: several institutions, one answer, some of them
missing.

It holds the place of the second kind of `HolderLink` until there is a real one, and passes the same suite.
What it has is written down per custodian: entries with the patient they are about, an outcome, and how long
it takes.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import SopInstanceUID, StudyInstanceUID, Ura
from tijdlijn.domain.instances import InstancePath, Manifest
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import Rendition, Report, SourceEntry, Study
from tijdlijn.ports import Document, StoredInstance
from tijdlijn.runtime.clock import Clock

DIALECT = "community"


@dataclass(frozen=True, slots=True)
class Member:
    """One institution of the community: what it has of each patient, how it answers, and after how long.
    `images` are manifests with the files that they name.
    """

    has: Mapping[Bsn, tuple[Study | Report, ...]] = field(default_factory=dict)
    images: tuple[tuple[Manifest, Mapping[SopInstanceUID, bytes]], ...] = ()
    answers: OutcomeKind = OutcomeKind.ANSWERED
    reason: str | None = None
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CommunityLink:
    """Implements `ports.HolderLink` over a community that lives in memory. `documents` are by locator."""

    members: Mapping[Ura, Member]
    clock: Clock
    documents: Mapping[str, bytes] = field(default_factory=dict)

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
        return manifest

    @asynccontextmanager
    async def instances(
        self, route: Route, question: Question, path: InstancePath
    ) -> AsyncIterator[AsyncIterator[StoredInstance]]:
        """Give the files in the manifest's order, each in two pieces."""
        manifest, files = self._images(route, question, path.study_uid)
        wanted = [
            (series, instance)
            for series in manifest.series
            for instance in series.instances
            if path.series_uid in (None, series.series_uid)
            and path.instance_uid in (None, instance.sop_instance_uid)
        ]
        if not wanted:
            raise AccessDenied("the community does not give these images")

        async def one_by_one() -> AsyncGenerator[StoredInstance, None]:
            for series, instance in wanted:
                file = files[instance.sop_instance_uid]
                yield StoredInstance(
                    instance.sop_instance_uid,
                    series.series_uid,
                    instance.transfer_syntax_uid,
                    len(file),
                    _pieces(file),
                )

        async with aclosing(one_by_one()) as stored:
            yield stored

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


async def _pieces(file: bytes) -> AsyncGenerator[bytes, None]:
    half = len(file) // 2
    yield file[:half]
    yield file[half:]
