"""The shipped world holds together, and a world that does not is refused with every fault."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tijdlijn.domain.consent import ConsentChoice
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.testing.phantoms.pictures import AortaEcho, CtaAbdomen
from tijdlijn.testing.world.identities import accession_number, local_patient_id, report_id, study_uid
from tijdlijn.testing.world.loader import SHIPPED_WORLD, load_world
from tijdlijn.testing.world.model import World


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.mark.requirement("T2.2.stories")
def test_the_shipped_world_has_its_stories_and_five_running_institutions(world: World) -> None:
    assert {story.key for story in world.stories} >= {
        "aneurysma",
        "leeg",
        "geweigerd",
        "onbereikbaar",
        "kapot",
        "nodus",
        "oncologie",
        "trauma",
        "kind",
        "dubbel",
        "zonderbsn",
        "tweeling",
        "tweelingzus",
        "zijde",
        "tweemaal",
        "halfweg",
        "gefuseerd",
    }
    assert sum(one.running for one in world.institutions) == 5
    assert [one.slug for one in world.institutions if one.connected and not one.running] == [
        "streekziekenhuis-waterland"
    ]


@pytest.mark.requirement("T2.2.test-persons", "B58")
def test_everybody_is_visibly_a_test_person_of_the_test_range(world: World) -> None:
    for story in world.stories:
        assert story.patient.name.startswith("Test-")
        bsn = story.patient.known_bsn
        assert bsn is None or bsn.digits.startswith("9999")
    authors = {report.author for story in world.stories for report in story.reports}
    assert all("Test-" in author for author in authors)


def test_the_aneurysm_never_shrinks_and_each_report_names_its_own_diameter(world: World) -> None:
    story = world.story("aneurysma")
    measured = [
        (study, study.picture.diameter_mm)
        for study in story.studies
        if isinstance(study.picture, CtaAbdomen | AortaEcho)
    ]
    measured.sort(key=lambda pair: pair[0].days_ago, reverse=True)
    diameters = [diameter for _, diameter in measured]
    assert diameters == sorted(diameters)
    assert {42, 50, 58} <= set(diameters)
    for study, diameter in measured:
        for report in story.reports:
            if report.institution == study.institution and study.number in report.studies:
                assert f"{diameter:g} mm" in report.text


def test_the_current_cta_has_no_report_yet_and_one_report_has_an_addendum(world: World) -> None:
    story = world.story("aneurysma")
    reported = {(report.institution, number) for report in story.reports for number in report.studies}
    assert ("ziekenhuis-fryslan", 1) not in reported
    assert any(report.appends_to for report in story.reports)
    assert any(report.replaces for report in story.reports)


def test_the_one_who_refused_did_so_only_where_the_other_studies_are(world: World) -> None:
    story = world.story("geweigerd")
    refused = {
        slug for one in story.consents if one.choice is ConsentChoice.REFUSED for slug in one.institutions
    }
    assert refused == {"umc-rijnmond"}
    assert {study.institution for study in story.studies} == {"umc-rijnmond", "ziekenhuis-fryslan"}


def test_identities_follow_from_their_names_alone(world: World) -> None:
    rijnmond, delfshaven = world.institution("umc-rijnmond"), world.institution("mc-delfshaven")
    assert study_uid("umc-rijnmond", "aneurysma", 1) == study_uid("umc-rijnmond", "aneurysma", 1)
    assert study_uid("umc-rijnmond", "aneurysma", 1) != study_uid("mc-delfshaven", "aneurysma", 1)
    assert report_id("umc-rijnmond", "aneurysma", 1) != study_uid("umc-rijnmond", "aneurysma", 1).value
    assert local_patient_id(rijnmond, "aneurysma") != local_patient_id(delfshaven, "aneurysma")
    assert accession_number(rijnmond, "aneurysma", 1).issuer == rijnmond.accession_issuer_oid
    assert len(accession_number(rijnmond, "aneurysma", 1).value) <= 16


def test_the_patient_is_known_wherever_anything_of_them_stands(world: World) -> None:
    assert world.story("leeg").known_at == {"ziekenhuis-fryslan"}
    assert len(world.story("aneurysma").known_at) == 5


BREAKAGES = {
    "a BSN that fails the elfproef": ('bsn = "999911508"', 'bsn = "999911509"', "elfproef"),
    "a BSN outside the test range": ('bsn = "999911508"', 'bsn = "123456782"', "test range"),
    "a BSN of somebody else": ('bsn = "999911508"', 'bsn = "999911120"', "same BSN"),
    "a name that could be real": ('name = "Test-Kapot, H. (Hielke)"', 'name = "Jansen"', "begins with Test-"),
    "an institution nobody knows": ('"diagnostiek-zuid"]', '"elders"]', "unknown or unconnected"),
    "a key with a typing error": ("laterality =", "lateralty =", "unknown key lateralty"),
    "a side that does not exist": ('laterality = "right"', 'laterality = "up"', "must be one of"),
    "a picture that does not exist": ("RG3_UNCR.dcm", "RG9.dcm", "has no file"),
    "a report on no study": ("studies = [1]", "studies = [7]", "no study 7"),
    "a wrong type": ("days_ago = 130", 'days_ago = "130"', "wrong type"),
    "a missing text": ('title = "Een bestand dat half leesbaar is"', "", "title is missing"),
    "a professional nobody knows": ('professional = "seh-arts"', 'professional = "piet"', "no professional"),
    "a syntax of none": ("damage =", 'stored_as = "zip"\ndamage =', "stored_as must be one of"),
    "a published file in another syntax": ("damage =", 'stored_as = "rle"\ndamage =', "keeps its own"),
    "nobody's number and others' studies": ('bsn = "999911508"\n', "", "without a BSN"),
    "broken TOML": ("[patient]", "[patient", "not readable as TOML"),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_world_that_does_not_hold_is_refused(breakage: str, tmp_path: Path) -> None:
    before, after, fault = BREAKAGES[breakage]
    folder = _copied(tmp_path)
    story = folder / "stories" / "kapot.toml"
    text = story.read_text(encoding="utf-8")
    assert before in text
    story.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ConfigurationInvalid, match=fault) as caught:
        load_world(folder)
    assert "9999" not in str(caught.value).replace("9999xxxxx", ""), "no BSN in an error"


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    folder = _copied(tmp_path)
    for name in ("leeg", "kapot"):
        story = folder / "stories" / f"{name}.toml"
        story.write_text(story.read_text(encoding="utf-8").replace("title =", "titel ="), encoding="utf-8")
    with pytest.raises(ConfigurationInvalid) as caught:
        load_world(folder)
    assert {fault.split()[0].rstrip(":") for fault in caught.value.faults} == {"leeg.toml", "kapot.toml"}


def test_text_that_an_archive_cannot_write_is_refused(tmp_path: Path) -> None:
    folder = _copied(tmp_path)
    story = folder / "stories" / "aneurysma.toml"
    text = story.read_text(encoding="utf-8")
    story.write_text(text.replace("X-thorax preoperatief", "X-thorax Œ"), encoding="utf-8")
    with pytest.raises(ConfigurationInvalid, match="not writable in ISO_IR 100"):
        load_world(folder)


def test_a_new_story_is_one_file(tmp_path: Path) -> None:
    folder = _copied(tmp_path)
    text = (folder / "stories" / "leeg.toml").read_text(encoding="utf-8")
    (folder / "stories" / "nieuw.toml").write_text(text.replace("999911211", "999900006"), encoding="utf-8")
    assert load_world(folder).story("nieuw").patient.birth_date == date(1988, 7, 2)


def _copied(tmp_path: Path) -> Path:
    folder = tmp_path / "world"
    shutil.copytree(SHIPPED_WORLD, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder
