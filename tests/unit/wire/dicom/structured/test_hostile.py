"""Structured documents that mean harm: markup in texts, trees without end, circles, sizes that are lies."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset

from tests.lib.structured_files import code, container, item, number_item, structured_file, text_item
from tests.unit.wire.dicom.structured.test_values import page_of
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.part10 import Part10Head, read_head
from tijdlijn.wire.dicom.structured import read_document, report_page
from tijdlijn.wire.dicom.structured.content import MAX_ITEMS
from tijdlijn.wire.dicom.structured.page import MAX_CHARS

HARM = "</p></style><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'<!--"
SHORT = "</p></style><script>alert(1)</script><!--"
OURS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "section",
        "div",
        "p",
        "b",
        "a",
        "ul",
        "li",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"),
}


class Reading(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and what is left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self._note(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.requirement("T3.5.sr", "T3.1.hostile")
def test_markup_in_a_text_stays_text_wherever_it_stands() -> None:
    harmful = code(SHORT, SHORT[:16], SHORT[:16])
    file = structured_file(
        SHORT,
        item("TEXT", harmful, TextValue=HARM),
        item("CODE", harmful, ConceptCodeSequence=[harmful]),
        container(harmful, number_item(harmful, "1", SHORT[:16]), number_item(harmful, "2", SHORT[:16])),
        item("PNAME", harmful, PersonName=SHORT),
        item("TEXT", harmful, TextValue=HARM * 20),
        PatientName=SHORT,
        InstitutionName=SHORT,
    )
    page = page_of(file)
    read = Reading(page)
    assert read.open == []
    assert read.tags <= OURS
    assert read.attributes <= {"lang", "charset", "class", "id", "href", "colspan"}
    assert read.text.count("<script>alert(1)</script>") >= 25


@pytest.mark.requirement("T3.1.hostile")
def test_items_that_point_at_each_other_in_a_circle_are_named_and_not_followed() -> None:
    def pointing(*place: int) -> Dataset:
        return item("", relationship="INFERRED FROM", ReferencedContentItemIdentifier=list(place))

    page = page_of(
        structured_file(
            "Verslag",
            text_item("Eerste", "a", pointing(1, 2)),
            text_item("Tweede", "b", pointing(1, 1)),
            text_item("Derde", "c", pointing(1, 3), pointing(1), pointing(9, 9)),
        )
    )
    assert '<p id="i1-1"><b>Eerste:</b> a</p>' in page
    assert '<a href="#i1-2">Tweede</a>' in page
    assert '<a href="#i1-1">Eerste</a>' in page
    assert page.count("<b>Derde:</b>") == 1
    assert "zie 9.9" in page


@pytest.mark.requirement("T3.1.hostile")
def test_a_tree_that_is_too_deep_is_refused() -> None:
    deepest = text_item("Bodem", "x")
    for _ in range(40):
        deepest = container("Dieper", deepest)
    file = structured_file("Verslag", deepest)
    with pytest.raises(InputInvalid, match="too deep"):
        read_head(file, total_bytes=len(file))


@pytest.mark.requirement("T3.1.hostile")
def test_a_report_with_more_items_than_are_read_says_that_it_is_not_whole() -> None:
    lines = [item("TEXT", TextValue="x") for _ in range(MAX_ITEMS + 5)]
    page = page_of(structured_file("Verslag", *lines))
    assert "te groot om hier heel te tonen" in page.partition("</header>")[0]
    assert page.count("<p>x</p>") == MAX_ITEMS - 1
    assert Reading(page).open == []


@pytest.mark.requirement("T3.1.hostile")
def test_a_page_larger_than_may_be_written_ends_well_formed_and_says_so() -> None:
    page = page_of(structured_file("Verslag", *[text_item("Lang", "&" * 60_000) for _ in range(30)]))
    assert len(page) < MAX_CHARS + 200_000
    assert "te groot om hier heel te tonen" in page.partition("</header>")[0]
    assert Reading(page).open == []


def test_marks_that_turn_text_round_and_characters_that_are_none_are_left_out() -> None:
    page = page_of(structured_file("Verslag", text_item("Maat", "1\u202e2 mm\x07\x00")))
    assert "<b>Maat:</b> 12 mm" in page


def test_a_file_without_a_content_tree_is_no_report() -> None:
    file = structured_file("Verslag", ContentSequence=None, ConceptNameCodeSequence=None)
    head = read_head(file, total_bytes=len(file))
    assert isinstance(head, Part10Head)
    with pytest.raises(InputInvalid):
        read_document(head)


RICH = structured_file(
    "Verslag",
    text_item("Bevinding", "Tekst"),
    number_item("Lengte", "12.5", "mm"),
    item("SCOORD", code("Pad"), GraphicType="POLYLINE", GraphicData=[1.0, 2.0]),
    item("DATETIME", code("Begin"), DateTime="20260314104530"),
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_damage_gives_a_page_or_a_refusal(data: st.DataObject) -> None:
    damaged = bytearray(RICH)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(132, len(RICH) - 1))] = data.draw(st.integers(0, 255))
    try:
        head = read_head(bytes(damaged), total_bytes=len(damaged))
        assert isinstance(head, Part10Head)
        page = report_page(read_document(head), "nl", {})
    except InputInvalid:
        return
    read = Reading(page.decode())
    assert read.open == []
    assert read.tags <= OURS
