"""`rendered`: one instance in a form that any browser shows. What the instance is decides who answers.

The file is opened here, once; an answerer reads of it what it needs, and asks whether its own form is taken.

Standard: DICOM PS3.18 §10.4.1.1.3 (rendered instance), §8.7.4 (rendered media types by category).
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from starlette.responses import Response

from tijdlijn.services.timeline.images.asked import Asked, not_acceptable
from tijdlijn.services.timeline.images.files import ComingFile
from tijdlijn.services.timeline.images.frame_reader import open_instance
from tijdlijn.wire.dicom.data_set import PIXEL_TAGS
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.sop_classes import ObjectKind
from tijdlijn.wire.dicom.sop_classes import kind_of as kind_of_class


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that was opened to be rendered.

    Who answers with a stream takes `holding` (`pop_all`) for as long as it reads; otherwise the file is
    closed when the answer is made.
    """

    file: ComingFile
    holding: AsyncExitStack


Answerer = Callable[[Asked, OpenFile], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """Answers `rendered` for instances of every kind in the table, and 406 for any other."""

    answerers: Mapping[ObjectKind, Answerer]

    async def answer(self, asked: Asked) -> Response:
        """Answer for one instance. Raises as `open_instance`, and as its answerer."""
        async with AsyncExitStack() as holding:
            _, file = await holding.enter_async_context(open_instance(asked.viewing, *asked.instance))
            answerer = self.answerers.get(kind_of(file.head))
            if answerer is None:
                return not_acceptable("this kind of instance has no rendered form")
            return await answerer(asked, OpenFile(file, holding))
        raise AssertionError("the file's context swallows nothing")


def kind_of(head: Part10Head) -> ObjectKind:
    """Say what an instance is; what has pixels and an unknown class is shown as an image."""
    kind = kind_of_class(head.sop_class_uid, head.transfer_syntax_uid)
    has_pixels = head.bulk is not None and head.bulk.tag in PIXEL_TAGS
    return ObjectKind.IMAGE if kind is ObjectKind.OTHER and has_pixels else kind
