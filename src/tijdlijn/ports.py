"""One Protocol per actor in the real world, each a contract in prose.

No port knows FHIR, tokens, URLs or HTTP. Every implementation, the fakes of the test kit included, passes
the suite of its port (`tests/component/ports/`). Peers' failures come back as the errors of
`domain.errors`, except where a contract says that a failure is a value.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import LocalConsent
from tijdlijn.domain.identifiers import (
    LocalPatientId,
    SeriesInstanceUID,
    SopInstanceUID,
    StudyInstanceUID,
    Ura,
)
from tijdlijn.domain.instances import InstancePath, Manifest, Series
from tijdlijn.domain.outcome import Outcome
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.domain.study import Rendition, Report, SourceEntry, Study


class Localiser(Protocol):
    """The national index, reached through the pseudonym service: which institutions hold imaging of this
    patient.
    """

    async def localise(self, patient: Bsn, asker: Ura, user_id: str, purpose: Purpose) -> frozenset[Ura]:
        """Give every custodian that the index marks findable for this question; the empty set is an answer,
        not a failure.

        The index learns no BSN and the pseudonym service neither patient nor outcome. A fresh random trace
        id is used towards each, so that their logs cannot be joined with the asker's. May be asked again at
        any time; nothing is cached.

        Raises:
            PeerUnreachable, PeerTimedOut: the caller must say "not localised", never "nowhere"; a retry may
            help. PeerRefused, PeerAnswerInvalid: as above; a retry does not help.
        """
        ...

    async def register(self, patient: Bsn, custodian: Ura) -> str:
        """Make this custodian findable for this patient and give the registration's id; idempotent.

        Raises:
            PeerError: as for `localise`; nothing was registered, or the same registration can be repeated
            safely.
        """
        ...

    async def withdraw(self, registration_id: str) -> None:
        """End a registration of one's own; one that is already gone is no error.

        Raises:
            PeerError: as for `localise`; may be repeated safely.
        """
        ...


class AddressBook(Protocol):
    """The national directory, answered from a local replica so that it works on while the directory is
    down.
    """

    async def institutions(self) -> tuple[Institution, ...]:
        """Give every known institution, ordered by URA, connected or not.

        Raises:
            PeerUnreachable: there is no replica yet and the directory does not answer.
        """
        ...

    async def institution(self, ura: Ura) -> Institution | None:
        """Give one institution, or `None` when the directory does not know it. Raises as `institutions`."""
        ...

    async def routes_to(self, custodians: frozenset[Ura]) -> tuple[Route, ...]:
        """Give the routes in use today that together reach `custodians`, each custodian over at least one
        route if it has any.

        A route lists only custodians that were asked for. A custodian without a route is in none of them;
        the caller says so. Raises as `institutions`.
        """
        ...


class HolderLink(Protocol):
    """The way to one or more holders behind a route, in one dialect."""

    def find(self, route: Route, question: Question) -> AsyncGenerator[SourceEntry | Outcome, None]:
        """Ask everything that the custodians of `route` have of the patient, all pages to the end.

        Yields entries as they come and one `Outcome` for each custodian of the route, after its entries. A
        failure of holder, network or answer is such an outcome and never an exception, so that one holder
        cannot hurt another; one unusable entry makes its custodian's outcome `Partial` (or `Malformed`, if
        nothing was usable). Entries of a custodian that is not in `route.custodians` are dropped and make
        the outcome `Malformed`. Entries about another patient than asked likewise. The caller owns the
        deadline and may stop iterating at any time; then the requests under way are cancelled.
        """
        ...

    def document(
        self, route: Route, question: Question, rendition: Rendition
    ) -> AbstractAsyncContextManager["Document"]:
        """Open one document for reading as a stream; the holder decides again and records the reading.

        Raises:
            AccessDenied: the holder does not give it (no longer), or does not know it; these are not told
            apart. PeerError: as its class says.
        """
        ...

    async def manifest(self, route: Route, question: Question, study_uid: StudyInstanceUID) -> Manifest:
        """Give what the holder says this study consists of now; needs a route of one custodian.

        Raises:
            AccessDenied: as `document`. PeerAnswerInvalid: not a manifest, or of another study.
            PeerError: as its class says.
        """
        ...

    def instances(
        self, route: Route, question: Question, path: InstancePath
    ) -> AbstractAsyncContextManager[AsyncIterator["StoredInstance"]]:
        """Open a study, a series or an instance for reading: its Part 10 files one after the other as they
        come, each once. Needs a route of one custodian; the holder decides again.

        Each instance is read to its end before the next is asked for. A connection that breaks is made again
        once, and what was given whole is not given twice; when it breaks within an instance, that instance's
        `chunks` raises. Leaving the context early drops the connection, and with it the work at the holder.

        Raises:
            AccessDenied: as `document`. PeerUnreachable: cut off, and not whole by asking again.
            PeerAnswerInvalid: an instance of another study than asked, or not a DICOM file; nothing of it is
            given. PeerError: as its class says.
        """
        ...

    def headers(
        self, route: Route, question: Question, path: InstancePath
    ) -> AbstractAsyncContextManager[AsyncIterator["StoredHeader"]]:
        """Open the headers under a path as the holder itself writes them: each instance once, in no
        particular order. Needs a route of one custodian; the holder decides again. It owes none: whoever
        needs them of a holder without makes them from its files.

        Raises:
            AccessDenied: not given, unknown, or not made there; these are not told apart.
            PeerAnswerInvalid: a header of something else than was asked for, or none that can be read; also
            while iterating. PeerError: as its class says.
        """
        ...

    def frames(
        self, route: Route, question: Question, path: InstancePath, numbers: Sequence[int]
    ) -> AbstractAsyncContextManager[AsyncIterator["StoredFrame"]]:
        """Open frames of one instance, counted from 1, in this order and as they are stored, uncompressed
        ones in little endian. Each is read to its end before the next is asked for. As `headers`, the holder
        owes none.

        Raises:
            AccessDenied: as `headers`, also for a frame that is not there. PeerUnreachable: cut off, also
            from `chunks`. PeerAnswerInvalid: another number of frames, or what says that it is of another
            instance. PeerError: as its class says.
        """
        ...


@dataclass(frozen=True, slots=True)
class StoredHeader:
    """The header of one instance as DICOM JSON, one object. Standard: DICOM PS3.18 Annex F.

    Its addresses of bulk data are the holder's; where they begin with `bulk_root` they are as in `Derived`.
    """

    study_uid: StudyInstanceUID
    series_uid: SeriesInstanceUID
    sop_instance_uid: SopInstanceUID
    json: bytes
    bulk_root: str


@dataclass(frozen=True, slots=True)
class StoredFrame:
    """One frame on its way, in the transfer syntax that is named. An iterator that ends early raises
    `PeerUnreachable`.
    """

    number: int
    transfer_syntax_uid: str
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Document:
    """A document on its way: `media_type` as served, `chunks` its bytes in order. An iterator that ends
    early raises `PeerUnreachable`.
    """

    media_type: str
    size_bytes: int | None
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class StoredInstance:
    """One Part 10 file on its way, as it is stored; `chunks` its bytes in order, from the preamble on.

    `transfer_syntax_uid` is that of the file, and `size_bytes` its length, where known. An iterator that ends
    early raises `PeerUnreachable`. Standard: DICOM PS3.10 §7.
    """

    sop_instance_uid: SopInstanceUID
    series_uid: SeriesInstanceUID
    transfer_syntax_uid: str | None
    size_bytes: int | None
    chunks: AsyncIterator[bytes]


class Credentials(Protocol):
    """What proves an asker to a holder, in the form that the holder's network wants."""

    async def present(self, question: Question, holder: Ura, holder_address: str) -> str:
        """Give a fresh proof for this question to this holder alone, signed with the asker's institution's
        key; never valid for more than five minutes.
        """
        ...


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient as the holder's own registration knows them: all local numbers that are verified as this
    person's (B2, B5).
    """

    patient: Bsn
    local_ids: frozenset[LocalPatientId]


class PatientIndex(Protocol):
    """A holder's own registration: BSN ↔ local numbers with issuer."""

    async def find(self, patient: Bsn) -> KnownPatient | None:
        """Give the patient, or `None` when this BSN is not known or not verified here."""
        ...

    def everyone(self) -> AsyncIterator[KnownPatient]:
        """Every patient with a verified BSN, in no particular order."""
        ...


