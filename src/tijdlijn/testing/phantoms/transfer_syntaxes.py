"""Stores drawn pixels in the transfer syntaxes that archives have, frame by frame.

Standard: DICOM PS3.5 §8.2, Annex A.4 encapsulated pixel data, Annex G RLE.
"""

import struct
from collections.abc import Callable, Mapping

import imagecodecs
import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

Frame = npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | npt.NDArray[np.int16]
_QUALITY = 88


def _jpeg_lossless(frame: Frame, bits: int) -> bytes:
    """First-order prediction, selection value 1: the most common JPEG of older archives."""
    return bytes(imagecodecs.jpeg8_encode(_unsigned(frame), lossless=True, predictor=1, bitspersample=bits))


def _jpeg_ls(frame: Frame, _: int) -> bytes:
    return bytes(imagecodecs.jpegls_encode(_unsigned(frame)))


def _jpeg_2000(frame: Frame, bits: int) -> bytes:
    return bytes(
        imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True, bitspersample=bits)
    )


def _htj2k(frame: Frame, _: int) -> bytes:
    return bytes(imagecodecs.htj2k_encode(frame, reversible=True))


def _jpeg_baseline(frame: Frame, _: int) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(frame, level=_QUALITY))


def _rle(frame: Frame, _: int) -> bytes:
    """One segment for each byte of a sample, the most significant first, packed row by row."""
    rows, columns = frame.shape[:2]
    samples = np.ascontiguousarray(frame).reshape(rows, columns, -1)
    planes = [
        np.ascontiguousarray(samples[..., sample]).astype(frame.dtype.newbyteorder(">")).view(np.uint8)
        for sample in range(samples.shape[2])
    ]
    width = frame.dtype.itemsize
    segments = [
        bytes(imagecodecs.packbits_encode(np.ascontiguousarray(plane[:, byte::width]), axis=1))
        for plane in planes
        for byte in range(width)
    ]
    padded = [segment + b"\0" * (len(segment) % 2) for segment in segments]
    offsets = [64 + sum(len(one) for one in padded[:number]) for number in range(len(padded))]
    return struct.pack("<16L", len(padded), *offsets, *[0] * (15 - len(padded))) + b"".join(padded)


_ENCODERS: Mapping[UID, Callable[[Frame, int], bytes]] = {
    JPEGLosslessSV1: _jpeg_lossless,
    JPEGLSLossless: _jpeg_ls,
    JPEG2000Lossless: _jpeg_2000,
    HTJ2KLossless: _htj2k,
    JPEGBaseline8Bit: _jpeg_baseline,
    RLELossless: _rle,
}

SYNTAXES: Mapping[str, UID] = {
    "explicit": ExplicitVRLittleEndian,
    "implicit": ImplicitVRLittleEndian,
    "jpeg-lossless": JPEGLosslessSV1,
    "jpeg-ls": JPEGLSLossless,
    "jpeg-2000": JPEG2000Lossless,
    "htj2k": HTJ2KLossless,
    "jpeg-baseline": JPEGBaseline8Bit,
    "rle": RLELossless,
}
"""The names by which a story asks for a transfer syntax."""


def stored_as(dataset: Dataset, syntax: UID) -> Dataset:
    """Give the same instance in another transfer syntax; `dataset` must hold uncompressed pixels or none.

    JPEG baseline loses pixels and says so in the header; of an image of more than eight bits it is an error.
    """
    if syntax not in _ENCODERS or "PixelData" not in dataset:
        dataset.file_meta.TransferSyntaxUID = syntax if "PixelData" in dataset else ExplicitVRLittleEndian
        return dataset
    if syntax == JPEGBaseline8Bit and dataset.BitsAllocated != 8:
        raise ValueError("JPEG baseline holds eight bits a sample")
    native = dataset.PixelData
    frames = [_ENCODERS[syntax](frame, int(dataset.BitsStored)) for frame in _frames(dataset)]
    dataset.PixelData = encapsulate(frames)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta.TransferSyntaxUID = syntax
    if syntax == JPEGBaseline8Bit:
        dataset.LossyImageCompression = "01"
        dataset.LossyImageCompressionRatio = f"{len(native) / sum(map(len, frames)):.2f}"
        dataset.LossyImageCompressionMethod = "ISO_10918_1"
        if dataset.SamplesPerPixel == 3:
            dataset.PhotometricInterpretation = "YBR_FULL_422"
    elif syntax in (JPEG2000Lossless, HTJ2KLossless) and dataset.SamplesPerPixel == 3:
        dataset.PhotometricInterpretation = "YBR_RCT"
    return dataset


def _frames(dataset: Dataset) -> list[Frame]:
    kind = "i" if dataset.PixelRepresentation else "u"
    pixels = np.frombuffer(dataset.PixelData, dtype=f"<{kind}{dataset.BitsAllocated // 8}")
    count = int(dataset.get("NumberOfFrames", 1))
    shape = (count, dataset.Rows, dataset.Columns, dataset.SamplesPerPixel)
    frames = pixels[: int(np.prod(shape))].reshape(shape)
    if dataset.SamplesPerPixel == 1:
        frames = frames[..., 0]
    return [np.ascontiguousarray(frame) for frame in frames]


def _unsigned(frame: Frame) -> Frame:
    """The bits as they are: these codecs know no sign, and a reader takes it from the header."""
    return frame.view(np.uint16) if frame.dtype == np.int16 else frame
