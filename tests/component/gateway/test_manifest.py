"""The document of a study's entry: its manifest, to those who may see the images."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.lib.dicom_files import STUDY
from tests.lib.gateway import EMPTY, HOLDING, NOW, OPEN, REFUSED, SILENT, UNKNOWN, Holder, local_id, study
from tests.lib.gateway_images import of, three
from tests.lib.study_sources import in_memory
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import PeerAnswerInvalid, PeerUnreachable
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.ports import KnownPatient
from tijdlijn.runtime.http_client import HttpResponse
from tijdlijn.testing.fakes.patient_index import InMemoryPatientIndex
from tijdlijn.wire.fhir.document_reference import entry_id
from tijdlijn.wire.mado import HeldManifest, fhir, kos, manifest_uid

PATH = f"/fhir/Binary/{entry_id(HOLDING, STUDY)}"


async def asked(holder: Holder, patient: Bsn = OPEN, *, accept: str = "", path: str = PATH) -> HttpResponse:
    """The answer to somebody with a token for this patient."""
    headers = {"Authorization": f"Bearer {await holder.token(patient)}"}
    return await holder.client.request(
        "holder", "GET", f"{holder.url}{path}", headers=headers | ({"Accept": accept} if accept else {})
    )


def hold(holder: Holder, *files: bytes) -> None:
    holder.ask_images_of(in_memory(files or three()))


def uids(held: HeldManifest) -> dict[str, set[str]]:
    return {
        series.series_uid.value: {one.sop_instance_uid.value for one in series.instances}
        for series in held.manifest.series
    }


@pytest.mark.requirement("T3.2.manifest", "T3.2.both", "A51", "B40")
@pytest.mark.parametrize(
    ("form", "read"), [(kos.MEDIA_TYPE, kos.read_manifest), (fhir.MEDIA_TYPE, fhir.read_manifest)]
)
async def test_study_has_a_manifest_of_what_the_archive_has_now(
    holder: Holder, form: str, read: Callable[[bytes], HeldManifest]
) -> None:
    hold(holder)

    answer = await asked(holder, accept=form)

    assert (answer.status, answer.headers["content-type"]) == (200, form)
    assert answer.headers["vary"] == "Accept"
    held = read(answer.body)
    assert uids(held) == {"2.25.200": {"2.25.1001", "2.25.1002"}, "2.25.201": {"2.25.1003"}}
    assert (held.manifest.manifest_uid, held.manifest.created_at) == (
        manifest_uid(HOLDING, held.manifest.study.study_uid),
        NOW,
    )
    assert held.manifest.study.study_uid.value == STUDY
    assert held.patient == local_id(OPEN)
    assert held.retrieve_url == f"{holder.url}/dicomweb"


@pytest.mark.requirement("T3.2.manifest", "T3.2.both")
async def test_both_forms_are_where_the_entry_says_and_have_its_identity(holder: Holder) -> None:
    hold(holder)

    entries = [json.loads(raw) for raw in (await holder.found(OPEN)).entries]

    (images,) = [one for one in entries if one["category"][0]["coding"][0]["code"] == "IMAGES"]
    offered = {content["attachment"]["contentType"]: content for content in images["content"]}
    assert {name: one["format"]["code"] for name, one in offered.items()} == {
        "application/dicom": "1.2.840.10008.5.1.4.1.1.88.59",
        "application/fhir+json": "urn:ihe:rad:MADO:fhir-manifest:2026",
    }
    identity = images["masterIdentifier"]["value"].removeprefix("urn:oid:")
    for media_type, read in ((kos.MEDIA_TYPE, kos.read_manifest), (fhir.MEDIA_TYPE, fhir.read_manifest)):
        path = offered[media_type]["attachment"]["url"].removeprefix(holder.url)
        assert path == PATH
        assert (
            read((await asked(holder, accept=media_type, path=path)).body).manifest.manifest_uid == identity
        )


@pytest.mark.hazard("H3", "H4", "H6")
@pytest.mark.requirement("T3.1.not-found", "A34")
async def test_unknown_refused_and_another_patients_manifests_are_not_found_alike(holder: Holder) -> None:
    of_refused = of(local_id(REFUSED).value, "2.25.2", StudyInstanceUID="2.25.102")
    hold(holder, *three(), of_refused)
    other = f"/fhir/Binary/{entry_id(HOLDING, '2.25.102')}"

    answers = [
        await asked(holder, OPEN, path=other),
        await asked(holder, OPEN, path=f"/fhir/Binary/{entry_id(HOLDING, '2.25.404')}"),
        await asked(holder, OPEN, path="/fhir/Binary/nothing"),
        await asked(holder, REFUSED, path=other),
        await asked(holder, SILENT),
        await asked(holder, EMPTY),
        await asked(holder, UNKNOWN),
    ]

    assert {(answer.status, answer.body) for answer in answers} == {(404, answers[0].body)}
    assert len(await holder.recorded("read-manifest")) == len(answers) - 1


@pytest.mark.requirement("T3.1.negotiation")
async def test_form_that_a_manifest_does_not_have_is_not_acceptable(holder: Holder) -> None:
    hold(holder)

    for refused in ("application/pdf", "application/dicom;q=0, application/fhir+json;q=0, */*;q=0"):
        assert (await asked(holder, accept=refused)).status == 406


@pytest.mark.requirement("T3.1.negotiation", "T3.2.both")
@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("", kos.MEDIA_TYPE),
        ("*/*", kos.MEDIA_TYPE),
        ("application/*", kos.MEDIA_TYPE),
        ("application/fhir+json, application/dicom;q=0.5", fhir.MEDIA_TYPE),
        ("application/dicom;q=0.2, application/fhir+json;q=0.1", kos.MEDIA_TYPE),
        ("application/fhir+json; fhirVersion=4.0", fhir.MEDIA_TYPE),
        ("*/*, application/dicom;q=0", fhir.MEDIA_TYPE),
    ],
)
async def test_the_form_is_the_one_that_is_liked_best(holder: Holder, accept: str, given: str) -> None:
    hold(holder)

    assert (await asked(holder, accept=accept)).headers["content-type"] == given


@pytest.mark.hazard("H9")
@pytest.mark.requirement("A58")
async def test_reading_a_manifest_is_on_record(holder: Holder) -> None:
    hold(holder)
    answer = await asked(holder)

    (record,) = await holder.recorded("read-manifest")
    assert record.entry.object_ref == entry_id(HOLDING, STUDY)
    assert record.entry.patient_ref == holder.references.patient(OPEN)
    assert record.closing is not None
    assert (record.closing.outcome, record.closing.counts) == ("read", {"bytes": len(answer.body)})


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    ("failure", "status"),
    [(PeerUnreachable("archive", "down"), 503), (PeerAnswerInvalid("archive", "not to the end"), 502)],
)
async def test_manifest_that_the_archive_cannot_give_is_no_missing_one(
    holder: Holder, failure: PeerUnreachable | PeerAnswerInvalid, status: int
) -> None:
    holder.studies.failure = failure

    assert (await asked(holder)).status == status


@pytest.mark.requirement("B5")
async def test_manifest_has_the_number_under_which_the_study_lies(holder: Holder) -> None:
    numbers = {local_id(OPEN), LocalPatientId("1", "2.25.1"), LocalPatientId("9", "2.25.1")}
    hold(holder)
    holder.custodians[HOLDING] = replace(
        holder.custodians[HOLDING],
        patients=InMemoryPatientIndex([KnownPatient(OPEN, frozenset(numbers))]),
    )

    held = kos.read_manifest((await asked(holder)).body)

    assert held.patient == local_id(OPEN)
    assert study(OPEN, 1).study_uid.value not in uids(held)
