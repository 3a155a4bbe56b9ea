"""One Protocol per actor in the real world, each a contract in prose.

No port knows FHIR, tokens, URLs or HTTP. Every implementation, the fakes of the test kit included, passes
the suite of its port (`tests/component/ports/`). Peers' failures come back as the errors of
`domain.errors`, except where a contract says that a failure is a value.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import LocalConsent
from tijdlijn.domain.identifiers import LocalPatientId, Ura
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


@dataclass(frozen=True, slots=True)
class Document:
    """A document on its way: `media_type` as served, `chunks` its bytes in order. An iterator that ends
    early raises `PeerUnreachable`.
    """

    media_type: str
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


class ReportSource(Protocol):
    """A holder's reports (RIS or EPD), asked by its own patient numbers."""

    async def reports(self, local_ids: frozenset[LocalPatientId]) -> tuple[Report, ...]:
        """List every version of every report under these numbers, in no particular order. A rendition's
        `locator` is what `read` takes. Raises as `StudySource.studies`.
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
    "Document",
    "HolderLink",
    "KnownPatient",
    "Localiser",
    "PatientIndex",
    "ReportSource",
    "StudyListing",
    "StudySource",
]
