"""Reading named queries from `.sql` files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.store.sql import load_queries, parse_queries

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(blacklist_categories=("C", "Z"), blacklist_characters="-"), min_size=1)


def _faults(text: str) -> list[str]:
    faults: list[str] = []
    parse_queries(text, "file.sql", faults)
    return faults


@given(st.dictionaries(NAMES, TEXTS, max_size=5), st.sampled_from(["\n", "\n\n", "\n   \n"]))
def test_every_block_comes_back_under_its_name(statements: dict[str, str], between: str) -> None:
    text = between.join(f"-- name: {name}\n-- Why.\n{text}" for name, text in statements.items())
    faults: list[str] = []
    assert dict(parse_queries(text, "file.sql", faults)) == statements
    assert faults == []


def test_comments_may_stand_above_the_first_name() -> None:
    assert _faults("-- All about things.\n\n-- name: a\n-- Why.\nSELECT 1;") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("SELECT 1;\n-- name: a\n-- Why.\nSELECT 1;", "before the first name"),
        ("-- name: A-b\n-- Why.\nSELECT 1;", "no name for a query"),
        ("-- name: \n-- Why.\nSELECT 1;", "no name for a query"),
        ("-- name: a\nSELECT 1;", "needs a purpose"),
        ("-- name: a\n-- Why.\n", "needs a purpose and a statement"),
    ],
)
def test_a_block_that_is_not_whole_is_a_fault(text: str, fault: str) -> None:
    (found,) = _faults(text)
    assert fault in found


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    _faults(text)


@pytest.mark.parametrize("package", ["tijdlijn.store", "tijdlijn.store.record"])
def test_our_own_queries_can_be_read(package: str) -> None:
    assert load_queries(package)


def test_a_name_that_stands_twice_is_refused(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("twice")
    queries = folder / "package_with_queries" / "queries"
    queries.mkdir(parents=True)
    (queries.parent / "__init__.py").touch()
    for file in ("one.sql", "two.sql"):
        (queries / file).write_text("-- name: a\n-- Why.\nSELECT 1;\n")
    monkeypatch.syspath_prepend(folder)
    with pytest.raises(ConfigurationInvalid, match="query a stands twice"):
        load_queries("package_with_queries")
