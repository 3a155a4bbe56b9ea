"""A report on paper: whose it is on every page, and nothing of the screen around it."""

import io

import pypdf
import pytest

from tests.component.page.conftest import OpenPage

pytestmark = pytest.mark.requirement("T4.10.print")
LINES = 240


def printed(open_page: OpenPage) -> list[str]:
    """The text of each page that comes out of the printer."""
    pages = pypdf.PdfReader(io.BytesIO(open_page.page.pdf(format="A4"))).pages
    return [page.extract_text() for page in pages]


def read(open_page: OpenPage) -> None:
    open_page.replay.reports["v-e45"] = "".join(f"Regel {n} van het verslag.\n" for n in range(1, LINES + 1))
    open_page.hears("volledig")
    open_page.row("MRI hersenen").click()
    open_page.pane.get_by_text(f"Regel {LINES} van het verslag.").wait_for()


def test_a_button_prints_the_report_and_not_the_record_around_it(
    open_page: OpenPage,
) -> None:
    read(open_page)
    open_page.page.evaluate("window.print = () => { window.printed = true; }")

    open_page.pane.get_by_role("button", name="Afdrukken").click()

    assert open_page.page.evaluate("window.printed")


@pytest.mark.hazard("H3")
def test_every_page_says_whose_report_it_is_and_of_which_institution(open_page: OpenPage) -> None:
    read(open_page)

    pages = printed(open_page)

    assert len(pages) > 3
    for page in pages:
        for said in ("MRI hersenen", "UMC Rijnmond", "Test-Aneurysma, T. (Tjitske)", "14-03-1951"):
            assert said in page


def test_the_whole_report_is_printed_and_nothing_around_it(open_page: OpenPage) -> None:
    read(open_page)

    text = "\n".join(printed(open_page))

    for number in range(1, LINES + 1):
        assert f"Regel {number} van het verslag." in text
    for around in ("Botscintigrafie", "Er klopt iets niet", "Toon beelden", "instellingen hebben geantwoord"):
        assert around not in text


def test_on_a_small_screen_and_in_the_dark_it_is_the_same_paper(open_page: OpenPage) -> None:
    read(open_page)
    open_page.page.set_viewport_size({"width": 800, "height": 900})
    open_page.page.emulate_media(color_scheme="dark")

    pages = printed(open_page)

    assert len(pages) > 3
    assert all("Test-Aneurysma, T. (Tjitske)" in page for page in pages)
