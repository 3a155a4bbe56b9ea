"""The DICOM form of a manifest: what we write reads back the same, and what others write is read at all."""

import contextlib
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.unit.wire.dicom.samples import image, written
from tests.unit.wire.mado.manifests import MANIFEST, NUMBER, SLICES, SOURCE, STUDY, manifest_of, manifests
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.instances import Manifest
from tijdlijn.wire.mado.kos import SOP_CLASS_UID, read_manifest, write_manifest

KOS = write_manifest(MANIFEST, SOURCE, NUMBER)


def parsed(file: bytes = KOS) -> Dataset:
    return dcmread(BytesIO(file))


def rewritten(dataset: Dataset) -> bytes:
    return written(dataset)


def concept(item: Dataset) -> str:
    return str(item.ConceptNameCodeSequence[0].CodeValue) if "ConceptNameCodeSequence" in item else ""


@given(manifests())
def test_what_we_write_reads_back_the_same(manifest: Manifest) -> None:
    held = read_manifest(write_manifest(manifest, SOURCE, NUMBER))

    assert held.manifest == manifest
    assert held.patient == NUMBER
    assert held.manifest.lists_all


def test_a_manifest_says_where_the_images_are() -> None:
    held = read_manifest(KOS)

    assert held.retrieve_url == "https://fryslan.invalid/dicomweb"
    assert held.retrieve_location_uid == "2.16.528.1.1007.3.3.90000102"


def test_it_is_a_key_object_document_of_the_study_that_does_not_list_itself() -> None:
    kos = parsed()

    assert kos.file_meta.MediaStorageSOPClassUID == kos.SOPClassUID == SOP_CLASS_UID
    assert kos.file_meta.MediaStorageSOPInstanceUID == kos.SOPInstanceUID == MANIFEST.manifest_uid
    assert kos.StudyInstanceUID == STUDY.study_uid.value
    assert (kos.Modality, kos.ValueType, kos.ContinuityOfContent) == ("KO", "CONTAINER", "SEPARATE")
    assert kos.ContentTemplateSequence[0].TemplateIdentifier == "2010"
    evidence = kos.CurrentRequestedProcedureEvidenceSequence
    listed = [
        instance.ReferencedSOPInstanceUID
        for series in evidence[0].ReferencedSeriesSequence
        for instance in series.ReferencedSOPSequence
    ]
    assert len(evidence) == 1
    assert listed == ["2.25.300.1", "2.25.300.2", "2.25.300.3", "2.25.301"]
    assert kos.SOPInstanceUID not in listed
    # The same once more below the library, pictures and others told apart.
    flat = kos.ContentSequence[1:]
    assert [item.ReferencedSOPSequence[0].ReferencedSOPInstanceUID for item in flat] == listed
    assert [item.ValueType for item in flat] == ["IMAGE", "IMAGE", "IMAGE", "COMPOSITE"]


def test_the_patients_number_carries_its_issuer_twice() -> None:
    kos = parsed()

    for place in (kos, kos.OtherPatientIDsSequence[0]):
        assert place.PatientID == "1234567"
        assert place.IssuerOfPatientIDQualifiersSequence[0].UniversalEntityID == "2.16.528.1.1007.99.1"
        assert place.IssuerOfPatientIDQualifiersSequence[0].UniversalEntityIDType == "ISO"
    assert kos.PatientName == "Test-Aneurysma^Tjitske"
    named = read_manifest(write_manifest(MANIFEST, SOURCE, LocalPatientId("7", "FRYSLAN")))
    assert named.patient == LocalPatientId("7", "FRYSLAN")


def test_times_carry_one_offset_that_of_the_study() -> None:
    summer = replace(
        STUDY, moment=replace(STUDY.moment, day=STUDY.moment.day and STUDY.moment.day.replace(month=7))
    )

    assert parsed().TimezoneOffsetFromUTC == "+0100"
    assert (parsed().ContentDate, parsed().ContentTime) == ("20261124", "100000")
    assert (
        parsed(write_manifest(manifest_of(summer, SLICES), SOURCE, NUMBER)).TimezoneOffsetFromUTC == "+0200"
    )


