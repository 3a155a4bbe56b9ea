"""What the shipped vocabulary reads in words as departments write them; expected is clinical sense."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdlijn.domain.identifiers import Code
from tijdlijn.domain.relevance.facts import Described, RegionSource
from tijdlijn.domain.study import Laterality
from tijdlijn.runtime.relevance.tables import load_relevance
from tijdlijn.wire.dicom.anatomy import BODY_PARTS

RELEVANCE = load_relevance()
ANOTHER = load_relevance()
WORDINGS = [
    tuple(cell.strip() for cell in line.split("|"))
    for line in Path(__file__).with_name("wordings.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.requirement("A57", "T4.4.words")
@pytest.mark.parametrize("row", WORDINGS, ids=lambda row: row[0])
def test_words_as_departments_write_them_are_read(row: tuple[str, ...]) -> None:
    description, modality, regions, side, kind, contrast = row
    facts = RELEVANCE.reader.facts(Described(description=description))
    assert facts.modalities == frozenset(modality.split())
    assert facts.regions == frozenset(regions.split())
    assert facts.side == (side or None)
    assert facts.kinds == frozenset(kind.split())
    assert facts.is_contrast_given == {"yes": True, "no": False, "": None}[contrast]


@pytest.mark.requirement("B35")
def test_what_no_rule_reads_stays_unknown_and_is_named_as_a_gap() -> None:
    facts = RELEVANCE.reader.facts(Described(description="Wiebelonderzoek 12", body_part="ZZZ"))
    assert (facts.regions, facts.region_source) == (frozenset(), None)
    assert facts.unread == ("wiebelonderzoek",)


@pytest.mark.hazard("H32")
def test_a_tag_that_contradicts_the_words_is_not_believed() -> None:
    facts = RELEVANCE.reader.facts(Described(description="MRI knie links", body_part="CHEST"))
    assert (facts.regions, facts.region_source) == (frozenset({"knee"}), RegionSource.DESCRIPTION)


def test_without_words_the_procedure_is_read_and_then_the_tag() -> None:
    procedure = Code("urn:oid:1.2.3", "4711", "Echo schouder rechts")
    said = RELEVANCE.reader.facts(Described(description="consult", procedure=procedure, body_part="HEAD"))
    assert (said.regions, said.side, said.region_source) == (
        frozenset({"shoulder"}),
        Laterality.RIGHT,
        RegionSource.PROCEDURE,
    )
    tagged = RELEVANCE.reader.facts(Described(description="consult", body_part="T-Spine"))
    assert (tagged.regions, tagged.region_source) == (frozenset({"tspine"}), RegionSource.BODY_PART)


def test_what_a_source_states_goes_before_what_its_words_say() -> None:
    facts = RELEVANCE.reader.facts(
        Described(
            description="CT knie L blanco",
            modalities=("MR", "SR"),
            laterality=Laterality.RIGHT,
            is_contrast_given=True,
        )
    )
    assert (facts.modalities, facts.side, facts.is_contrast_given) == (
        frozenset({"MR"}),
        Laterality.RIGHT,
        True,
    )


@pytest.mark.requirement("B34")
def test_where_the_codes_say_nothing_the_words_tell_the_modality() -> None:
    facts = RELEVANCE.reader.facts(Described(description="MRI knie", modalities=("OT", "SR")))
    assert facts.modalities == frozenset({"MR"})


def test_the_ct_of_a_pet_ct_is_an_aid_and_not_a_ct_of_its_own() -> None:
    assert RELEVANCE.reader.facts(Described(modalities=("CT", "PT"))).modalities == frozenset({"PET"})


def test_a_mammogram_without_words_shows_the_breast_whatever_its_tag_says() -> None:
    facts = RELEVANCE.reader.facts(Described(modalities=("MG",), body_part="CHEST"))
    assert (facts.regions, facts.region_source) == (frozenset({"breast"}), RegionSource.MODALITY)


@pytest.mark.hazard("H32")
@pytest.mark.parametrize("written", ["US BOT", "CT XX", "US HAN", "MR KNX"])
def test_a_short_word_is_never_mended(written: str) -> None:
    assert RELEVANCE.reader.facts(Described(description=written)).regions == frozenset()


@pytest.mark.hazard("H32")
def test_a_word_that_may_mean_two_things_stays_unread() -> None:
    facts = RELEVANCE.reader.facts(Described(description="CT thor abdo cerv"))
    assert "cerv" in facts.unread


@pytest.mark.parametrize("term", BODY_PARTS)
def test_every_body_part_that_the_product_knows_has_a_region(term: str) -> None:
    assert RELEVANCE.reader.facts(Described(body_part=term)).regions


@settings(deadline=None)  # a laden machine takes long over a first example
@given(st.text(max_size=300), st.text(max_size=40), st.lists(st.text(max_size=20), max_size=4))
def test_whatever_a_source_writes_is_read_the_same_way_twice(text: str, tag: str, codes: list[str]) -> None:
    study = Described(description=text, body_part=tag, modalities=tuple(codes), institution=text)
    assert RELEVANCE.reader.facts(study) == ANOTHER.reader.facts(study)
