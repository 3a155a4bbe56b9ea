"""Styles that come later, with the first images, and what stands on the page by then."""

import json

import pytest

from tests.component.page.conftest import OpenPage
from tests.lib.page_replay import WEB

PROPERTIES = (
    "position display margin padding border-width border-radius background-color color "
    "font gap box-shadow opacity overflow grid-template-columns white-space"
)
LOOKS = """properties => [...document.querySelectorAll('tijdlijn-page, tijdlijn-page *')].map(element => {
  const style = getComputedStyle(element), {x, y, width, height} = element.getBoundingClientRect();
  const looks = properties.split(' ').map(name => `${name}: ${style.getPropertyValue(name)}`);
  return [`${element.tagName} ${element.getAttribute('class')}`, x, y, width, height, ...looks].join('; ');
})"""


@pytest.mark.requirement("A43", "T2.3.page")
@pytest.mark.parametrize("width", [1440, 390])
def test_styles_of_images_move_and_colour_nothing_of_the_list(open_page: OpenPage, width: int) -> None:
    manifest = json.loads((WEB / "dist/manifest.json").read_text(encoding="utf-8"))
    later = manifest["src/compare/comparison.ts"]["css"]
    assert later
    page = open_page.page
    page.set_viewport_size({"width": width, "height": 1000})
    open_page.hears("volledig")
    page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished))")
    before = page.evaluate(LOOKS, PROPERTIES)
    for name in later:
        page.add_style_tag(url=f"/{name}")
    after = page.evaluate(LOOKS, PROPERTIES)
    assert [(was, now) for was, now in zip(before, after, strict=True) if was != now] == []
