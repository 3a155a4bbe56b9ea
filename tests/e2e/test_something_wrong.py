"""A reader says that something is wrong; the hospital's staff reads it, answers, and the reader sees that."""

import pytest
from playwright.sync_api import expect

from tests.e2e.workplace import Workplace
from tests.lib.demo_world import DemoWorld

pytestmark = pytest.mark.requirement("T4.11.told", "T4.11.queue", "T4.11.answer")


def test_what_is_told_to_a_hospital_comes_back_with_its_answer(
    workplace: Workplace, demo_world: DemoWorld
) -> None:
    gateway = ("concerns", "--config", str(demo_world.folder.configurations / "umc-rijnmond.toml"))
    timeline = workplace.launch("aneurysma")
    page = timeline.page
    timeline.answered(5, 5)
    timeline.row("MRI schouder rechts").click()
    page.keyboard.press("w")
    dialog = page.get_by_role("dialog", name="Er klopt iets niet")
    dialog.get_by_label("De zijde klopt niet").check()
    dialog.get_by_label("Toelichting").fill("de opname is van de linkerschouder")
    dialog.get_by_role("button", name="Melden").click()
    told = timeline.pane.locator(".told")
    expect(told).to_contain_text("aan UMC Rijnmond: de zijde klopt niet.")
    expect(told).to_contain_text("Ontvangen.")

    listed = demo_world.run(*gateway)
    assert listed.returncode == 0, listed.stderr
    assert "wrong-side  received, 0 h old" in listed.stdout
    assert "| de opname is van de linkerschouder" in listed.stdout
    concern_id = listed.stdout.split()[0]
    answered = demo_world.run(*gateway, "answer", concern_id, "corrected", stdin="De zijde is hersteld.")
    assert answered.returncode == 0, answered.stderr
    assert demo_world.run(*gateway).stdout == "nothing waits\n"

    page.reload()
    timeline.answered(5, 5)
    timeline.row("MRI schouder rechts").click()
    expect(told).to_contain_text("Hersteld.")
    expect(told.locator("q")).to_have_text("De zijde is hersteld.")


@pytest.mark.hazard("H3")
def test_a_hospital_that_is_down_hears_of_it_later(workplace: Workplace, demo_world: DemoWorld) -> None:
    gateway = ("concerns", "--config", str(demo_world.folder.configurations / "mc-delfshaven.toml"))
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    timeline.row("CT hersenen blanco").click()
    expect(timeline.pane).to_contain_text("Geen intracraniële bloeding")
    with demo_world.without("mc-delfshaven"):
        timeline.page.keyboard.press("w")
        dialog = timeline.page.get_by_role("dialog", name="Er klopt iets niet")
        dialog.get_by_label("Dit is een andere patiënt").check()
        dialog.get_by_role("button", name="Melden").click()
        expect(timeline.pane.locator(".told")).to_contain_text("De melding gaat vanzelf opnieuw.")
    timeline.page.reload()
    timeline.answered(5, 5)
    timeline.row("CT hersenen blanco").click()
    expect(timeline.pane.locator(".told")).to_contain_text("Ontvangen.")
    waiting = demo_world.run(*gateway).stdout
    assert "wrong-patient  received" in waiting
    demo_world.run(*gateway, "answer", waiting.split()[0], "no-fault")
