"""`POST /images`: the page opens studies, hears what they consist of, and its browser gets the ticket to read
them.

It is called again before the ticket is over, for what is still shown: each time the holders decide anew.
"""

import asyncio
from dataclasses import dataclass
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.errors import AccessDenied, InputInvalid, OtherPersonAnswered, PeerError
from tijdlijn.domain.instances import Instance, Manifest, Series
from tijdlijn.services.timeline.images.keys import ImageKeys, ImagePlace
from tijdlijn.services.timeline.images.ticket import COOKIE, MAX_STUDIES, Places, set_cookie
from tijdlijn.services.timeline.images.viewing import Viewings
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.session import Session
from tijdlijn.serving.outcome import operation_outcome
from tijdlijn.wire.dicom.sop_classes import ObjectKind, class_name, kind_of


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /images`."""

    keys: list[str]


class InstanceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One instance, as its holder's manifest has it; absent is null. `kind` tells which reader it needs;
    `name` is the standard's name of what is no picture.
    """

    uid: str
    sop_class: str
    kind: ObjectKind
    name: str | None
    number: int | None
    frames: int | None
    size_bytes: int | None
    transfer_syntax: str | None


class SeriesFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One series, with its instances in the order of their numbers."""

    uid: str
    modality: str | None
    number: int | None
    description: str | None
    instances: list[InstanceFacts]


class OpenedStudy(msgspec.Struct, frozen=True, kw_only=True):
    """One study that was asked for. `path` and `series` are there if `state` is `open`: `not-given` says
    that the holder does not give it (any more), `other-person` that it calls the patient another, so that it
    stays closed, `unreachable` that asking again may help. `lists_all` is false where the holder says that
    there is more than it lists.
    """

    key: str
    state: Literal["open", "not-given", "other-person", "unreachable"]
    study_uid: str
    path: str | None = None
    series: list[SeriesFacts] | None = None
    series_count: int | None = None
    instance_count: int | None = None
    size_bytes: int | None = None
    lists_all: bool | None = None


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The answer, in the order of the keys. The ticket of the studies that are open came with it."""

    studies: list[OpenedStudy]
    expires_in_s: int


@dataclass(frozen=True, slots=True)
class BeginImages:
    """The call, with what it needs."""

    calls: PageCalls
    keys: ImageKeys
    viewings: Viewings

    def routes(self) -> list[BaseRoute]:
        """Give the route of this call."""
        return [Route("/images", self.answer, methods=["POST"])]

    async def answer(self, request: Request) -> Response:
        """Open what the keys name, each at its holder."""
        self.calls.check_origin(request)
        keys = await _keys(request)
        session = await self.calls.session(request)
        if session is None or not self.calls.is_of(session, request):
            return operation_outcome(401, "login", "this page's session is over")
        places = [(key, self.keys.open(session, key)) for key in keys]
        opened = await asyncio.gather(*(self._opened(session, key, place) for key, place in places))
        given = [place for (_, place), study in zip(places, opened, strict=True) if study.state == "open"]
        before = self._before(session, request.cookies.get(COOKIE))
        ticket, lasts_s = self.viewings.tickets.issue(session, given, before)
        answer = Opened(studies=opened, expires_in_s=lasts_s)
        return Response(
            msgspec.json.encode(answer),
            media_type="application/json",
            headers={"Set-Cookie": set_cookie(ticket, lasts_s)},
        )

    async def _opened(self, session: Session, key: str, place: ImagePlace) -> OpenedStudy:
        uid = place.study_uid.value
        try:
            viewing = await self.viewings.open(session, place)
            return _facts(key, place, await viewing.manifest())
        except AccessDenied:
            return OpenedStudy(key=key, state="not-given", study_uid=uid)
        except OtherPersonAnswered:
            return OpenedStudy(key=key, state="other-person", study_uid=uid)
        except PeerError:
            return OpenedStudy(key=key, state="unreachable", study_uid=uid)

    def _before(self, session: Session, ticket: str | None) -> Places:
        try:
            return self.viewings.tickets.read(session, ticket)
        except AccessDenied:
            return []


async def _keys(request: Request) -> list[str]:
    try:
        keys = msgspec.json.decode(await request.body(), type=_Asked).keys
    except msgspec.MsgspecError as error:
        raise InputInvalid("the body is not what POST /images takes") from error
    if not 0 < len(keys) <= MAX_STUDIES:
        raise InputInvalid(f"from one to {MAX_STUDIES} keys")
    return keys


def _facts(key: str, place: ImagePlace, manifest: Manifest) -> OpenedStudy:
    instances = [instance for series in manifest.series for instance in series.instances]
    sizes = [instance.size_bytes for instance in instances]
    return OpenedStudy(
        key=key,
        state="open",
        study_uid=manifest.study.study_uid.value,
        path=f"/dw/copies/{place.copy}/studies/{manifest.study.study_uid}",
        series=[_series(series) for series in manifest.series],
        series_count=len(manifest.series),
        instance_count=len(instances),
        size_bytes=_sum(sizes) or manifest.study.size_bytes,
        lists_all=manifest.lists_all,
    )


def _sum(sizes: list[int | None]) -> int | None:
    """All together, if each is known."""
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def _series(series: Series) -> SeriesFacts:
    return SeriesFacts(
        uid=series.series_uid.value,
        modality=series.modality,
        number=series.number,
        description=series.description,
        instances=[_instance(instance) for instance in series.instances],
    )


def _instance(instance: Instance) -> InstanceFacts:
    kind = kind_of(instance.sop_class_uid, instance.transfer_syntax_uid)
    return InstanceFacts(
        uid=instance.sop_instance_uid.value,
        sop_class=instance.sop_class_uid,
        kind=kind,
        name=None if kind is ObjectKind.IMAGE else class_name(instance.sop_class_uid),
        number=instance.number,
        frames=instance.frame_count,
        size_bytes=instance.size_bytes,
        transfer_syntax=instance.transfer_syntax_uid,
    )
