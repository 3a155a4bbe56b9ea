import re
import shutil
from pathlib import Path

import pytest

from tijdlijn.domain.outcome import OutcomeKind
from tijdlijn.runtime.config import load_config
from tijdlijn.runtime.relevance.tables import SHIPPED_VOCABULARY, load_relevance
from tijdlijn.store.quiet_log import QUIET_LOG
from tijdlijn.testing.world.loader import SHIPPED_WORLD, load_world
from tijdlijn.wire.relevance.cases import decode_cases

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def examples(page: str) -> list[str]:
    return BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


def test_the_story_in_the_how_to_is_one_that_the_demo_takes(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED_WORLD, tmp_path / "world", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (story,) = examples("how-to/tell-a-story.md")
    (tmp_path / "world" / "stories" / "schouder.toml").write_text(story, encoding="utf-8")
    assert load_world(tmp_path / "world").story("schouder").patient.name.startswith("Test-")


def test_every_story_has_a_page_in_the_tutorial_that_tells_how_to_open_it() -> None:
    for story in load_world().stories:
        page = (DOCS / "tutorial" / f"{story.key}.md").read_text(encoding="utf-8")
        assert f"tijdlijn demo timeline {story.key}" in page
        assert story.patient.name.partition(",")[0] in page


@pytest.mark.parametrize("archive", ["folder", "dicomweb"])
def test_the_gateway_in_the_how_to_is_a_configuration_that_is_taken(tmp_path: Path, archive: str) -> None:
    whole, dicomweb, *_ = examples("how-to/run-a-gateway.md")
    if archive == "dicomweb":
        whole = re.sub(r"\[gateway\.archive\]\n(.+\n)+", dicomweb, whole)
    whole = whole.replace('"/srv/', f'"{tmp_path}/srv/')
    for place in re.findall(r'^\w+ = "((?:tls|secrets)/[^"]+|\w+\.toml)"', whole, re.MULTILINE):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).touch()
    for folder in ("srv/archive", "srv/reports"):
        (tmp_path / folder).mkdir(parents=True)
    file = tmp_path / "gateway.toml"
    file.write_text(whole, encoding="utf-8")
    config = load_config(file)
    assert config.strict
    assert config.gateway is not None
    assert config.gateway.archive.kind == archive


def test_the_settings_that_keep_a_database_log_quiet_stand_in_the_how_to() -> None:
    page = (DOCS / "how-to" / "use-another-postgresql.md").read_text(encoding="utf-8")
    for setting, value in QUIET_LOG.items():
        assert f"| `{setting}` | `{value}` |" in page


@pytest.mark.parametrize("kind", list(OutcomeKind))
def test_every_outcome_is_a_word_of_the_glossary(kind: OutcomeKind) -> None:
    assert f"| `{kind}` |" in (DOCS / "GLOSSARY.md").read_text(encoding="utf-8")


def test_the_cases_and_the_mapping_in_the_how_to_are_taken(tmp_path: Path) -> None:
    page = (DOCS / "how-to" / "choose-relevant-priors.md").read_text(encoding="utf-8")
    (cases,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    assert [case.case_id for case in decode_cases(cases.encode())] == ["1"]
    mapping, _ = examples("how-to/choose-relevant-priors.md")
    own = tmp_path / "vocabulary.toml"
    own.write_text(SHIPPED_VOCABULARY.read_text(encoding="utf-8") + mapping, encoding="utf-8")
    assert load_relevance(vocabulary=own).vocabulary.sources
