"""There is a true instance of every class of the Dutch minimum, and of what else stands beside images."""

from io import BytesIO

import numpy as np
import pytest
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset
from pydicom.uid import (
    MPEG4HP41,
    UID,
    CTImageStorage,
    EncapsulatedPDFStorage,
    SegmentationStorage,
    TwelveLeadECGWaveformStorage,
    VideoEndoscopicImageStorage,
)

from tests.lib.study_header import HEADER
from tijdlijn.testing.phantoms.document_files import UNKNOWN_CLASS
from tijdlijn.testing.phantoms.sop_class_samples import DUTCH_MINIMUM, SAMPLE_CLASSES, sample
from tijdlijn.testing.phantoms.transfer_syntaxes import SYNTAXES, stored_as

THIRTEEN_MODALITIES = {"CR", "CT", "DX", "ES", "MG", "MR", "NM", "OT", "PT", "RF", "SC", "US", "XA"}


def reread(dataset: Dataset) -> Dataset:
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    written.seek(0)
    return dcmread(written)


@pytest.mark.requirement("T3.5.samples")
def test_the_seventeen_classes_of_the_dutch_guide_have_a_sample_each() -> None:
    assert len(DUTCH_MINIMUM) == len(set(DUTCH_MINIMUM)) == 17
    assert set(DUTCH_MINIMUM) < set(SAMPLE_CLASSES)
    assert {sample(sop_class, HEADER).Modality for sop_class in DUTCH_MINIMUM} >= THIRTEEN_MODALITIES


@pytest.mark.parametrize("sop_class", SAMPLE_CLASSES, ids=lambda one: one.keyword or "unknown")
@pytest.mark.requirement("T3.5.samples")
def test_a_sample_is_a_file_that_reads_back_and_belongs_to_the_headers_study(sop_class: UID) -> None:
    image = reread(sample(sop_class, HEADER))

    assert image.SOPClassUID == image.file_meta.MediaStorageSOPClassUID == sop_class
    assert image.SOPInstanceUID == image.file_meta.MediaStorageSOPInstanceUID
    assert image.StudyInstanceUID == HEADER.study_uid.value
    assert image.PatientID == HEADER.local_id.value
    assert image.Modality
    assert image.SeriesInstanceUID.startswith("2.25.")


def test_each_sample_stands_in_a_series_of_its_own() -> None:
    numbers = [
        (one.Modality, one.SeriesNumber)
        for one in (sample(sop_class, HEADER) for sop_class in SAMPLE_CLASSES)
    ]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("sop_class", DUTCH_MINIMUM, ids=lambda one: one.keyword)
def test_the_pixels_of_an_image_are_as_many_as_its_header_says_and_not_all_alike(sop_class: UID) -> None:
    image = reread(sample(sop_class, HEADER))
    if sop_class in (VideoEndoscopicImageStorage, EncapsulatedPDFStorage):
        return
    pixels = image.pixel_array
    assert pixels.size == (
        int(image.get("NumberOfFrames", 1)) * image.Rows * image.Columns * image.SamplesPerPixel
    )
    assert pixels.std() > 0


def test_the_video_is_an_mp4_in_one_fragment() -> None:
    video = reread(sample(VideoEndoscopicImageStorage, HEADER))
    assert video.file_meta.TransferSyntaxUID == MPEG4HP41
    assert b"ftypisom" in video.PixelData[:64]
    assert video.NumberOfFrames == 10


def test_the_document_is_a_pdf_of_the_stated_length() -> None:
    document = reread(sample(EncapsulatedPDFStorage, HEADER))
    content = document.EncapsulatedDocument[: document.EncapsulatedDocumentLength]
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")


def test_the_electrocardiogram_has_twelve_leads_of_ten_seconds() -> None:
    [group] = reread(sample(TwelveLeadECGWaveformStorage, HEADER)).WaveformSequence
    samples = np.frombuffer(group.WaveformData, "<i2").reshape(-1, group.NumberOfWaveformChannels)
    assert samples.shape == (5000, 12)
    lead_two = samples[:, 1] * float(group.ChannelDefinitionSequence[1].ChannelSensitivity)
    assert 800 < lead_two.max() < 1400, "microvolt"


def test_what_points_at_an_image_points_at_the_ct_sample() -> None:
    ct = sample(CTImageStorage, HEADER)
    mask = sample(SegmentationStorage, HEADER)
    [frame] = mask.PerFrameFunctionalGroupsSequence
    assert (
        frame.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID == ct.SOPInstanceUID
    )
    assert mask.FrameOfReferenceUID == ct.FrameOfReferenceUID


def test_a_class_without_a_name_stands_in_no_standard() -> None:
    assert not UNKNOWN_CLASS.keyword


@pytest.mark.parametrize("name", [name for name in SYNTAXES if name != "jpeg-baseline"])
@pytest.mark.requirement("T3.6.stored")
def test_a_ct_slice_keeps_every_value_in_each_lossless_syntax(name: str) -> None:
    native = sample(CTImageStorage, HEADER).PixelData
    stored = reread(stored_as(sample(CTImageStorage, HEADER), SYNTAXES[name]))
    assert stored.file_meta.TransferSyntaxUID == SYNTAXES[name]
    assert decoded(stored) == native


def decoded(image: Dataset) -> bytes:
    """The values, read by other code than what wrote them where pydicom has any."""
    import imagecodecs
    from pydicom.encaps import generate_frames

    if not image.file_meta.TransferSyntaxUID.is_compressed or "RLE" in image.file_meta.TransferSyntaxUID.name:
        return image.pixel_array.astype("<u2").tobytes()
    [frame] = generate_frames(image.PixelData, number_of_frames=1)
    decode = {
        "1.2.840.10008.1.2.4.70": imagecodecs.jpegsof3_decode,
        "1.2.840.10008.1.2.4.80": imagecodecs.jpegls_decode,
        "1.2.840.10008.1.2.4.90": imagecodecs.jpeg2k_decode,
        "1.2.840.10008.1.2.4.201": imagecodecs.htj2k_decode,
    }[image.file_meta.TransferSyntaxUID]
    return np.asarray(decode(frame)).astype("<u2").tobytes()
