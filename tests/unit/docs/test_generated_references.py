from collections.abc import Callable
from pathlib import Path

import pytest

from tijdlijn.runtime.events import catalogue
from tools import configuration_reference, event_reference, stream_reference
from tools.reference_words import Words

PAGES: list[tuple[Path, Path, Callable[[Words], str]]] = [
    (configuration_reference.PAGE, configuration_reference.MEANINGS, configuration_reference.page_text),
    (event_reference.PAGE, event_reference.MEANINGS, event_reference.page_text),
    (stream_reference.PAGE, stream_reference.MEANINGS, stream_reference.page_text),
]
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(("page", "meanings", "page_text"), PAGES, ids=lambda part: getattr(part, "stem", ""))
def test_everything_in_the_code_has_a_meaning_and_stands_on_the_page(
    page: Path, meanings: Path, page_text: Callable[[Words], str]
) -> None:
    words = Words(ROOT / meanings)
    text = page_text(words)
    assert list(words.faults()) == []
    assert (ROOT / page).read_text(encoding="utf-8") == text, "run `make docs`"


def test_a_thing_without_a_meaning_and_a_meaning_without_a_thing_are_faults(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text('[listen]\nport = "the port"\nprot = "misspelt"\n', encoding="utf-8")
    words = Words(file)
    assert words.meaning("listen", "port") == "the port"
    assert words.meaning("listen", "host") == "**missing**"
    told = list(words.faults())
    assert [fault.partition(": ")[2] for fault in told] == [
        "listen.prot is not there in the code",
        "listen.host has no meaning yet",
    ]


def test_every_event_that_warns_says_what_to_do() -> None:
    rows = (ROOT / event_reference.PAGE).read_text(encoding="utf-8").splitlines()
    for event in catalogue():
        (row,) = (row for row in rows if row.startswith(f"| {event.number} |"))
        assert row.endswith("| – |") == (event.level == "info"), event.name
