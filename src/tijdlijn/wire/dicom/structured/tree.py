"""The content tree of a structured document as HTML: headings, sentences, tables of measurements, lists.

Measurements that stand together are one table, and so are the groups of TID 1500: a lesion is found by its
name and not by its place in a tree. Standard: DICOM PS3.16 TID 1500, TID 1501.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from tijdlijn.wire.dicom.markup import Markup
from tijdlijn.wire.dicom.structured.content import ContentItem, Place
from tijdlijn.wire.dicom.structured.grid import Grid
from tijdlijn.wire.dicom.structured.says import Speaker
from tijdlijn.wire.dicom.structured.values import Reference, Text

_MEASUREMENT_GROUP: Final = "125007"
_TRACKING: Final = "112039"
_DEEPEST_HEADING: Final = 6
_SHORT: Final = 100
_KNOWN: Final = frozenset(
    {
        *("TEXT", "NUM", "CODE", "DATETIME", "DATE", "TIME", "UIDREF", "PNAME", "COMPOSITE", "IMAGE"),
        *("WAVEFORM", "SCOORD", "SCOORD3D", "TCOORD", "CONTAINER", "TABLE"),
    }
)


class TreeWriter:
    """Writes items of one document."""

    def __init__(self, root: ContentItem, speaker: Speaker, page: Markup) -> None:
        self._speaker = speaker
        self._page = page
        pointed_at = {item.target for item in root.below() if item.target is not None}
        self._called: dict[Place, str] = {
            item.place: item.concept.says if item.concept else ""
            for item in (root, *root.below())
            if item.place in pointed_at
        }

    def write(self, items: Sequence[ContentItem], level: int) -> None:
        """Write items that stand beside each other, with all under them; `level` is that of a heading."""
        for (kind, _), run in groupby(items, _kind_of_run):
            together = tuple(run)
            if kind == "measurements" and len(together) > 1:
                self._measurements([(None, together)], level)
            elif kind == "groups":
                self._measurements([(group, group.children) for group in together], level)
            elif kind == "references" and len(together) > 1:
                self._references(together)
            else:
                for item in together:
                    self._item(item, level)

    def _item(self, item: ContentItem, level: int) -> None:
        page = self._page
        if item.value_type == "CONTAINER" and item.target is None:
            with page.within("section", id=self._anchor(item)):
                if item.concept is not None:
                    page.element(f"h{min(level, _DEEPEST_HEADING)}", item.concept.says)
                self.write(item.children, level + 1)
            return
        is_context = item.relationship in ("HAS OBS CONTEXT", "HAS ACQ CONTEXT")
        if isinstance(item.value, Grid):
            with page.within("div", id=self._anchor(item)):
                self._name(item)
                self._grid(item.value)
        elif isinstance(item.value, Text) and (len(item.value.text) > _SHORT or "\n" in item.value.text):
            with page.within("div", id=self._anchor(item)):
                if item.concept is not None:
                    page.element("p", item.concept.says, class_="meta")
                page.element("p", item.value.text, class_="text")
        else:
            with page.within("p", class_="context" if is_context else None, id=self._anchor(item)):
                self._name(item)
                self._value(item)
        if item.children:
            with page.within("div", class_="within"):
                self.write(item.children, level + 1)

    def _name(self, item: ContentItem) -> None:
        if item.concept is not None:
            self._page.element("b", f"{item.concept.says}:")
            self._page.text(" ")

    def _value(self, item: ContentItem) -> None:
        """Write the value in a sentence. What is pointed at is named and not written a second time."""
        words = self._speaker.words
        if item.target is not None:
            called = self._called.get(item.target)
            place = ".".join(map(str, item.target))
            if called is None:
                self._page.text(f"{words.see} {place}")
                return
            self._page.text(f"{words.see} ")
            self._page.element("a", called or place, href=f"#{_anchor_of(item.target)}")
        elif item.value_type in _KNOWN:
            self._page.text(self._speaker.value(item.value))
        else:
            self._page.text(f"[{words.unknown}: {item.value_type or '?'}]")

    def _measurements(
        self, groups: Iterable[tuple[ContentItem | None, Sequence[ContentItem]]], level: int
    ) -> None:
        page, words = self._page, self._speaker.words
        with page.within("div", class_="wide"), page.within("table"):
            with page.within("thead"), page.within("tr"):
                for column in (words.measurement, words.value, words.details):
                    page.element("th", column)
            for group, children in groups:
                with page.within("tbody", id=self._anchor(group) if group else None):
                    if group is not None:
                        with page.within("tr"):
                            page.element("th", self._group_says(group), colspan=3)
                    self._rows(children)
                    deeper = [child for child in children if child.value_type == "CONTAINER"]
                    if deeper:
                        with page.within("tr"), page.within("td", colspan=3):
                            self.write(deeper, level + 1)

    def _rows(self, items: Sequence[ContentItem]) -> None:
        for item in items:
            if item.value_type != "NUM":
                continue
            with self._page.within("tr", id=self._anchor(item)):
                self._page.element("td", item.concept.says if item.concept else "")
                self._page.element("td", self._says(item))
                self._page.element("td", "; ".join(self._named(child) for child in item.below()))

    def _group_says(self, group: ContentItem) -> str:
        """The name by which a lesion is followed, then whatever else is said of it (TID 1501). Its UID, which
        stands beside that name for machines, is left to the file.
        """
        facts = [child for child in group.children if child.value_type not in ("NUM", "CONTAINER", "UIDREF")]
        tracked = [one for one in facts if one.is_named(_TRACKING)]
        names = [self._says(one) for one in tracked]
        others = [self._named(item) for one in facts if one not in tracked for item in (one, *one.below())]
        return " · ".join([*(names or [self._speaker.words.group]), *others])

    def _named(self, item: ContentItem) -> str:
        return f"{item.concept.says}: {self._says(item)}" if item.concept else self._says(item)

    def _says(self, item: ContentItem) -> str:
        if item.target is not None:
            called = self._called.get(item.target) or ".".join(map(str, item.target))
            return f"{self._speaker.words.see} {called}"
        return self._speaker.value(item.value) if item.value_type != "CONTAINER" else ""

    def _references(self, items: Sequence[ContentItem]) -> None:
        named, count = items[0].concept, len(items)
        objects = self._speaker.words.objects
        self._page.element("p", f"{named.says} ({count}):" if named else f"{count} {objects}:")
        with self._page.within("ul"):
            for item in items:
                self._page.element("li", self._speaker.value(item.value), id=self._anchor(item))

    def _grid(self, grid: Grid) -> None:
        page = self._page
        with page.within("div", class_="wide"), page.within("table"):
            with page.within("thead"), page.within("tr"):
                for place in range(grid.width + 1):
                    named = 0 < place <= len(grid.columns)
                    page.element("th", grid.columns[place - 1] if named else "")
            with page.within("tbody"):
                for row in range(1, grid.height + 1):
                    with page.within("tr"):
                        page.element("th", grid.rows[row - 1] if row <= len(grid.rows) else str(row))
                        for place in range(1, grid.width + 1):
                            page.element("td", grid.cells.get((row, place), ""))
        if not grid.is_whole:
            page.element("p", self._speaker.words.not_whole, class_="warn")

    def _anchor(self, item: ContentItem) -> str | None:
        return _anchor_of(item.place) if item.place in self._called else None


def _anchor_of(place: Place) -> str:
    return f"i{'-'.join(map(str, place))}"


def _kind_of_run(item: ContentItem) -> tuple[str, object]:
    """What may stand together in one table, or under one name in a list."""
    if item.target is None:
        if item.value_type == "NUM":
            return "measurements", None
        if item.value_type == "CONTAINER" and item.is_named(_MEASUREMENT_GROUP):
            return "groups", None
        if isinstance(item.value, Reference) and not item.children:
            return "references", item.concept
    return "one", item.place
