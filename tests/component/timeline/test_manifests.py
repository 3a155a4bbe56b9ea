"""What the page hears of a study, out of the manifest that its holder has, in either form."""

import json
from pathlib import Path

import pytest

from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.image_desk import HOLDER, Desk, DeskBrowser
from tests.lib.rad107_holder import manifest_of
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.patient import Demographics
from tijdlijn.wire.mado import ManifestSource, fhir, kos

MADO = Path(__file__).parents[3].parent / "shared" / "vectors" / "mado"
BUNDLE = "mado-1.2.250.1.59.40211.22756022.2.1.{}-bundle.json"
SAMPLES = [("MADO_KOS_A.dcm", BUNDLE.format(101), 2, 86), ("MADO_KOS_B.dcm", BUNDLE.format(102), 2, 21)]
NUMBER = LocalPatientId("1234567", "2.25.1")
FORMS = (kos.MEDIA_TYPE, fhir.MEDIA_TYPE)


async def opened(browser: DeskBrowser, study_uid: str = STUDY) -> dict[str, object]:
    """What is told of one study."""
    answer = await browser.begin(browser.key(study_uid))
    assert answer.status == 200
    (study,) = json.loads(answer.body)["studies"]
    assert isinstance(study, dict)
    return study


@pytest.mark.requirement("T3.2.lists-all", "B40")
@pytest.mark.hazard("H7")
async def test_the_page_hears_that_a_holder_lists_less_than_it_says_to_have(desk: Desk) -> None:
    desk.holder.files = [dicom_file(), dicom_file()]
    browser = await desk.open_browser()
    assert (await opened(browser))["lists_all"] is True

    source = ManifestSource(HOLDER, "UMC Rijnmond", desk.holder.url)
    document = json.loads(fhir.write_manifest(manifest_of(desk.holder.files), source, NUMBER))
    for entry in document["entry"]:
        if entry["resource"]["resourceType"] == "ImagingStudy":
            entry["resource"]["numberOfInstances"] = 5
    desk.holder.manifests = {fhir.MEDIA_TYPE: json.dumps(document).encode()}

    study = await opened(browser)
    assert (study["state"], study["instance_count"], study["lists_all"]) == ("open", 2, False)


@pytest.mark.skipif(not MADO.is_dir(), reason="../shared/vectors/mado is not here")
@pytest.mark.requirement("T3.2.samples")
@pytest.mark.parametrize(("of_kos", "of_fhir", "series_count", "instance_count"), SAMPLES)
async def test_an_official_sample_tells_the_page_the_same_in_both_forms(
    desk: Desk, of_kos: str, of_fhir: str, series_count: int, instance_count: int
) -> None:
    documents = dict(zip(FORMS, ((MADO / name).read_bytes() for name in (of_kos, of_fhir)), strict=True))
    study_uid = kos.read_manifest(documents[kos.MEDIA_TYPE]).manifest.study.study_uid.value
    desk.holder.files, desk.holder.manifests = [dicom_file(StudyInstanceUID=study_uid)], documents
    browser = await desk.open_browser(person=Demographics())

    told = []
    for form in FORMS:
        desk.holder.forms = (form,)
        told.append(await opened(browser, study_uid))

    for study in told:
        assert (study["series_count"], study["instance_count"]) == (series_count, instance_count)
        assert study["lists_all"] is True
    assert uids(told[0]) == uids(told[1])
    assert sum(map(len, uids(told[0]).values())) == instance_count


def uids(study: dict[str, object]) -> dict[str, set[str]]:
    """The instances of each series."""
    series = study["series"]
    assert isinstance(series, list)
    return {one["uid"]: {instance["uid"] for instance in one["instances"]} for one in series}
