"""What a concern or a mark is about, and the keys under which the page names it.

A study whose images can be opened, and a report that can be read, are named by the key that they have for
that. What is closed has a key of its own here: it is what most needs to be told about, and it opens nothing.
"""

from contextlib import suppress
from dataclasses import dataclass

import msgspec

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import StudyInstanceUID, Ura
from tijdlijn.domain.timeline import ReportCopy, StudyCopy
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.open import ReportKeys
from tijdlijn.services.timeline.session import Session


class Subject(msgspec.Struct, frozen=True, array_like=True):
    """One study or one report, at one custodian, over one route; exactly one of the two is named."""

    custodian: str
    route_id: str
    study_uid: str | None = None
    report_id: str | None = None

    @property
    def holder(self) -> Ura:
        """Who is told."""
        return Ura(self.custodian)

    @property
    def study(self) -> StudyInstanceUID | None:
        """The study that it is about, if it is a study."""
        return StudyInstanceUID(self.study_uid) if self.study_uid else None


@dataclass(frozen=True, slots=True)
class SubjectKeys:
    """Makes and reads the keys of one deployable."""

    sealer: Sealer

    def seal(self, session: Session, copy: StudyCopy | ReportCopy) -> str:
        """Give the key of something that has none for opening it; the same each time, for this session."""
        return self.sealer.seal(msgspec.msgpack.encode(subject_of(copy)), _owner(session))

    def reference(self, session: Session, subject: Subject) -> str:
        """Give the name of a subject on this session's page, under which what was told of it is found."""
        whole = f"{session.context_id}|{subject.custodian}|{subject.study_uid}|{subject.report_id}"
        return self.sealer.reference(whole.encode(), "subject").hex()[:32]

    def marked_as(self, session: Session, subject: Subject) -> str:
        """Give the name under which marks on a study or report are found on this session's page, whichever
        copy of it was marked.
        """
        whole = f"{session.context_id}|{subject.study_uid}|{subject.report_id}"
        return self.sealer.reference(whole.encode(), "marked as").hex()[:32]

    def open(self, session: Session, key: str) -> Subject:
        """Give what a key of any kind names.

        Raises:
            AccessDenied: not a key of this session.
        """
        with suppress(InputInvalid):
            return msgspec.msgpack.decode(self.sealer.open(key, _owner(session)), type=Subject)
        try:
            image = ImageKeys(self.sealer).open(session, key)
            return Subject(image.custodian.value, image.route_id, study_uid=image.study_uid.value)
        except AccessDenied:
            report = ReportKeys(self.sealer).open(session, key)
            return Subject(report.custodian.value, report.route_id, report_id=report.report_id)


def subject_of(copy: StudyCopy | ReportCopy) -> Subject:
    """Give what is meant by this copy."""
    custodian, route_id = copy.source.custodian.value, copy.source.route_id
    if isinstance(copy, StudyCopy):
        return Subject(custodian, route_id, study_uid=copy.study.study_uid.value)
    return Subject(custodian, route_id, report_id=copy.report.report_id)


def _owner(session: Session) -> bytes:
    return f"{session.context_id}|subject".encode()