class ConsentSource(Protocol):
    """Where a holder learns what a patient chose."""

    async def choices(self, patient: Bsn) -> list[LocalConsent]:
        """Give every recorded choice of this patient towards this holder, ended ones included; none is an
        empty list.

        Raises:
            PeerError: the choice is not known; the caller must deny.
        """
        ...


@dataclass(frozen=True, slots=True)
class StudyListing:
    """What an archive has of a patient: `studies` newest first, `complete` false when something could not
    be read, with `gap` saying what in short English.
    """

    studies: tuple[Study, ...]
    complete: bool = True
    gap: str | None = None


class StudySource(Protocol):
    """A holder's image archive (PACS or VNA), asked by its own patient numbers."""

    async def studies(self, local_ids: frozenset[LocalPatientId]) -> StudyListing:
        """List the studies under any of these numbers. A study under a number that is not in `local_ids`,
        whatever the archive says, is left out.

        Raises:
            PeerError: the archive did not answer; a retry may help as its class says.
        """
        ...

    async def manifest(
        self, local_ids: frozenset[LocalPatientId], study_uid: StudyInstanceUID
    ) -> tuple[Series, ...]:
        """Give what a study consists of now, series and instances in the order of their numbers, each
        instance once; never empty. What lies under a number that is not in `local_ids` is no part of it.

        Raises:
            AccessDenied: no such study under these numbers; whether it exists is not told.
            PeerAnswerInvalid: the archive does not list all of it, so that no count could be trusted.
            PeerError: as for `studies`.
        """
        ...

    def instances(
        self, local_ids: frozenset[LocalPatientId], path: InstancePath
    ) -> AsyncGenerator[StoredInstance, None]:
        """Give the Part 10 files of a study, a series or one instance, as stored, one after the other.

        The header of every file is read before its first byte is passed on: what says another patient's
        number or another study ends everything, with an alarm in the log, and nothing of it is given. Each
        instance is read to its end before the next is asked for. Closing the generator lets go of the file
        or the connection at once, and of the work behind it. Bytes are fetched no faster than they are read.

        Raises:
            AccessDenied: nothing under this path is of these numbers; whether it exists is not told.
            PeerAnswerInvalid: the archive gave something that is not this patient's, not of this path, or no
            DICOM file. PeerUnreachable: cut off, also from `chunks`. PeerError: as for `studies`.
        """
        ...


