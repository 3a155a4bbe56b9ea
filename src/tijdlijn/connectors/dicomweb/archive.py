"""How an archive is asked over DICOMweb: its address, its login, and what its answers mean.

A GET over a connection that the archive dropped while it was idle is sent once more by the client, before
anything of an answer came (architecture.md §4).
"""

import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tijdlijn.connectors.http_status import failure_of
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.instances import InstancePath
from tijdlijn.runtime.http_client import HttpClient, HttpResponse, HttpStream
from tijdlijn.wire.dicom.qido import MAX_ANSWER_BYTES, MEDIA_TYPE

PEER = "archive"
TIMEOUT_S = 5.0
RETRIEVAL_TIMEOUT_S = 30.0
"""For the head of an answer and for each next piece: an archive may have to fetch a study from afar."""


@dataclass(frozen=True, slots=True)
class BasicLogin:
    """User name and password. Standard: RFC 7617."""

    username: str
    password: str = field(repr=False)

    def headers(self) -> Mapping[str, str]:
        """The header that carries them."""
        pair = f"{self.username}:{self.password}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive at `base_url` (up to and without `/studies`); may be shared by all tasks."""

    client: HttpClient
    base_url: str
    login: BasicLogin | None

    async def answer(self, path: str, query: list[tuple[str, str]]) -> HttpResponse:
        """Ask QIDO-RS and give a whole answer of status 200 or 204.

        Raises:
            PeerError: as its class says.
        """
        answer = await self.client.request(
            PEER,
            "GET",
            f"{self.base_url}/{path}?{urlencode(query)}",
            headers=self._headers(MEDIA_TYPE),
            timeout_s=TIMEOUT_S,
            max_bytes=MAX_ANSWER_BYTES,
        )
        if answer.status not in (200, 204):
            raise failure_of(PEER, answer.status)
        return answer

    @asynccontextmanager
    async def retrieved(
        self, path: str, accept: str, *, max_bytes: int | None = None
    ) -> AsyncIterator[HttpStream]:
        """Ask WADO-RS and give an answer of status 200 as it comes; leaving early drops the connection.

        Raises:
            AccessDenied: the archive does not have it, or not in this form. PeerError: as its class says.
        """
        async with self.client.stream(
            PEER,
            "GET",
            f"{self.base_url}/{path}",
            headers=self._headers(accept),
            timeout_s=RETRIEVAL_TIMEOUT_S,
            max_bytes=max_bytes,
        ) as answer:
            if answer.status in (204, 404, 406, 410):
                raise AccessDenied("the archive does not have this")
            if answer.status != 200:
                raise failure_of(PEER, answer.status)
            yield answer

    def _headers(self, accept: str) -> Mapping[str, str]:
        return {"Accept": accept, **(self.login.headers() if self.login else {})}


def address_of(path: InstancePath) -> str:
    """Give where WADO-RS has a study, series or instance. Standard: DICOM PS3.18 §10.4, Table 10.4.1-1."""
    parts = [f"studies/{path.study_uid}"]
    if path.series_uid is not None:
        parts.append(f"series/{path.series_uid}")
    if path.instance_uid is not None:
        parts.append(f"instances/{path.instance_uid}")
    return "/".join(parts)
