"""Where uncompressed frames stand in a file: computed from the sizes in its header.

Nothing is allocated by what a header announces: a frame exists where the file has its bytes.

Standard: DICOM PS3.5 §8.1.1 (bits), §8.2.1 (native format), §A.3 (big endian).
"""

from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.frame import ByteRange, Frame
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.transfer_syntax import is_big_endian
from tijdlijn.wire.dicom.value_representations import WORD_BYTES

_PHOTOMETRIC: Final = 0x00280004


class NativeFrames:
    """Uncompressed frames: computed from the sizes in the header.

    Raises:
        InputInvalid: the file is no uncompressed image, is deflated, or is too short for one frame.
    """

    def __init__(self, head: Part10Head) -> None:
        at, length = head.pixel_at, head.pixel_length
        if at is None or length is None or head.bulk is None:
            raise InputInvalid("no uncompressed pixels with a place in the file")
        sizes = (head.rows, head.columns, head.samples_per_pixel or 1, head.bits_allocated)
        if not all(sizes):
            raise InputInvalid("an image without sizes")
        rows, columns, samples, bits = (size or 0 for size in sizes)
        if bits != 1 and bits % 8:
            raise InputInvalid("an image whose pixels are no whole bytes")
        self._at = at
        self._bits = rows * columns * samples * bits
        if text(HeaderAttributes(head.header), _PHOTOMETRIC) == "YBR_FULL_422":
            # Two pixels share their colour (PS3.3 C.7.6.3.1.2).
            self._bits = self._bits * 2 // 3
        self._word_bytes = 1
        if is_big_endian(head.transfer_syntax_uid):
            # In OW pixels of one byte, or of one bit, are turned too: a word holds several (PS3.5 §A.3).
            self._word_bytes = max(bits // 8, WORD_BYTES.get(head.bulk.vr, 1))
        self.count = min(head.frame_count or 1, length * 8 // self._bits)
        if self.count < 1:
            raise InputInvalid("fewer pixels than one frame has")

    def frame(self, number: int) -> Frame:
        """See `Frames.frame`."""
        if not 1 <= number <= self.count:
            raise InputInvalid("no such frame")
        first = (number - 1) * self._bits
        past = first + self._bits
        word_bits = 8 * self._word_bytes
        start = first // word_bits * self._word_bytes
        end = -(-past // word_bits) * self._word_bytes
        place = ByteRange(self._at + start, self._at + end)
        return Frame((place,), first - 8 * start, self._bits, self._word_bytes)