class Derivation(StrEnum):
    """What an archive can make of what it has stored: headers, single frames, or a picture."""

    METADATA = "metadata"
    FRAMES = "frames"
    RENDERED = "rendered"
    THUMBNAIL = "thumbnail"


@dataclass(frozen=True, slots=True)
class Derived:
    """What is asked of an archive besides its files: headers under any path, the rest of one instance alone.

    `frames` are counted from 1 and go with `FRAMES` only; `forms` are the media types that are taken, as
    the asker wrote them. `root` is under which address the asker has images (up to and without `/studies`):
    headers name values that they leave out as `<root>/studies/…/instances/…/bulkdata/<path in the header>`.
    """

    path: InstancePath
    kind: Derivation
    frames: tuple[int, ...] = ()
    forms: str = "*/*"
    root: str = ""


class DerivedSource(Protocol):
    """What some archives make of their images themselves. One that does not is still a `StudySource`, and
    whoever needs these makes them from the files.
    """

    def derived(
        self, local_ids: frozenset[LocalPatientId], derived: Derived
    ) -> AbstractAsyncContextManager[Document]:
        """Open what was asked for, as the archive gives it. The headers of what it is made of are read
        first, and are these numbers' and of this path, else nothing is given (see `StudySource.instances`).
        No address within the archive is passed on. Frames come in the order in which they were asked for,
        and each says its transfer syntax.

        Raises:
            AccessDenied: not of these numbers, not there, or not made here, or not in these forms.
            PeerError: as for `StudySource.instances`.
        """
        ...


@dataclass(frozen=True, slots=True)
class ReportListing:
    """What a source has of a patient: `reports` in no particular order, `complete` false when something
    could not be read, with `gap` saying what in short English.
    """

    reports: tuple[Report, ...]
    complete: bool = True
    gap: str | None = None


class ReportSource(Protocol):
    """A holder's reports (RIS or EPD), asked by its own patient numbers."""

    async def reports(self, local_ids: frozenset[LocalPatientId]) -> ReportListing:
        """List every version of every report under these numbers. A rendition's `locator` is what `read`
        takes.

        What cannot be read may be of any patient, so it makes the listing incomplete for every set of
        numbers, the empty one included. Raises as `StudySource.studies`.
        """
        ...

    async def read(self, locator: str) -> bytes:
        """Give one rendition whole (reports are small: at most `MAX_REPORT_BYTES`).

        Raises:
            AccessDenied: no such rendition.
            PeerError: the source did not answer.
        """
        ...


MAX_REPORT_BYTES = 32 * 1024 * 1024

__all__ = [
    "MAX_REPORT_BYTES",
    "AddressBook",
    "ConsentSource",
    "Credentials",
    "Derivation",
    "Derived",
    "DerivedSource",
    "Document",
    "HolderLink",
    "KnownPatient",
    "Localiser",
    "PatientIndex",
    "ReportListing",
    "ReportSource",
    "StoredFrame",
    "StoredHeader",
    "StoredInstance",
    "StudyListing",
    "StudySource",
]
