import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GLOSSARY = (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "tijdlijn"
DOMAIN = [*sorted((SOURCE / "domain").glob("*.py")), *sorted((SOURCE / "ports").glob("*.py"))]


@pytest.mark.parametrize("module", DOMAIN, ids=lambda module: module.stem)
def test_every_class_of_the_domain_is_a_word_of_the_glossary(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    missing = {name for name in classes if not name.startswith("_") and f"`{name}`" not in GLOSSARY}
    assert not missing


def test_every_word_has_a_meaning_and_stands_once() -> None:
    words = []
    for line in GLOSSARY.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "word":
            words.append(cells[0])
            assert all(cells), line
    assert len(words) > 80
    assert sorted(words) == sorted(set(words))
