"""A DICOMweb archive whose every answer a test writes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, Router

from tests.lib.dicom_files import STUDY
from tests.lib.study_sources import PATIENT
from tijdlijn.connectors.dicomweb import DicomWebStudySource
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.listening import listening


class WadoArchive:
    """Answers every retrieval with `body`, and says that `STUDY` is of `patient`; with `endless` the body
    goes on for as long as somebody reads.
    """

    def __init__(self, body: bytes, *, status: int = 200, patient: str = PATIENT.value) -> None:
        self.body, self.status, self.patient = body, status, patient
        self.content_type = 'multipart/related; type="application/dicom"; boundary=b'
        self.endless = False
        self.asked: list[str] = []
        self.accepted: list[str] = []
        self.gone = asyncio.Event()

    def app(self) -> Router:
        """What it serves."""
        return Router(
            [
                Route("/studies", self.studies),
                Route("/studies/{study}/series", self.series),
                Route("/studies/{study}/series/{series}/instances", self.no_instances),
                Route("/{path:path}", self.retrieve),
            ],
            redirect_slashes=False,
        )

    async def studies(self, request: Request) -> Response:
        """Whose the study is."""
        if request.query_params.get("PatientID") != self.patient:
            return Response(status_code=204)
        return Response(
            f'[{{"0020000D": {{"vr": "UI", "Value": ["{STUDY}"]}},'
            f' "00100020": {{"vr": "LO", "Value": ["{self.patient}"]}}}}]'
        )

    async def series(self, request: Request) -> Response:
        """One series, of which it lists nothing."""
        if request.query_params["offset"] != "0":
            return Response(status_code=204)
        return Response('[{"0020000E": {"vr": "UI", "Value": ["2.25.200"]}}]')

    async def no_instances(self, _request: Request) -> Response:
        """Nothing: the transfer syntaxes are not known beforehand."""
        return Response(status_code=204)

    async def retrieve(self, request: Request) -> Response:
        """Whatever was asked for."""
        self.asked.append(request.url.path)
        self.accepted.append(request.headers["accept"])
        if self.endless:
            return StreamingResponse(self.pieces(), media_type=self.content_type)
        return Response(self.body, self.status, headers={"Content-Type": self.content_type})

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body and no end; `gone` is set when its reader left."""
        try:
            yield self.body
            while True:
                await asyncio.sleep(0)
                yield bytes(65536)
        finally:
            self.gone.set()


def multipart(files: Sequence[bytes]) -> bytes:
    """A whole body with these files as its parts."""
    parts = b"".join(b"\r\n--b\r\nContent-Type: application/dicom\r\n\r\n" + file for file in files)
    return parts + b"\r\n--b--"


@asynccontextmanager
async def serving(archive: WadoArchive) -> AsyncIterator[DicomWebStudySource]:
    """A source that asks this archive."""
    async with listening(archive.app()) as port, HttpClient.open(None) as client:
        yield DicomWebStudySource(client, f"http://127.0.0.1:{port}")
