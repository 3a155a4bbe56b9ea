"""The way from an asker to the holders, and what proves the asker to them."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from tijdlijn.domain.concern import Concern, Handling
from tijdlijn.domain.identifiers import StudyInstanceUID, Ura
from tijdlijn.domain.instances import InstancePath, Manifest
from tijdlijn.domain.outcome import Outcome
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import Rendition, SourceEntry
from tijdlijn.ports.streams import Document, StoredFrame, StoredHeader, StoredInstance


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
    ) -> AbstractAsyncContextManager[Document]:
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
    ) -> AbstractAsyncContextManager[AsyncIterator[StoredInstance]]:
        """Open a study, a series or an instance for reading: its Part 10 files one after the other as they
        come, each once. Needs a route of one custodian; the holder decides again.

        Each instance is read to its end before the next is asked for. A connection that breaks is made again
        once, and what was given whole is not given twice; when it breaks within an instance, that instance's
        `chunks` raises. Leaving the context early drops the connection, and with it the work at the holder.

        Raises:
            AccessDenied: as `document`. PeerUnreachable: cut off, and not whole by asking again.
            PeerAnswerInvalid: an instance of another study than asked, or not a DICOM file; nothing of it is
            given. OtherPersonAnswered: its header is another person's; nothing of it is given. PeerError: as
            its class says.
        """
        ...

    def headers(
        self, route: Route, question: Question, path: InstancePath
    ) -> AbstractAsyncContextManager[AsyncIterator[StoredHeader]]:
        """Open the headers under a path as the holder itself writes them: each instance once, in no
        particular order. Needs a route of one custodian; the holder decides again. It owes none: whoever
        needs them of a holder without makes them from its files.

        Raises:
            AccessDenied: not given, unknown, or not made there; these are not told apart.
            PeerAnswerInvalid: a header of something else than was asked for, or none that can be read; also
            while iterating. OtherPersonAnswered: a header of another person. PeerError: as its class says.
        """
        ...

    def frames(
        self, route: Route, question: Question, path: InstancePath, numbers: Sequence[int]
    ) -> AbstractAsyncContextManager[AsyncIterator[StoredFrame]]:
        """Open frames of one instance, counted from 1, in this order and as they are stored, uncompressed
        ones in little endian. Each is read to its end before the next is asked for. As `headers`, the holder
        owes none.

        Raises:
            AccessDenied: as `headers`, also for a frame that is not there. PeerUnreachable: cut off, also
            from `chunks`. PeerAnswerInvalid: another number of frames, or what says that it is of another
            instance. PeerError: as its class says.
        """
        ...

    async def tell(self, route: Route, question: Question, concern: Concern) -> Handling:
        """Put a concern about something that the holder gave into its queue; needs a route of one custodian.
        The same concern told again is one concern, so a retry is safe.

        Raises:
            AccessDenied: the holder has no such thing of this patient, or takes no concerns.
            PeerError: as its class says; whether it was taken in is then not known.
        """
        ...

    async def handling(self, route: Route, question: Question, concern_id: UUID) -> Handling:
        """Say what the holder did with a concern of this asker's institution; needs a route of one custodian.

        Raises:
            AccessDenied: it knows no such concern (any more). PeerError: as its class says.
        """
        ...


class Credentials(Protocol):
    """What proves an asker to a holder, in the form that the holder's network wants."""

    async def present(self, question: Question, holder: Ura, holder_address: str) -> str:
        """Give a fresh proof for this question to this holder alone, signed with the asker's institution's
        key; never valid for more than five minutes.
        """
        ...
