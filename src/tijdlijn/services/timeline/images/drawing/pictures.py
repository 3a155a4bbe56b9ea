"""A frame as a picture for a screen: `rendered` of an image and of one of its frames.

Standard: DICOM PS3.18 §10.4.1.1.3 (rendered resources), §8.3.5 (rendering parameters), §8.7.4 (media types).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid
from tijdlijn.services.timeline.images.asked import Asked, not_acceptable
from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.drawing.one_frame import OneFrame
from tijdlijn.services.timeline.images.files import ComingFile
from tijdlijn.services.timeline.images.frame_reader import open_instance
from tijdlijn.services.timeline.images.rendered import OpenFile
from tijdlijn.services.timeline.images.viewing import Viewing
from tijdlijn.wire.dicom.codestream import check_codestream
from tijdlijn.wire.dicom.grayscale import grayscale_of
from tijdlijn.wire.dicom.lookup_tables import palette_of
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.pixel_format import pixel_format, representative_frame
from tijdlijn.wire.dicom.rendering import check_region, parse_quality, parse_viewport, parse_window
from tijdlijn.wire.dicom.wado import parse_frame_list, rendered_type
from tijdlijn.wire.pixels.order import Order, Picture, PixelFormat, Viewport, Window

_NOT_DECODED = "the image is stored in a form that is not decoded here"


@dataclass(frozen=True, slots=True)
class WantedPicture:
    """How a picture is wanted."""

    media_type: str
    quality: int
    viewport: Viewport | None = None
    window: Window | None = None

    @classmethod
    def read(cls, accept: str | None, parameters: Mapping[str, str]) -> "WantedPicture | None":
        """Read it from a request; `None`: in no form that can be made (406).

        Raises:
            InputInvalid: a parameter that cannot be read.
        """
        media_type = rendered_type(accept)
        if media_type is None:
            return None
        return cls(
            media_type,
            parse_quality(parameters.get("quality")),
            parse_viewport(parameters.get("viewport")),
            parse_window(parameters.get("window")),
        )


@dataclass(frozen=True, slots=True)
class Pictures:
    """Draws pictures with a decoder."""

    decoder: Decoder

    async def answer_instance(self, asked: Asked, opened: OpenFile) -> Response:
        """Answer with the frame that stands for the instance. Raises as `draw`."""
        wanted = WantedPicture.read(asked.accept, asked.request.query_params)
        if wanted is None:
            return _no_such_form()
        return await self.draw(asked.viewing, opened.file, None, wanted)

    async def answer_frame(self, asked: Asked) -> Response:
        """Answer with one frame. Raises as `open_instance` and `draw`."""
        numbers = parse_frame_list(asked.request.path_params["frames"])
        if len(numbers) != 1:
            raise InputInvalid("pictures are given one at a time")
        wanted = WantedPicture.read(asked.accept, asked.request.query_params)
        if wanted is None:
            return _no_such_form()
        async with open_instance(asked.viewing, *asked.instance) as (_, file):
            return await self.draw(asked.viewing, file, numbers[0], wanted)
        raise AssertionError("the file's context swallows nothing")

    async def draw(
        self, viewing: Viewing, file: ComingFile, number: int | None, wanted: WantedPicture
    ) -> Response:
        """Draw one frame; without a number the one that stands for all.

        Raises:
            InputInvalid: what is wanted does not fit the image. AccessDenied: no such frame, or no pixels.
            PeerAnswerInvalid: an image that contradicts itself, or that cannot be decoded. PeerError: as
            `HolderLink.instances`, and where no decoder can be had.
        """
        pixels, frame_number = _described(file), number or representative_frame(file.head)
        if pixels is None:
            return not_acceptable(_NOT_DECODED)
        if wanted.viewport is not None:
            check_region(wanted.viewport, pixels)
        if wanted.window is not None and not pixels.is_monochrome:
            raise InputInvalid("a window is for images in grey")
        try:
            order = Order(pixels, _picture(file.head, pixels, frame_number, wanted))
        except InputInvalid as error:
            raise PeerAnswerInvalid(file.peer, str(error)) from error
        async with self.decoder.room(pixels.decoded_bytes):
            frame = await OneFrame(viewing, file).read(frame_number)
            try:
                check_codestream(frame, pixels)
                made = await self.decoder.carry_out(order, frame)
            except InputInvalid as error:
                raise PeerAnswerInvalid(file.peer, str(error)) from error
        return Response(made, media_type=wanted.media_type)


def _described(file: ComingFile) -> PixelFormat | None:
    file.check_whole_head()
    if file.head.pixel_at is None:
        raise AccessDenied("no pixels of which a picture could be made")
    try:
        return pixel_format(file.head)
    except InputInvalid as error:
        raise PeerAnswerInvalid(file.peer, str(error)) from error


def _picture(head: Part10Head, pixels: PixelFormat, number: int, wanted: WantedPicture) -> Picture:
    return Picture(
        wanted.media_type,
        wanted.quality,
        grayscale_of(head, number, wanted.window) if pixels.is_monochrome else None,
        palette_of(head.header) if pixels.has_palette else None,
        wanted.viewport,
    )


def _no_such_form() -> Response:
    return not_acceptable("pictures are given as image/jpeg or image/png")
