"""Thumbnails: a small picture that stands for a study, a series, an instance or a frame.

Standard: DICOM PS3.18 §10.4.1.1.4 (thumbnail resources), §8.3.5.1.3 (a thumbnail's viewport has no region).
"""

from dataclasses import dataclass

from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID
from tijdlijn.domain.instances import Instance, Manifest
from tijdlijn.services.timeline.images.asked import Asked, not_acceptable
from tijdlijn.services.timeline.images.drawing.pictures import Pictures, WantedPicture
from tijdlijn.services.timeline.images.frame_reader import open_instance
from tijdlijn.wire.dicom.rendering import parse_viewport
from tijdlijn.wire.dicom.sop_classes import ObjectKind, kind_of
from tijdlijn.wire.dicom.wado import parse_frame_list, rendered_type
from tijdlijn.wire.pixels.order import Viewport

_SIZE = Viewport(200, 200)
_QUALITY = 80


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """Draws thumbnails."""

    pictures: Pictures

    async def answer(self, asked: Asked) -> Response:
        """Answer for what the address names. Raises as `Pictures.draw`.

        Raises:
            AccessDenied: there is no picture in it.
        """
        media_type = rendered_type(asked.accept)
        if media_type is None:
            return not_acceptable("thumbnails are given as image/jpeg or image/png")
        viewport = parse_viewport(asked.request.query_params.get("viewport"), with_region=False)
        wanted = WantedPicture(media_type, _QUALITY, viewport or _SIZE)
        number = _frame_number(asked)
        async with open_instance(asked.viewing, *await _chosen(asked)) as (_, file):
            return await self.pictures.draw(asked.viewing, file, number, wanted)
        raise AssertionError("the file's context swallows nothing")


def _frame_number(asked: Asked) -> int | None:
    if "frames" not in asked.request.path_params:
        return None
    numbers = parse_frame_list(asked.request.path_params["frames"])
    if len(numbers) != 1:
        raise InputInvalid("thumbnails are given one at a time")
    return numbers[0]


async def _chosen(asked: Asked) -> tuple[SeriesInstanceUID, SopInstanceUID]:
    if asked.instance_uid is not None:
        return asked.instance
    return representative(await asked.viewing.manifest(), asked.series_uid)


def representative(
    manifest: Manifest, series_uid: SeriesInstanceUID | None
) -> tuple[SeriesInstanceUID, SopInstanceUID]:
    """Choose the image that stands for a series, or for a study: the middle one of the longest series.

    Raises:
        AccessDenied: there is none.
    """
    pictures = [
        (series.series_uid, [one for one in series.instances if _is_image(one)])
        for series in manifest.series
        if series_uid in (None, series.series_uid)
    ]
    chosen, images = max(pictures, key=lambda found: len(found[1]), default=(None, []))
    if chosen is None or not images:
        raise AccessDenied("no picture that could stand for it")
    return chosen, images[len(images) // 2].sop_instance_uid


def _is_image(instance: Instance) -> bool:
    return kind_of(instance.sop_class_uid, instance.transfer_syntax_uid) is ObjectKind.IMAGE
