"""The manifest of a study: what it consists of and where its images are, in one of two forms.

It is the document of the study's entry and has its id, in either form, which the asker's Accept chooses. It
is made when it is asked for, from what the archive says at that moment, so that it is never older than its
own date.

Standard: IHE MHD 4.2.3, ITI-68; IHE RAD MADO Rev 1.1 (KOS-based and FHIR-based manifest).
"""

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.access import Decision
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import LocalPatientId, Ura
from tijdlijn.domain.instances import Manifest, Series
from tijdlijn.domain.study import Study
from tijdlijn.runtime.clock import Clock
from tijdlijn.services.gateway.access_record import READ_MANIFEST, AccessRecord
from tijdlijn.services.gateway.bearer import Bearer, Shown, unauthorized
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.serving.outcome import operation_outcome
from tijdlijn.wire.dicom.series import counted
from tijdlijn.wire.dicom.wado import preferred
from tijdlijn.wire.fhir.document_reference import entry_id
from tijdlijn.wire.mado import ManifestSource, fhir, kos, manifest_uid

FORMS = {kos.MEDIA_TYPE: kos.write_manifest, fhir.MEDIA_TYPE: fhir.write_manifest}
"""What a manifest can be had in, first what is given to somebody who does not choose."""


@dataclass(frozen=True, slots=True)
class Manifests:
    """The handler, with what it needs; `public_url` is our address."""

    custodians: Mapping[Ura, Custodian]
    bearer: Bearer
    record: AccessRecord
    clock: Clock
    public_url: str

    async def answer(self, request: Request, shown: Shown) -> Response:
        """Answer with the manifest; 404, 406, or 5xx when the archive does not answer, or not to the end."""
        form = preferred(request.headers.get("accept"), tuple(FORMS))
        if form is None:
            return operation_outcome(406, "not-supported", f"manifests come as {' and '.join(FORMS)}")
        decision = await self.bearer.decision(shown)
        if decision is None:
            return unauthorized()
        custodian = self.custodians[shown.token.custodian]
        local_ids = await self.bearer.local_ids(shown, decision, custodian)
        try:
            study = await _study(custodian, local_ids, request.path_params["id"])
            series = await custodian.studies.manifest(local_ids, study.study_uid)
        except AccessDenied:
            await self.record.refused(shown.token, READ_MANIFEST, "no such study for this token")
            raise
        record_id = await self.record.reading_manifest(
            shown.token, decision, entry_id(custodian.ura, study.study_uid.value)
        )
        number = await _number_of(custodian, study, local_ids)
        # A large study in the DICOM form takes a tenth of a second; other answers go on meanwhile.
        body = await asyncio.to_thread(self._written, form, custodian, study, series, number)
        return await self._given(shown, decision, record_id, body, form)

    async def _given(
        self, shown: Shown, decision: Decision, record_id: int, body: bytes, form: str
    ) -> Response:
        if await self.bearer.decision(shown) != decision:
            # Withdrawn while the archive was asked: not given any more (B21).
            await self.record.ended(record_id, "withdrawn")
            return unauthorized()
        await self.record.ended(record_id, "read", bytes=len(body))
        return Response(body, headers={"Content-Type": form, "Vary": "Accept"})

    def _written(
        self,
        form: str,
        custodian: Custodian,
        study: Study,
        series: tuple[Series, ...],
        local_id: LocalPatientId,
    ) -> bytes:
        uid = manifest_uid(custodian.ura, study.study_uid)
        made_at = self.clock.now().replace(microsecond=0)
        manifest = Manifest(uid, made_at, counted(study, series), series)
        source = ManifestSource(custodian.ura, custodian.name, f"{self.public_url}/dicomweb")
        return FORMS[form](manifest, source, local_id)


async def _study(custodian: Custodian, local_ids: frozenset[LocalPatientId], wanted_id: str) -> Study:
    """The study of the patient whose entry has this id."""
    listing = await custodian.studies.studies(local_ids)
    for study in listing.studies:
        if hmac.compare_digest(entry_id(custodian.ura, study.study_uid.value), wanted_id):
            return study
    raise AccessDenied("no such document")


async def _number_of(
    custodian: Custodian, study: Study, local_ids: frozenset[LocalPatientId]
) -> LocalPatientId:
    """The number under which the archive has the study; of several the first."""
    numbers = sorted(local_ids, key=lambda one: (one.issuer, one.value))
    for number in numbers[:-1]:
        listing = await custodian.studies.studies(frozenset({number}))
        if any(one.study_uid == study.study_uid for one in listing.studies):
            return number
    return numbers[-1]
