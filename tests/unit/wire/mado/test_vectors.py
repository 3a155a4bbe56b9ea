"""The official samples in both forms: the same UIDs and counts. Their dates differ (trap 8a)."""

from pathlib import Path

import pytest

from tijdlijn.wire.mado import HeldManifest
from tijdlijn.wire.mado.fhir import read_manifest as read_fhir
from tijdlijn.wire.mado.held import Stated
from tijdlijn.wire.mado.kos import read_manifest as read_kos

MADO = Path(__file__).parents[4].parent / "shared" / "vectors" / "mado"
BUNDLE = "mado-1.2.250.1.59.40211.22756022.2.1.{}-bundle.json"
PAIRS = [("MADO_KOS_A.dcm", BUNDLE.format(101), 2, 86), ("MADO_KOS_B.dcm", BUNDLE.format(102), 2, 21)]

pytestmark = pytest.mark.skipif(not MADO.is_dir(), reason="../shared/vectors/mado is not here")


def uids(held: HeldManifest) -> dict[str, set[str]]:
    return {
        series.series_uid.value: {one.sop_instance_uid.value for one in series.instances}
        for series in held.manifest.series
    }


@pytest.mark.parametrize(("kos", "bundle", "series_count", "instance_count"), PAIRS)
def test_both_forms_of_an_official_sample_list_the_same(
    kos: str, bundle: str, series_count: int, instance_count: int
) -> None:
    of_kos = read_kos((MADO / kos).read_bytes())
    of_fhir = read_fhir((MADO / bundle).read_bytes())

    assert uids(of_kos) == uids(of_fhir)
    for held in (of_kos, of_fhir):
        study = held.manifest.study
        assert (study.series_count, study.instance_count) == (series_count, instance_count)
        assert held.stated == Stated(series_count, instance_count)
        assert held.manifest.lists_all
        assert study.modalities == ("CT",)
    assert of_kos.manifest.study.study_uid == of_fhir.manifest.study.study_uid
    assert of_kos.patient is not None
    assert of_fhir.patient is not None
    assert of_kos.patient.value == of_fhir.patient.value
    assert of_kos.manifest.study.demographics.birth_date == of_fhir.manifest.study.demographics.birth_date


def test_a_key_object_among_the_images_is_no_image() -> None:
    for held in (
        read_kos((MADO / "MADO_KOS_B.dcm").read_bytes()),
        read_fhir((MADO / BUNDLE.format(102)).read_bytes()),
    ):
        keys = next(series for series in held.manifest.series if series.modality == "KO")
        assert [instance.frame_count for instance in keys.instances] == [None]
