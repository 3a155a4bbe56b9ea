"""The page with 500 studies of 12 holders: how long a user waits for what it draws.

The page is fed by the replay of the tests: real shell, real policy, no service. Each gesture is timed in the
browser, from the event to the frame after it was drawn; half a frame of 60 Hz is waiting in the mean.
"""

from playwright.sync_api import Page, sync_playwright

from benchmarks.clocks import percentile
from benchmarks.line import Limit, Line, line
from benchmarks.lines.viewer import CHROMIUM, FLAGS
from benchmarks.sizes import Sizes
from tests.lib import page_rows
from tests.lib.page_replay import PageReplay, page_replay

HOLDERS = 12
URAS = [f"9000{n:04}" for n in range(101, 101 + HOLDERS)]
MODALITIES = ("CT", "MR", "DX", "US", "MG", "NM", "XA", "OT")
REGIONS = ("thorax", "abdomen", "hoofd", "knie", "LWK", "geheel", None)
WATCH = """() => {
  window.longest = 0;
  new PerformanceObserver(list => list.getEntries().forEach(task => {
    window.longest = Math.max(window.longest, task.duration);
  })).observe({ type: 'longtask' });
}"""
GESTURE = """async ([gesture, times]) => {
  const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const key = name => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
  const lanes = document.querySelector('.band .lanes'), { x, y, width } = lanes.getBoundingClientRect();
  const gestures = {
    row: () => key('ArrowDown'),
    zoom: i => lanes.dispatchEvent(new WheelEvent('wheel', {
      deltaY: i % 20 < 10 ? -100 : 100, clientX: x + width * 0.7, clientY: y + 9,
      bubbles: true, cancelable: true })),
    filter: () => document.querySelector('[data-control="modality-CT"]').click(),
  };
  const took = [];
  for (let i = 0; i < times; i++) {
    await drawn();
    const began = performance.now();
    gestures[gesture](i);
    await drawn();
    took.push(performance.now() - began);
  }
  return took;
}"""


def measure(sizes: Sizes) -> list[Line]:
    """Open the page, let the holders answer one after the other, and make each gesture."""
    with page_replay() as replay, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            longest_ms = _filled(page, replay, sizes.page_studies)
            p95 = {
                gesture: percentile(page.evaluate(GESTURE, [gesture, sizes.gestures]), 0.95)
                for gesture in ("row", "zoom", "filter")
            }
        finally:
            browser.close()
    what = f"page with {sizes.page_studies} studies of {HOLDERS} holders"
    words = f"95th percentile of {sizes.gestures}"
    return [
        line(
            f"{what}: stands still at most",
            longest_ms,
            Limit(200, "ms"),
            "while the holders answered one by one",
        ),
        line("… from row to row", p95["row"], Limit(100, "ms"), words),
        line("… zoom of the band", p95["zoom"], Limit(100, "ms"), words),
        line("… a filter on and off", p95["filter"], Limit(200, "ms"), words),
    ]


def _filled(page: Page, replay: PageReplay, studies: int) -> float:
    """Let every study arrive; give the longest time in ms for which the page did not answer meanwhile."""
    page.goto(replay.address)
    page.evaluate(WATCH)
    question = replay.question()
    asked = [
        {
            "custodian": ura,
            "name": f"Testziekenhuis {n}",
            "short_name": f"Test {n}",
            "phone": None,
            "own": n == 0,
        }
        for n, ura in enumerate(URAS)
    ]
    question.send(page_rows.PATIENT, {**page_rows.HOLDERS, "asked": asked})
    arrived = 0
    for holder in range(HOLDERS):
        answer = [_study(n) for n in range(holder, studies, HOLDERS)]
        arrived += len(answer)
        question.send(*answer)
        page.locator(".row").nth(arrived - 1).wait_for(state="attached")
    question.send(page_rows.COMPLETE)
    page.locator(".completeness .at").wait_for()
    page.locator(".row").first.click()
    return max(float(page.evaluate("window.longest")), 1.0)


def _study(n: int) -> dict[str, object]:
    year, month, day = 2008 + n % 19, 1 + n % 9, 1 + n % 28
    row = page_rows.row(
        f"s{n}",
        date=f"{year}-{month:02}-{day:02}",
        modality=MODALITIES[n % len(MODALITIES)],
        description=f"Onderzoek {n}",
        region=REGIONS[n % len(REGIONS)],
    )
    name = f"Test {n % HOLDERS}"
    copy = {
        "custodian": URAS[n % HOLDERS],
        "institution_name": name,
        "instance_count": 40,
        "own": n % HOLDERS == 0,
        "images": f"s{n}",
    }
    return {**row, "copies": [copy], "likely_same": []}
