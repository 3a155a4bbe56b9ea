"""Images of two hospitals side by side in the page: how soon both first images stand there, and whether
scrolling through a stack that still loads ever halts. A browser with nothing in it, drawing in software.
"""

import itertools
import time
from contextlib import ExitStack

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.clocks import OthersAtWork, cpu_of, median
from benchmarks.demo import Demo
from benchmarks.line import Limit, Line, wall_line
from benchmarks.sizes import Sizes

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SERVERS = ("timeline", "ziekenhuis-fryslan", "umc-rijnmond", "mc-delfshaven")
WITHIN_MS = 60_000
STEPS = 60
BETWEEN_STEPS_MS = 50
"""Twenty images a second: as quick as a hand turns a wheel."""

WATCH = """() => {
  window.places = () => document.querySelectorAll('.view .place:not([hidden])').length;
  addEventListener('keydown', event => { window.pressedAt = event.timeStamp; }, true);
}"""
SHOWN = """([header, count]) => new Promise((done, fail) => {
  const began = performance.now();
  const look = () => {
    const shown = document.querySelectorAll('.view')[1]?.querySelector('header').textContent.includes(header);
    if (shown && window.places() === count) done(performance.now() - window.pressedAt);
    else if (performance.now() - began > 60000) fail(new Error('no images'));
    else requestAnimationFrame(look);
  };
  look();
})"""
DRAWN = """() => {
  window.drawnAt = [];
  const place = document.querySelectorAll('.view .place')[1];
  new MutationObserver(() => window.drawnAt.push(performance.now()))
    .observe(place, { childList: true, characterData: true, subtree: true });
}"""


def measure(running: Demo, sizes: Sizes) -> list[Line]:
    """Open a prior of another hospital beside the current study, scroll it, and then open another one."""
    noise = OthersAtWork()
    cold_s: list[float] = []
    next_s: list[float] = []
    gap_ms: list[float] = []
    cpu_s: list[float] = []
    pids = [running.pid_of(name) for name in SERVERS]
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        for _ in range(sizes.runs):
            noise.sample()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            before = cpu_of(*pids)
            page = _opened(browser, running)
            cold_s.append(_cold(page))
            gap_ms.append(_longest_gap(page))
            next_s.append(_next(page))
            cpu_s.append(cpu_of(*pids) - before)
            browser.close()
    instead = ("CPU of timeline and gateways for all that was opened", median(cpu_s), Limit(6, "s"))
    name = "side by side of two hospitals: both first images"
    return [
        wall_line(f"{name}, cold", median(cold_s), Limit(2, "s"), noise, instead=instead),
        wall_line(f"{name}, the next comparison", median(next_s), Limit(1, "s"), noise, instead=instead),
        wall_line(
            f"{STEPS} wheel steps through a loading stack: longest gap",
            median(gap_ms),
            Limit(250, "ms"),
            noise,
            instead=instead,
        ),
    ]


def _opened(browser: Browser, running: Demo) -> Page:
    page = browser.new_page(locale="nl-NL", viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(WITHIN_MS)
    page.goto(f"{running.found.epd}/launch/aneurysma")
    page.locator(".completeness .at").wait_for()
    page.evaluate(WATCH)
    return page


def _cold(page: Page) -> float:
    """From the key on a row that has just been chosen: nothing of the images was fetched before."""
    page.locator(".row").filter(has_text="CTA aorta abdominalis").filter(has_text="Rijnmond").click()
    page.keyboard.press("Enter")
    return float(page.evaluate(SHOWN, ["2025", 2])) / 1000


def _longest_gap(page: Page) -> float:
    page.keyboard.press("Home")
    page.locator(".view").nth(1).locator(".place").filter(has_text="Beeld 1 van").wait_for()
    page.locator(".view").nth(1).locator(".pic").hover()
    page.evaluate(DRAWN)
    began = float(page.evaluate("performance.now()"))
    for _ in range(STEPS):
        due = time.perf_counter() + BETWEEN_STEPS_MS / 1000
        page.mouse.wheel(0, 100)
        page.wait_for_timeout(max(0.0, (due - time.perf_counter()) * 1000))
    page.locator(".view").nth(1).locator(".place").filter(has_text=f"Beeld {STEPS + 1} van").wait_for()
    drawn = [began, *map(float, page.evaluate("window.drawnAt"))]
    return max(later - earlier for earlier, later in itertools.pairwise(drawn))


def _next(page: Page) -> float:
    """The study of a third hospital, which nobody has asked for yet."""
    page.keyboard.press("]")
    page.keyboard.press("]")
    page.evaluate(SHOWN, ["MRI schouder", 2])
    page.keyboard.press("]")
    return float(page.evaluate(SHOWN, ["CT abdomen", 2])) / 1000
