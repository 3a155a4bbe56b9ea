"""Images of two hospitals beside each other, from their archives to the screen."""

from playwright.sync_api import expect

from tests.e2e.workplace import Workplace


def test_a_ct_of_another_hospital_beside_the_current_one(workplace: Workplace) -> None:
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    row = timeline.row("CTA aorta abdominalis", at="Rijnmond")
    row.click()
    timeline.page.keyboard.press("Enter")
    views = timeline.page.locator(".view")
    expect(views.nth(0).locator(".place")).to_contain_text("Beeld")
    expect(views.nth(1).locator(".place")).to_contain_text("Beeld")
    timeline.page.wait_for_timeout(3000)
    timeline.page.screenshot(path="/tmp/view_demo.png")
