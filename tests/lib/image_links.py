"""Every `HolderLink` with the same images behind it: MHD with RAD-107 at a holder that offers nothing else,
once with both forms of a manifest and once with each alone, and the community that lives in memory.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest

from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.rad107_holder import Rad107Holder, header_of, manifest_of
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID, StudyInstanceUID, TraceId, Ura
from tijdlijn.domain.instances import InstancePath
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.ports import HolderLink
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.fakes.holder_link import CommunityLink, Member
from tijdlijn.wire.mado import fhir, kos

HOLDER = Ura("90000102")
ASKER = Asker(
    Professional("900000001", "dr. S. Test-Arts", "01.041", "SEH-arts"),
    Ura("90000101"),
    Purpose.TREATMENT,
    "",
)
QUESTION = Question(Bsn("999900006"), ASKER, TraceId("a" * 32), Demographics())
STUDY_UID = StudyInstanceUID(STUDY)
WHOLE = InstancePath(STUDY_UID)
FIRST_SERIES, SECOND_SERIES = SeriesInstanceUID("2.25.200"), SeriesInstanceUID("2.25.300")


class _Proof:
    async def present(self, question: Question, holder: Ura, holder_address: str) -> str:
        return "proof"


def files_of_a_study() -> list[bytes]:
    """Two series: three instances, and one; each larger than a piece of the network."""
    padding = "x" * 2000
    series = [FIRST_SERIES] * 3 + [SECOND_SERIES]
    return [
        dicom_file(SeriesInstanceUID=uid.value, InstanceNumber=number, ImageComments=padding)
        for number, uid in enumerate(series, start=1)
    ]


@dataclass
class Reached:
    """A link, and the route to its one holder."""

    link: HolderLink
    route: Route

    async def read(
        self,
        path: InstancePath = WHOLE,
        found: dict[str, bytes] | None = None,
        when_begun: Callable[[], None] = lambda: None,
    ) -> dict[str, bytes]:
        """Everything at a path, by instance; `found` has what came even when the reading fails."""
        found = {} if found is None else found
        async with self.link.instances(self.route, QUESTION, path) as stored:
            async for instance in stored:
                assert instance.sop_instance_uid.value not in found
                when_begun()
                found[instance.sop_instance_uid.value] = b"".join([piece async for piece in instance.chunks])
        return found


LinkTo = Callable[[Sequence[bytes]], Awaitable[Reached]]


@pytest.fixture
async def holder() -> AsyncIterator[Rad107Holder]:
    async with Rad107Holder().serving() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient.open(None) as client:
        yield client


@pytest.fixture
def reached(holder: Rad107Holder, http: HttpClient) -> Reached:
    link = MhdLink(http, BearerTokens(http, _Proof(), SystemClock()), SystemClock())
    return Reached(link, Route("mhd", "generic-functions", DIALECT, holder.url, (HOLDER,)))


_FORMS = {
    "mhd": (kos.MEDIA_TYPE, fhir.MEDIA_TYPE),
    "mhd-kos-only": (kos.MEDIA_TYPE,),
    "mhd-fhir-only": (fhir.MEDIA_TYPE,),
}


@pytest.fixture(params=[*_FORMS, "community"])
def link_to(request: pytest.FixtureRequest, holder: Rad107Holder, reached: Reached) -> LinkTo:
    """Makes a link to a holder of these files."""

    async def make(files: Sequence[bytes]) -> Reached:
        if request.param in _FORMS:
            holder.files, holder.forms = list(files), _FORMS[request.param]
            return reached
        by_uid = {SopInstanceUID(header_of(file).SOPInstanceUID): file for file in files}
        manifest = manifest_of(files)
        member = Member({QUESTION.patient: (manifest.study,)}, ((manifest, by_uid),))
        link = CommunityLink({HOLDER: member}, SystemClock())
        return Reached(link, Route("xds", "xds-region", "community", "community", (HOLDER,)))

    return make
