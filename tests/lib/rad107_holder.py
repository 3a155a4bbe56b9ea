"""A holder that offers nothing but what RAD-107 demands: tokens, manifests and Part 10 files.

Its script can be changed while it runs: what it holds, that it refuses, that it breaks after so many bytes.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

from pydicom import Dataset, dcmread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, Router

from tijdlijn.domain.identifiers import LocalPatientId, Ura
from tijdlijn.domain.instances import Manifest
from tijdlijn.serving.errors import ErrorsAnswered, as_operation_outcome
from tijdlijn.serving.outcome import Endpoint
from tijdlijn.testing.listening import listening
from tijdlijn.wire.dicom.dataset import DatasetAttributes
from tijdlijn.wire.dicom.headers import study_from_headers
from tijdlijn.wire.dicom.multipart import PartWriter, new_boundary, related
from tijdlijn.wire.dicom.series import in_order, instance_of, series_of
from tijdlijn.wire.dicom.wado import preferred
from tijdlijn.wire.fhir.document_reference import entry_id
from tijdlijn.wire.mado import ManifestSource, fhir, kos

PIECE = 1000


@dataclass
class Rad107Holder:
    """One holder. `manifests`, by media type, and `served_instead` are given in place of what is true;
    `forms` are those of its manifests, `called` what it calls them. `breaks` are lengths of the bodies to
    come after which the connection breaks, first to last; a body for which there is none stays whole.
    `made` are answers to what it owes nobody, by `metadata` and `frames`.
    """

    files: list[bytes] = field(default_factory=list)
    custodian: Ura = field(default_factory=lambda: Ura("90000102"))
    forms: tuple[str, ...] = (kos.MEDIA_TYPE, fhir.MEDIA_TYPE)
    called: str | None = None
    manifests: dict[str, bytes] = field(default_factory=dict)
    served_instead: list[bytes] | None = None
    made: dict[str, Response] = field(default_factory=dict)
    status: int = 200
    breaks: list[int] = field(default_factory=list)
    ended_tokens: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    tokens: int = 0
    sent_bytes: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Rad107Holder"]:
        """Serve until left."""
        study = "/dicomweb/studies/{study}"
        routes = [
            Route("/token", self._token, methods=["POST"]),
            Route("/fhir/Binary/{id}", self._manifest),
            Route(study, self._instances),
            Route(study + "/series/{series}", self._instances),
            Route(study + "/series/{series}/instances/{instance}", self._instances),
        ]
        instance = study + "/series/{series}/instances/{instance}"
        made = [
            Route(f"{level}/metadata", self._made("metadata"))
            for level in (study, study + "/series/{series}", instance)
        ]
        routes += [*made, Route(instance + "/frames/{frames}", self._made("frames"))]
        async with listening(ErrorsAnswered(Router(routes), as_operation_outcome)) as port:
            self.url = f"http://127.0.0.1:{port}"
            yield self

    async def _token(self, _request: Request) -> Response:
        self.tokens += 1
        answer = {"access_token": f"t{self.tokens}", "token_type": "Bearer", "expires_in": 300}
        return Response(json.dumps(answer), media_type="application/json")

    def _refused(self, request: Request) -> Response | None:
        self.requests.append(request.url.path)
        self.accepted.append(request.headers["accept"])
        if request.headers["authorization"].removeprefix("Bearer ") in self.ended_tokens:
            return Response(status_code=401)
        return None if self.status == 200 else Response(status_code=self.status)

    async def _manifest(self, request: Request) -> Response:
        if (refused := self._refused(request)) is not None:
            return refused
        studies = {header_of(file).StudyInstanceUID for file in self.files}
        ids = {entry_id(self.custodian, uid): uid for uid in studies}
        if request.path_params["id"] not in ids:
            return Response(status_code=404)
        form = preferred(request.headers["accept"], self.forms)
        if form is None:
            return Response(status_code=406)
        document = self.manifests.get(form)
        if document is None:
            of_study = [
                file
                for file in self.files
                if header_of(file).StudyInstanceUID == ids[request.path_params["id"]]
            ]
            source = ManifestSource(self.custodian, "UMC Rijnmond", f"{self.url}/dicomweb")
            write = kos.write_manifest if form == kos.MEDIA_TYPE else fhir.write_manifest
            document = write(manifest_of(of_study), source, LocalPatientId("1234567", "2.25.1"))
        return Response(document, media_type=self.called or form)

    def _made(self, kind: str) -> Endpoint:
        async def answering(request: Request) -> Response:
            if (refused := self._refused(request)) is not None:
                return refused
            return self.made.get(kind, Response(status_code=404))

        return answering

    async def _instances(self, request: Request) -> Response:
        if (refused := self._refused(request)) is not None:
            return refused
        asked = request.path_params
        files = [file for file in self.files if _is_in(header_of(file), asked)]
        if not files:
            return Response(status_code=404)
        if self.served_instead is not None:
            files = self.served_instead
        boundary = new_boundary()
        breaks_after = self.breaks.pop(0) if self.breaks else None
        return StreamingResponse(
            self._body(files, boundary, breaks_after), media_type=related(boundary, "application/dicom")
        )

    async def _body(
        self, files: list[bytes], boundary: str, breaks_after: int | None
    ) -> AsyncGenerator[bytes, None]:
        left = breaks_after
        try:
            for piece in _pieces(files, boundary):
                if left is not None and len(piece) > left:
                    yield piece[:left]
                    await asyncio.sleep(0)
                    raise ConnectionAbortedError("as the script has it")
                left = None if left is None else left - len(piece)
                self.sent_bytes += len(piece)
                yield piece
                await asyncio.sleep(0)  # Without it nobody could tell that the reader has left.
        finally:
            self.left.set()


def header_of(file: bytes) -> Dataset:
    """What a file says of itself."""
    return dcmread(BytesIO(file), stop_before_pixels=True)


def manifest_of(files: Sequence[bytes]) -> Manifest:
    """What the holder of these files of one study says of it."""
    headers = [header_of(file) for file in files]
    sources = [DatasetAttributes(header) for header in headers]
    by_series: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        by_series.setdefault(header.SeriesInstanceUID, []).append(place)
    series = [
        series_of(
            [sources[place] for place in places],
            [
                instance_of(
                    sources[place],
                    size_bytes=len(files[place]),
                    transfer_syntax_uid=str(headers[place].file_meta.TransferSyntaxUID),
                )
                for place in places
            ],
        )
        for places in by_series.values()
    ]
    study = study_from_headers(headers)
    return Manifest("2.25.1", datetime(2026, 11, 24, tzinfo=UTC), study, in_order(series))


def _pieces(files: list[bytes], boundary: str) -> list[bytes]:
    whole: list[bytes] = []
    parts = PartWriter(boundary)
    for file in files:
        whole.append(parts.begins({"Content-Type": "application/dicom"}))
        whole += [file[start : start + PIECE] for start in range(0, len(file), PIECE)]
    return [*whole, parts.closes()]


def _is_in(header: Dataset, asked: dict[str, str]) -> bool:
    uids = {
        "study": header.StudyInstanceUID,
        "series": header.SeriesInstanceUID,
        "instance": header.SOPInstanceUID,
    }
    return all(uids[level] == uid for level, uid in asked.items())
