"""Rule table and vocabulary as data: a site's own is taken, and what cannot be is named by its place."""

from datetime import date
from pathlib import Path

import pytest

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.domain.identifiers import Code
from tijdlijn.domain.relevance.facts import Described
from tijdlijn.domain.relevance.reasons import Reason, ReasonKey
from tijdlijn.domain.study import StudyMoment
from tijdlijn.runtime.relevance.tables import (
    MAX_TABLE_BYTES,
    SHIPPED_RULES,
    SHIPPED_VOCABULARY,
    Relevance,
    load_relevance,
)

RULES = SHIPPED_RULES.read_text(encoding="utf-8")
VOCABULARY = SHIPPED_VOCABULARY.read_text(encoding="utf-8")


def loaded(folder: Path, rules: str = RULES, vocabulary: str = VOCABULARY) -> Relevance:
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    (folder / "vocabulary.toml").write_text(vocabulary, encoding="utf-8")
    return load_relevance(folder / "rules.toml", folder / "vocabulary.toml")


@pytest.mark.requirement("T4.3.table")
def test_a_site_replaces_the_rules_by_its_own(tmp_path: Path) -> None:
    own = loaded(tmp_path, RULES.replace('"2026.2"', '"own.7"').replace("reported = 2 ", "reported = 40 "))
    assert own.rules.version == "own.7"
    now = own.reader.facts(Described(StudyMoment(date(2026, 1, 1)), description="CT thorax"))
    prior = own.reader.facts(
        Described(StudyMoment(date(2025, 1, 1)), description="X-enkel", is_reported=True)
    )
    assert Reason(ReasonKey.REPORTED, 40) in own.scorer.ranked(now, {"1": prior})[0].reasons


@pytest.mark.requirement("T4.3.table")
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("reported = 2 ", "reportd = 4 ", "missing required field `reported`"),
        ("reported = 2 ", 'reported = "many" ', "$.reported"),
        ("reported = 2 ", "reported = 2\nreprted = 3 ", "reprted: there is no such setting"),
        ("later = -200", "latr = 1\nlater = -200", "time.latr: there is no such setting"),
        ("points = -8", "points = -8\npoint = 3", "time.stale[0].point: there is no such setting"),
        ('"2026.2"', '" "', "version: is empty"),
        ("best_weight = 0.6", "best_weight = 6.0", "region.best_weight: a share lies from 0 to 1"),
        ('["CT", "MR"], share = 0.7', '["CT", "MR"], share = 7', "modality.pairs[0].share: a share lies"),
        ('["CT", "MR"]', '["CT", "MRI"]', "modality.pairs[0].of: the vocabulary has no modality 'MRI'"),
        ('modality = "US"', 'modality = "ECHO"', "time.stale[0].modality: the vocabulary has no modality"),
        ("fewest = 3", "fewest = 9", "suggestions: fewest is at least 1"),
        ("halving_months = 18", "halving_months = 0", "time.halving_months: more than 0"),
        ("gap_months = 24", "gap_months = 0", "chain.gap_months: more than 0"),
        ("reported = 2 ", "reported = = 4 ", "is not TOML"),
    ],
)
def test_a_rule_table_that_cannot_be_is_turned_away(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in RULES
    with pytest.raises(ConfigurationInvalid) as raised:
        loaded(tmp_path, rules=RULES.replace(old, new, 1))
    assert fault in str(raised.value)
    assert "rules.toml" in str(raised.value)


@pytest.mark.requirement("T4.3.table")
@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ('[[terms]]\nwords = ["zzz"]\nregions = ["knees"]', "there is no region 'knees'"),
        ('[[terms]]\nwords = ["zzz"]\nmodality = "MRI"', "there is no modality 'MRI'"),
        ('[[terms]]\nwords = ["zzz"]\nkind = "zzz"', "there is no kind 'zzz'"),
        ('[[terms]]\nwords = ["zzz"]\nside = "links"', "side"),
        ('[[terms]]\nword = ["zzz"]', "missing required field `words`"),
        ('[regions.new]\nnl = "a"\nen = "b"\nparts = ["zzz"]', "regions.new.parts: there is no region 'zzz'"),
        ('[regions.new]\nnl = "a"\nen = "b"\nnear = { hand = 2 }', "regions.new.near.hand: a share lies"),
        ('[modalities.new]\nnl = "a"\nen = "b"\ncodes = []\noutranks = ["zzz"]', "modalities.new.outranks"),
    ],
)
def test_a_vocabulary_that_cannot_be_is_turned_away(tmp_path: Path, added: str, fault: str) -> None:
    with pytest.raises(ConfigurationInvalid) as raised:
        loaded(tmp_path, vocabulary=f"{VOCABULARY}\n{added}\n")
    assert fault in str(raised.value)


def test_a_table_that_is_too_large_or_no_text_is_turned_away(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid, match="larger than"):
        loaded(tmp_path, rules="#" * (MAX_TABLE_BYTES + 1))
    (tmp_path / "rules.toml").write_bytes(b'version = "\xff"')
    with pytest.raises(ConfigurationInvalid, match="not UTF-8"):
        load_relevance(tmp_path / "rules.toml")


OWN_WORDS = """
[[sources]]
institutions = ["Test-Ziekenhuis Noord"]
descriptions = { "PROT 12" = "MRI knie links" }
procedure_codes = { "8-A" = "CT thorax" }
body_parts = { "QK" = "knie" }
"""


@pytest.mark.requirement("A57", "B36", "T4.4.per-source")
def test_one_source_has_words_and_codes_of_its_own(tmp_path: Path) -> None:
    reader = loaded(tmp_path, vocabulary=VOCABULARY + OWN_WORDS).reader
    at, elsewhere = "Test-ziekenhuis noord", "Test-Ziekenhuis Zuid"
    assert reader.facts(Described(description="prot-12", institution=at)).regions == {"knee"}
    assert reader.facts(Described(description="prot-12", institution=elsewhere)).regions == set()
    code = Code("urn:oid:1.2.3", "8-a")
    assert reader.facts(Described(procedure=code, institution=at)).regions == {"chest"}
    assert reader.facts(Described(procedure=code, institution=elsewhere)).regions == set()
    assert reader.facts(Described(body_part="QK", institution=at)).regions == {"knee"}
    assert reader.facts(Described(body_part="QK", institution=elsewhere)).regions == set()
