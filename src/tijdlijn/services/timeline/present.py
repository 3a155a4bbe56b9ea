"""Step 7, present: domain values become events of the stream.

Here it is decided who may be named (architecture.md §5, "A refusal tells nothing"): an institution that
gave rows, that the index marked findable for this question, or the own one. Every other outcome goes out
without a name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.merge import Change
from tijdlijn.domain.outcome import Outcome
from tijdlijn.domain.routes import Institution
from tijdlijn.domain.study import Study
from tijdlijn.domain.timeline import ReportCopy, Row, StudyCopy
from tijdlijn.services.timeline import events
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.localise import Localised
from tijdlijn.services.timeline.open import ReportKeys
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.subject import SubjectKeys, subject_of


@dataclass(frozen=True, slots=True)
class Present:
    """Writes the events of one session. `institutions` is the directory's knowledge; what it lacks is
    called by its number.
    """

    session: Session
    institutions: Mapping[Ura, Institution]
    report_keys: ReportKeys
    image_keys: ImageKeys

    def patient(self) -> events.PatientEvent:
        """The first line: who, and who looks."""
        session, person = self.session, self.session.demographics
        professional = session.asker.professional
        return events.PatientEvent(
            name=person.name,
            birth_date=person.birth_date.text if person.birth_date else None,
            sex=person.sex.value if person.sex else None,
            bsn_masked=session.bsn.masked if session.bsn else None,
            situation=session.situation,
            started_on=session.started_on.isoformat(),
            institution=self._named(session.asker.institution),
            user=events.UserName(name=professional.name, role=professional.role_name),
            trace_id=session.trace_id,
        )

    def holders(self, localised: Localised | None) -> events.HoldersEvent:
        """Who is asked: the own institution first, then those that the index named, by name."""
        own = self.session.asker.institution
        elsewhere = sorted(localised.custodians if localised else (), key=self.name_of)
        connected = [institution for institution in self.institutions.values() if institution.is_connected]
        state = localised.state if localised else None
        since = localised.since.isoformat() if localised and localised.since else None
        return events.HoldersEvent(
            localised="no-bsn" if self.session.bsn is None else state,
            since=since,
            asked=[self._asked(ura, own=ura == own) for ura in (own, *elsewhere)],
            connected=len(connected) if self.institutions else None,
            institutions=len(self.institutions) or None,
        )

    def changes(self, change: Change) -> list[events.StreamEvent]:
        """What one addition did to the list, as events; rows that are no more go first, and those whose
        content now stands in another row go with that row, so that a page follows them there.
        """
        gone = [self.row_key(key) for key in change.gone if key not in change.into]
        told: list[events.StreamEvent] = [events.GoneEvent(keys=gone)] if gone else []
        replaced: dict[str, list[str]] = {}
        for old, new in change.into.items():
            replaced.setdefault(new, []).append(self.row_key(old))
        return told + [self._row(row, replaced.get(row.key, [])) for row in change.rows]

    def outcome(self, outcome: Outcome, *, rows: int, may_be_named: bool) -> events.OutcomeEvent:
        """How one holder's question ended; nameless where its name may not be told."""
        return events.OutcomeEvent(
            custodian=outcome.custodian.value if may_be_named else None,
            name=self.name_of(outcome.custodian) if may_be_named else None,
            kind=outcome.kind.value,
            asked_at=outcome.asked_at.isoformat(),
            took_ms=outcome.took_ms,
            retryable=outcome.retryable,
            reason=outcome.reason,
            rows=rows,
            route=outcome.route_id if may_be_named else "",
            since=outcome.since.isoformat() if outcome.since else None,
        )

    def complete(self, *, asked: int, answered: int, localised: bool, at: datetime) -> events.CompleteEvent:
        """The last word of one asking."""
        return events.CompleteEvent(
            complete=localised and asked == answered, asked=asked, answered=answered, at=at.isoformat()
        )

    def _row(self, row: Row, replaces: list[str]) -> events.EntryEvent:
        reports = () if row.lock else row.reports
        return events.EntryEvent(
            key=self.row_key(row.key),
            replaces=replaces,
            study=_facts(row.copies[0].study) if row.copies else None,
            copies=[self._copy(copy, is_locked=row.lock is not None) for copy in _held_apart(row.copies)],
            reports=[self._report(copy) for copy in reports],
            report_state=reports[0].report.status.value if reports else "none",
            lock=row.lock.value if row.lock else None,
            likely_same=[
                events.LikelySameRow(key=self.row_key(other.key), compared=list(other.compared))
                for other in row.likely_same
            ],
            marked_as=[] if row.lock else self._marked_as(row),
            withheld=self._withheld(row.reports[0]) if row.lock and row.reports else None,
        )

    def _marked_as(self, row: Row) -> list[str]:
        """A study is marked, or where there is none each of its reports."""
        subjects = map(subject_of, row.copies or row.reports)
        return list(dict.fromkeys(self._subjects.marked_as(self.session, subject) for subject in subjects))

    def _copy(self, copy: StudyCopy, *, is_locked: bool) -> events.CopyFacts:
        custodian = copy.source.custodian
        images = None if is_locked else self.image_keys.seal(self.session, copy)
        return events.CopyFacts(
            custodian=custodian.value,
            institution_name=copy.study.institution_name or self.name_of(custodian),
            series_count=copy.study.series_count,
            instance_count=copy.study.instance_count,
            image_count=copy.study.image_count,
            own=custodian == self.session.asker.institution,
            images=images,
            about=self._subjects.seal(self.session, copy) if images is None else None,
            subject=self._subjects.reference(self.session, subject_of(copy)),
        )

    def _report(self, copy: ReportCopy) -> events.ReportFacts:
        report = copy.report
        key = self.report_keys.seal(self.session, copy)
        return events.ReportFacts(
            key=key,
            status=report.status.value,
            authored_at=report.authored_at.isoformat() if report.authored_at else None,
            title=report.title,
            author=report.author,
            custodian=copy.source.custodian.value,
            institution_name=self.name_of(copy.source.custodian),
            relation="appends" if report.appends_to else "replaces" if report.replaces else None,
            forms=[
                events.ReportForm(media_type=form.media_type, path=f"/reports/{key}?form={number}")
                for number, form in enumerate(report.renditions)
            ],
            subject=self._subjects.reference(self.session, subject_of(copy)),
        )

    def _withheld(self, copy: ReportCopy) -> events.WithheldReport:
        return events.WithheldReport(
            custodian=copy.source.custodian.value,
            institution_name=self.name_of(copy.source.custodian),
            about=self._subjects.seal(self.session, copy),
            subject=self._subjects.reference(self.session, subject_of(copy)),
        )

    @property
    def _subjects(self) -> SubjectKeys:
        return SubjectKeys(self.report_keys.sealer)

    def row_key(self, key: str) -> str:
        """A row's key without its UID: the same within this session, meaningless outside it."""
        return self.report_keys.sealer.reference(f"{self.session.context_id}|{key}".encode(), "row").hex()[
            :32
        ]

    def _asked(self, ura: Ura, *, own: bool) -> events.AskedHolder:
        known = self.institutions.get(ura)
        return events.AskedHolder(
            custodian=ura.value,
            name=known.name if known else ura.value,
            short_name=known.short_name if known else ura.value,
            phone=known.phone if known else None,
            own=own,
        )

    def _named(self, ura: Ura) -> events.InstitutionName:
        known = self.institutions.get(ura)
        return events.InstitutionName(
            ura=ura.value,
            name=known.name if known else ura.value,
            short_name=known.short_name if known else ura.value,
        )

    def name_of(self, ura: Ura) -> str:
        """Its short name, or its number where the directory lacks it."""
        known = self.institutions.get(ura)
        return known.short_name if known else ura.value


def _held_apart(copies: Iterable[StudyCopy]) -> Iterable[StudyCopy]:
    """The first of the entries that a holder gave of a study over one route: its images are the same.

    A holder may announce each form of a manifest by an entry of its own.

    Standard: IHE RAD MADO (two documents, of which one transforms the other).
    """
    places: dict[tuple[Ura, str], StudyCopy] = {}
    for copy in copies:
        places.setdefault((copy.source.custodian, copy.source.route_id), copy)
    return places.values()


def _facts(study: Study) -> events.StudyFacts:
    moment = study.moment
    return events.StudyFacts(
        date=moment.day.isoformat() if moment.day else None,
        time=moment.at.isoformat("minutes") if moment.at else None,
        modalities=list(study.modalities),
        description=study.description,
        region=(study.region.display or study.region.code) if study.region else None,
        laterality=study.laterality.value if study.laterality else None,
        series_count=study.series_count,
        instance_count=study.instance_count,
        image_count=study.image_count,
        size_bytes=study.size_bytes,
        availability=study.availability.value,
        accession_known=study.accession is not None,
    )
