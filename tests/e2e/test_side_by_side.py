"""Images of two hospitals beside each other, from their archives to the screen."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.workplace import Timeline, Workplace
from tests.lib.demo_world import DemoWorld

pytestmark = pytest.mark.requirement("T3.3.side-by-side")


def beside(timeline: Timeline, description: str, at: str) -> tuple[Locator, Locator]:
    """Both panes, with this study opened by Enter."""
    timeline.row(description, at=at).first.click()
    timeline.page.keyboard.press("Enter")
    views = timeline.page.locator(".view")
    return views.nth(0), views.nth(1)


def greys(view: Locator) -> int:
    """How many different greys stand on the picture."""
    count: int = view.evaluate(
        """view => {
          const canvas = view.querySelector('canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return new Set(data.filter((_, at) => at % 4 === 0)).size;
        }"""
    )
    return count


def under_way_when_it_ended(workplace: Workplace) -> None:
    """What was being fetched may have been refused: how much that was is a matter of timing."""
    refused = re.compile(r"status of (404|50[234]) .*/(dw|reports)/")
    workplace.faults[:] = [fault for fault in workplace.faults if not refused.search(fault)]


def test_a_ct_of_another_hospital_beside_the_current_one(workplace: Workplace) -> None:
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    current, prior = beside(timeline, "CTA aorta abdominalis", "Rijnmond")
    for view in (current, prior):
        expect(view.locator(".place")).to_have_text("Beeld 35 van 70")
        expect(view.locator(".level")).to_have_text("z −136,0 mm")
        assert greys(view) > 50
    expect(current.locator("header")).to_contain_text("HUIDIG")
    expect(prior.locator("header")).to_contain_text("EXTERN")
    expect(prior.locator("header")).to_contain_text("Universitair Medisch Centrum Rijnmond")
    timeline.page.keyboard.press("ArrowDown")
    for view in (current, prior):
        expect(view.locator(".place")).to_have_text("Beeld 36 van 70")
    for view in (current, prior):
        expect(view.locator(".loaded")).to_have_text("geladen 70 van 70", timeout=60_000)


@pytest.mark.parametrize(
    ("description", "at", "place"),
    [
        ("X-thorax preoperatief", "Feijenoord", "Beeld 1 van 1"),
        ("X-onderbeen", "Feijenoord", "Beeld 1 van 1"),
        ("MRI schouder", "Rijnmond", "Beeld 1 van 1"),
        ("Echo aorta", "Zuid", "van"),
        ("Skeletscintigrafie", "Feijenoord", "Beeld 1 van 1"),
    ],
)
def test_each_kind_of_image_beside_the_current_ct(
    workplace: Workplace, description: str, at: str, place: str
) -> None:
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    current, prior = beside(timeline, description, at)
    expect(current.locator(".place")).to_have_text("Beeld 35 van 70")
    expect(prior.locator(".place")).to_contain_text(place)
    assert greys(prior) > 20
    expect(timeline.page.locator(".linkbar")).to_contain_text("Niet gekoppeld")


def test_a_hospital_that_goes_down_is_said_in_its_pane_and_the_rest_stays(
    workplace: Workplace, demo_world: DemoWorld
) -> None:
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    with demo_world.without("umc-rijnmond"):
        current, prior = beside(timeline, "CTA aorta abdominalis", "Rijnmond")
        expect(prior).to_contain_text("De beelden konden niet worden opgehaald.", timeout=30_000)
        expect(current.locator(".place")).to_have_text("Beeld 35 van 70")
    prior.get_by_role("button", name="Open het exemplaar van Medisch Centrum Delfshaven").click()
    expect(prior.locator(".place")).to_contain_text("van 48")
    under_way_when_it_ended(workplace)


def test_no_address_of_an_image_names_the_patient(workplace: Workplace) -> None:
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    current, _ = beside(timeline, "CTA aorta abdominalis", "Rijnmond")
    expect(current.locator(".place")).to_have_text("Beeld 35 van 70")
    assert not [url for url in workplace.urls if "Test" in url or "9999" in url]
    assert [url for url in workplace.urls if "/dw/" in url and "/studies/" in url]


def test_another_patient_in_the_record_closes_the_images(workplace: Workplace) -> None:
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    current, _ = beside(timeline, "CTA aorta abdominalis", "Rijnmond")
    expect(current.locator(".place")).to_have_text("Beeld 35 van 70")
    workplace.launch("leeg").answered(1, 1)
    expect(timeline.page.get_by_role("alert")).to_be_visible()
    expect(timeline.page.locator("canvas")).to_have_count(0)
    under_way_when_it_ended(workplace)
