"""The irradiations of a dose report as one table, in place of a tree of hundreds of items.

Standard: DICOM PS3.16 TID 10001 and 10003 (projection X-ray), TID 10011 and 10013 (CT), TID 10021 and 10022
(radiopharmaceuticals).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tijdlijn.wire.dicom.markup import Markup
from tijdlijn.wire.dicom.structured.content import ContentItem
from tijdlijn.wire.dicom.structured.says import Speaker

MAX_ROWS: Final = 1_000

_TOTALS: Final = ("113811", "113702")
"""CT Accumulated Dose Data; Accumulated X-Ray Dose Data."""

_EVENTS: Final = ("113819", "113706", "113502")
"""CT Acquisition; Irradiation Event X-Ray Data; Radiopharmaceutical Administration."""

_COLUMNS: Final = (
    *("111526", "125203", "123014", "113820", "113721", "113764"),
    *("113825", "113835", "113830", "113838", "122130", "113738"),
    *("113733", "113734", "113736", "113742", "113768"),
    *("113503", "113507", "123003", "123005"),
)
"""Of each: when, protocol, region, type and plane; scanned length, phantom, CTDIvol, DLP, dose-area product,
dose at the reference point; kVp, mA, mAs, duration, pulses; radiopharmaceutical, activity, start, volume.
"""


@dataclass(frozen=True, slots=True)
class Irradiations:
    """The table: what its columns are called, its rows, and the parts of the report that hold the totals."""

    totals: tuple[ContentItem, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def write(self, page: Markup) -> None:
        """Write the table, one row an irradiation, in the order of the report."""
        with page.within("div", class_="wide"), page.within("table"):
            with page.within("thead"), page.within("tr"):
                for column in self.columns:
                    page.element("th", column)
            with page.within("tbody"):
                for row in self.rows:
                    with page.within("tr"):
                        for cell in row:
                            page.element("td", cell)


def irradiations(root: ContentItem, speaker: Speaker) -> Irradiations | None:
    """Gather the irradiations of a report; `None` of one that has none, or more than fit in a table."""
    events = [item for item in root.children if item.is_named(*_EVENTS)]
    if not 0 < len(events) <= MAX_ROWS:
        return None
    found = [_first_of_each(event) for event in events]
    shown = [code for code in _COLUMNS if any(code in one for one in found)]
    if not shown:
        return None
    return Irradiations(
        tuple(item for item in root.children if item.is_named(*_TOTALS)),
        tuple(_called(code, found) for code in shown),
        tuple(
            tuple(speaker.value(one[code].value) if code in one else "" for code in shown) for one in found
        ),
    )


def _first_of_each(event: ContentItem) -> dict[str, ContentItem]:
    """The first item of each name, however deep under the event; Mean CTDIvol stands under its dose."""
    found: dict[str, ContentItem] = {}
    for item in event.below():
        if item.concept is not None and item.is_named(*_COLUMNS) and item.value_type != "CONTAINER":
            found.setdefault(item.concept.value, item)
    return found


def _called(code: str, found: Sequence[dict[str, ContentItem]]) -> str:
    named = next(one[code].concept for one in found if code in one)
    return named.says if named is not None else code