def test_final_codes_are_written_and_counts_are_numbers() -> None:
    library = parsed().ContentSequence[0]
    group = next(item for item in library.ContentSequence if concept(item) == "126200")
    count = next(item for item in group.ContentSequence if concept(item) == "131564")

    assert concept(library) == "111028"
    assert [concept(item) for item in group.ContentSequence][:6] == [
        "121139",
        "131561",
        "131562",
        "131563",
        "113607",
        "112002",
    ]
    assert (count.ValueType, count.MeasuredValueSequence[0].NumericValue) == ("NUM", 3)


def test_temporary_codes_counts_in_words_and_numbers_before_their_entry_are_read() -> None:
    kos = parsed()
    library = kos.ContentSequence[0]
    group = next(item for item in library.ContentSequence if concept(item) == "126200")
    flat: list[Dataset] = []
    for item in group.ContentSequence:
        code = concept(item)
        if code == "131564":
            item.ConceptNameCodeSequence[0].CodeValue = "MADOTEMP007"
            item.ConceptNameCodeSequence[0].CodingSchemeDesignator = "99IHE"
            item.ValueType, item.TextValue = "TEXT", '(5, UCUM, "instances")'
            del item.MeasuredValueSequence
        elif code == "131563":
            item.ConceptNameCodeSequence[0].CodeValue = "MADOTEMP002"
        if item.ValueType == "IMAGE":
            flat.extend(item.ContentSequence)
            del item.ContentSequence
        flat.append(item)
    group.ContentSequence = flat

    held = read_manifest(rewritten(kos))

    assert held.manifest.series == MANIFEST.series
    assert held.stated.instance_count == 6
    assert not held.manifest.lists_all


def test_a_plain_manifest_without_a_library_lists_what_there_is() -> None:
    kos = parsed()
    kos.ContentSequence = kos.ContentSequence[1:]
    kos.ConceptNameCodeSequence[0].CodeValue = "113030"

    held = read_manifest(rewritten(kos))

    assert [len(series.instances) for series in held.manifest.series] == [3, 1]
    assert held.manifest.study.instance_count == 4
    assert held.stated.instance_count is None
    assert [instance.frame_count for instance in held.manifest.series[0].instances] == [1, 1, 1]


def test_a_series_listed_in_two_parts_is_one() -> None:
    kos = parsed()
    listed = kos.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence
    part = Dataset()
    part.update(listed[0])
    part.ReferencedSOPSequence = listed[0].ReferencedSOPSequence[2:]
    listed[0].ReferencedSOPSequence = listed[0].ReferencedSOPSequence[:2]
    listed.append(part)

    assert read_manifest(rewritten(kos)).manifest.series == MANIFEST.series


def test_an_address_of_a_series_gives_the_base_as_well() -> None:
    kos = parsed()
    for series in kos.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence:
        series.RetrieveURL = f"https://b.invalid/rs/studies/2.25.100/series/{series.SeriesInstanceUID}"

    assert read_manifest(rewritten(kos)).retrieve_url == "https://b.invalid/rs"


def test_of_several_accession_numbers_the_first_is_taken() -> None:
    kos = parsed()
    other = Dataset()
    other.AccessionNumber = "T0002"
    kos.AccessionNumber = ""
    kos.ReferencedRequestSequence.append(other)

    assert read_manifest(rewritten(kos)).manifest.study.accession == STUDY.accession


def test_what_is_no_manifest_is_refused() -> None:
    another = parsed()
    another.StudyInstanceUID = "2.25.999"
    nothing = parsed()
    nothing.CurrentRequestedProcedureEvidenceSequence = []
    for file in (written(image()), KOS[:-1], b"", rewritten(another), rewritten(nothing)):
        with pytest.raises(InputInvalid):
            read_manifest(file)
    with pytest.raises(InputInvalid):
        write_manifest(manifest_of(STUDY), SOURCE, NUMBER)


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(132, len(KOS) - 5), st.binary(min_size=1, max_size=4)), min_size=1, max_size=5
    )
)
def test_a_changed_file_is_a_manifest_or_refused(changes: list[tuple[int, bytes]]) -> None:
    file = bytearray(KOS)
    for at, data in changes:
        file[at : at + len(data)] = data
    with contextlib.suppress(InputInvalid):
        read_manifest(bytes(file))
