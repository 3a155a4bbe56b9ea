import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
MADE_BY_A_TEST = {Path("docs/tutorial/pictures/timeline.png")}


def links(page: Path) -> Iterator[tuple[Path, str]]:
    for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if "://" not in link:
            path, _, anchor = link.partition("#")
            yield (page.parent / path if path else page).resolve(), anchor


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_something_in_the_repository(page: Path) -> None:
    for target, anchor in links(page):
        where = target.relative_to(ROOT)
        assert target.exists() or where in MADE_BY_A_TEST, where
        assert not anchor or anchor in anchors(target), f"{where}#{anchor}"


@pytest.mark.parametrize("folder", ["tutorial", "how-to", "explanation", "adr", "runbooks"])
def test_every_page_is_named_on_the_first_page_of_its_folder(folder: str) -> None:
    first = ROOT / "docs" / folder / "README.md"
    named = {target for target, _ in links(first)}
    assert {page.resolve() for page in first.parent.glob("*.md")} - {first.resolve()} <= named


def test_the_picture_of_the_timeline_is_where_the_readme_expects_it() -> None:
    assert f"]({MADE_BY_A_TEST.copy().pop()})" in (ROOT / "README.md").read_text(encoding="utf-8")
