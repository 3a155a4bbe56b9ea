"""The bytes of one frame, out of a file that was opened already.

A file whose fragments must be looked at first is held for it if it is small; a large one is asked for again
and passes by, so that memory stays flat.
"""

from dataclasses import dataclass

from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid
from tijdlijn.services.timeline.images.files import ComingFile
from tijdlijn.services.timeline.images.frame_reader import HELD_BYTES, FrameReader
from tijdlijn.services.timeline.images.viewing import Viewing
from tijdlijn.wire.dicom.frame import Frame, Frames
from tijdlijn.wire.dicom.frames import frames_by_header, frames_in
from tijdlijn.wire.pixels.order import MAX_FRAME_BYTES


@dataclass(frozen=True, slots=True)
class OneFrame:
    """Reads one frame of a file that has come up to the end of its head."""

    viewing: Viewing
    file: ComingFile

    async def read(self, number: int) -> bytes:
        """Give the frame, counted from 1, as it goes over the wire (see `Frame.served`).

        Raises:
            AccessDenied: there is no such frame. PeerAnswerInvalid: larger than may be held, cut off, or
            frames that cannot be told apart. PeerError: as `HolderLink.instances`.
        """
        try:
            known = frames_by_header(self.file.head)
        except InputInvalid as error:
            raise self._invalid(error) from error
        if known is not None:
            return await self._cut(_chosen(known, number))
        whole = await self._whole()
        if whole is None:
            return await self._passing_by(number)
        try:
            frames = frames_in(self.file.head, whole)
        except InputInvalid as error:
            raise self._invalid(error) from error
        frame = _chosen(frames, number)
        return frame.served(b"".join(whole[one.start : one.end] for one in frame.ranges))

    async def _cut(self, frame: Frame) -> bytes:
        if sum(one.size for one in frame.ranges) > MAX_FRAME_BYTES:
            raise PeerAnswerInvalid(self.file.peer, "a frame larger than may be held")
        data = bytearray()
        async for _, piece in self.file.cut(frame.ranges):
            data += piece
        return frame.served(bytes(data))

    async def _whole(self) -> bytearray | None:
        """All of the file; `None` when it is too large."""
        whole = bytearray()
        async for piece in self.file.pieces():
            whole += piece
            if len(whole) > HELD_BYTES:
                return None
        return whole

    async def _passing_by(self, number: int) -> bytes:
        head, data = self.file.head, bytearray()
        async with FrameReader(self.viewing, head.series_uid, head.sop_instance_uid).open([number]) as opened:
            async for piece in opened.pieces:
                data += piece.data
                if len(data) > MAX_FRAME_BYTES:
                    raise PeerAnswerInvalid(self.file.peer, "a frame larger than may be held")
        return bytes(data)

    def _invalid(self, error: InputInvalid) -> PeerAnswerInvalid:
        return PeerAnswerInvalid(self.file.peer, str(error))


def _chosen(frames: Frames, number: int) -> Frame:
    try:
        return frames.frame(number)
    except InputInvalid as error:
        raise AccessDenied("no such frame") from error
