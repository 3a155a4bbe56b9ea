"""Step 8, open: one report, read from its holder at the moment that somebody asks for it.

The page knows a report only by a sealed key, bound to its session: it cannot be guessed, used from another
session, or carried to another patient's page, and no locator, UID or institution stands in an address. The
holder decides again and puts the reading on record.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.question import Question
from tijdlijn.domain.study import Rendition
from tijdlijn.domain.timeline import ReportCopy
from tijdlijn.ports import Document
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.reach import Reach
from tijdlijn.services.timeline.session import Session


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    """What a report's key holds: where it is, in the words of its source."""

    custodian: str
    route_id: str
    forms: list[tuple[str, str]]
    report_id: str


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where a report can be read: which one, at which custodian, over which route, in which renditions."""

    custodian: Ura
    route_id: str
    renditions: tuple[Rendition, ...]
    report_id: str


@dataclass(frozen=True, slots=True)
class ReportKeys:
    """Makes and reads the keys under which the page knows reports."""

    sealer: Sealer

    def seal(self, session: Session, copy: ReportCopy) -> str:
        """Give the key of this report for this session; the same each time."""
        forms = [(form.media_type, form.locator) for form in copy.report.renditions]
        source, report_id = copy.source, copy.report.report_id
        sealed = _Sealed(source.custodian.value, source.route_id, forms, report_id)
        return self.sealer.seal(msgspec.msgpack.encode(sealed), session.context_id.encode())

    def open(self, session: Session, key: str) -> ReportPlace:
        """Give the place back.

        Raises:
            AccessDenied: not a key of this session.
        """
        try:
            opened = self.sealer.open(key, session.context_id.encode())
            sealed = msgspec.msgpack.decode(opened, type=_Sealed)
        except (InputInvalid, msgspec.MsgspecError) as error:
            raise AccessDenied("no such report") from error
        renditions = tuple(Rendition(media_type, locator) for media_type, locator in sealed.forms)
        return ReportPlace(Ura(sealed.custodian), sealed.route_id, renditions, sealed.report_id)


@dataclass(frozen=True, slots=True)
class OpenReport:
    """Opens reports over the route they came by."""

    keys: ReportKeys
    reach: Reach

    @asynccontextmanager
    async def open(self, question: Question, place: ReportPlace, form: int) -> AsyncIterator[Document]:
        """Open one form of the report for streaming.

        Raises:
            AccessDenied: no such form, no route to the holder any more, or the holder does not give it (no
            longer). PeerError: the holder could not be reached or answered nonsense.
        """
        if not 0 <= form < len(place.renditions):
            raise AccessDenied("no such form of this report")
        route, link = await self.reach.to(place.custodian, place.route_id)
        async with link.document(route, question, place.renditions[form]) as document:
            yield document
