"""Pages cut a list without a gap, a double, or a word about what is on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.domain.study import Study
from tijdlijn.services.gateway.answer import Item
from tijdlijn.services.gateway.pages import Cursor, cut, open_cursor, seal_cursor

TOKEN, OTHER_TOKEN = "a" * 43, "b" * 43


def items(positions: set[str]) -> tuple[Item, ...]:
    study = Study(StudyInstanceUID("2.25.1"))
    return tuple(Item(position, study) for position in sorted(positions, reverse=True))


@given(st.sets(st.text(max_size=5), max_size=20), st.integers(1, 25))
def test_all_pages_together_are_the_list(positions: set[str], count: int) -> None:
    whole = items(positions)
    cursor: Cursor | None = Cursor(count)
    found: list[Item] = []
    while cursor is not None:
        page = cut(whole, cursor)
        assert len(page.items) <= count
        found += page.items
        cursor = page.next

    assert tuple(found) == whole


@given(st.text(max_size=100), st.integers(1, 500))
def test_page_opens_with_its_own_token_only(after: str, count: int) -> None:
    sealed = seal_cursor(Cursor(count, after), TOKEN)

    assert open_cursor(sealed, TOKEN) == Cursor(count, after)
    with pytest.raises(InputInvalid):
        open_cursor(sealed, OTHER_TOKEN)


@given(st.text(max_size=2000))
def test_what_was_never_sealed_is_no_page(text: str) -> None:
    with pytest.raises(InputInvalid):
        open_cursor(text, TOKEN)
