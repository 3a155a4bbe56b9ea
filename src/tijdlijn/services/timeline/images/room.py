"""`/dw`: DICOMweb for the browser, for the studies of its ticket.

Every request is checked anew: the session must run, the ticket must be its own and not be over, and the study
must be in it. Whatever fails of that is the same 404 as a study that does not exist.

Standard: DICOM PS3.18 §10.4 (retrieve), §10.6 (search); architecture.md §8e.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID, StudyInstanceUID
from tijdlijn.services.timeline.images import search
from tijdlijn.services.timeline.images.asked import Answer, Asked
from tijdlijn.services.timeline.images.bulkdata import answer_bulkdata
from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.documents import READERS
from tijdlijn.services.timeline.images.drawing.pictures import Pictures
from tijdlijn.services.timeline.images.drawing.thumbnails import Thumbnails
from tijdlijn.services.timeline.images.frames import answer_frames
from tijdlijn.services.timeline.images.gate import Gate
from tijdlijn.services.timeline.images.metadata import answer_metadata
from tijdlijn.services.timeline.images.rendered import Rendered
from tijdlijn.services.timeline.images.retrieve import answer_files
from tijdlijn.services.timeline.images.viewing import Viewings
from tijdlijn.serving.routes import Routed
from tijdlijn.wire.dicom.sop_classes import ObjectKind

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class ImageRoom:
    """The handlers under `/dw`. `root` is its absolute address, `gate` knows the tickets of its host, and
    `decoder` makes pictures for it.
    """

    gate: Gate
    viewings: Viewings
    decoder: Decoder
    root: str

    def routes(self) -> list[BaseRoute]:
        """Give the routes of this room, and the same for one copy of a study; nothing is stored over them."""
        routes = self._routes()
        return [Mount("/dw/copies/{copy}", app=_OfOneCopy(Routed(routes, None))), *routes]

    def _routes(self) -> list[BaseRoute]:
        files, metadata = self._retrieved(answer_files), self._retrieved(answer_metadata)
        frames, bulkdata = self._retrieved(answer_frames), self._retrieved(answer_bulkdata)
        pictures = Pictures(self.decoder)
        rendered = self._retrieved(Rendered({**READERS, ObjectKind.IMAGE: pictures.answer_instance}).answer)
        thumbnail = self._retrieved(Thumbnails(pictures).answer)
        return [
            Route("/dw/studies", self.search_studies),
            Route("/dw/studies/{study}/series", self.search_series),
            Route("/dw/studies/{study}/instances", self.search_instances),
            Route("/dw/studies/{study}/series/{series}/instances", self.search_instances),
            Route("/dw/studies/{study}", files),
            Route("/dw/studies/{study}/series/{series}", files),
            Route("/dw/studies/{study}/series/{series}/instances/{instance}", files),
            Route("/dw/studies/{study}/metadata", metadata),
            Route("/dw/studies/{study}/series/{series}/metadata", metadata),
            Route("/dw/studies/{study}/series/{series}/instances/{instance}/metadata", metadata),
            Route("/dw/studies/{study}/series/{series}/instances/{instance}/frames/{frames}", frames),
            Route("/dw/studies/{study}/series/{series}/instances/{instance}/bulkdata/{path:path}", bulkdata),
            Route("/dw/studies/{study}/series/{series}/instances/{instance}/rendered", rendered),
            Route(
                "/dw/studies/{study}/series/{series}/instances/{instance}/frames/{frames}/rendered",
                self._retrieved(pictures.answer_frame),
            ),
            Route("/dw/studies/{study}/thumbnail", thumbnail),
            Route("/dw/studies/{study}/series/{series}/thumbnail", thumbnail),
            Route("/dw/studies/{study}/series/{series}/instances/{instance}/thumbnail", thumbnail),
            Route(
                "/dw/studies/{study}/series/{series}/instances/{instance}/frames/{frames}/thumbnail",
                thumbnail,
            ),
        ]

    async def search_studies(self, request: Request) -> Response:
        """`GET /dw/studies`: the studies of the ticket."""
        query = search.Query.read(request.query_params)
        session, places = await self.gate.ticketed(request)
        copy = request.path_params.get("copy")
        given = [place for place in places if copy in (None, place.copy)]
        viewings = [await self.viewings.open(session, place) for place in given]
        return query.answer(search.studies(await search.manifests_of(viewings)))

    async def search_series(self, request: Request) -> Response:
        """`GET /dw/studies/{study}/series`."""
        query = search.Query.read(request.query_params)
        asked = await self._asked(request)
        return query.answer(search.series(await asked.viewing.manifest()))

    async def search_instances(self, request: Request) -> Response:
        """`GET /dw/studies/{study}[/series/{series}]/instances`."""
        query = search.Query.read(request.query_params)
        asked = await self._asked(request)
        series_uid = asked.series_uid.value if asked.series_uid else None
        return query.answer(search.instances(await asked.viewing.manifest(), series_uid))

    def _retrieved(self, answer: Answer) -> Endpoint:
        async def answering(request: Request) -> Response:
            return await answer(await self._asked(request))

        return answering

    async def _asked(self, request: Request) -> Asked:
        path = request.path_params
        study_uid = StudyInstanceUID(path["study"])
        series_uid = SeriesInstanceUID(path["series"]) if "series" in path else None
        instance_uid = SopInstanceUID(path["instance"]) if "instance" in path else None
        session, places = await self.gate.ticketed(request)
        copy = path.get("copy")
        found = [place for place in places if place.study_uid == study_uid and copy in (None, place.copy)]
        if not found:
            raise AccessDenied("a study outside the ticket")
        if len(found) > 1:
            raise InputInvalid("this study is open at several institutions: ask below /dw/copies for one")
        viewing = await self.viewings.open(session, found[0])
        root = f"{self.root}/copies/{copy}" if copy else self.root
        return Asked(request, viewing, self.decoder, root, series_uid, instance_uid)


@dataclass(frozen=True, slots=True)
class _OfOneCopy:
    """The same routes below the address of a copy, which stays among the parameters of the path."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        below = scope["path"].removeprefix(scope["root_path"])
        await self.app({**scope, "root_path": "", "path": f"/dw{below}"}, receive, send)
