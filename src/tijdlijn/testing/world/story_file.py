"""Reads one story's file into its plan."""

from collections.abc import Mapping

from tijdlijn.domain.access import Professional
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.patient import Sex
from tijdlijn.domain.study import Laterality, ReportStatus
from tijdlijn.testing.world.model import (
    ConsentPlan,
    CopyPlan,
    Damage,
    Encounter,
    InventedPerson,
    ReportPlan,
    Story,
    StudyPlan,
)
from tijdlijn.testing.world.picture_table import read_picture
from tijdlijn.testing.world.tables import Table

Staff = Mapping[str, tuple[str, Professional]]
"""Key of a professional → slug of the institution and the person."""


def read_story(key: str, top: Table, staff: Staff) -> Story | None:
    """Give the story, or `None` when person or encounter could not be read; every fault is noted in the
    table.
    """
    title, text = top.text("title"), top.text("text")
    patient, encounter = _patient(top.table("patient")), _encounter(top.table("epd"), staff)
    consents = tuple(_consent(table) for table in top.tables("consent"))
    studies = tuple(_study(table) for table in top.tables("study"))
    copies = tuple(_copy(table) for table in top.tables("copy"))
    reports = tuple(_report(table) for table in top.tables("report"))
    top.finish()
    if patient is None or encounter is None:
        return None
    return Story(key, title, text, patient, encounter, consents, studies, copies, reports)


def _patient(table: Table) -> InventedPerson | None:
    digits = table.optional_text("bsn")
    name, dicom_name = table.text("name"), table.text("dicom_name")
    birth_date, sex = table.day("birth_date"), table.choice("sex", Sex)
    table.finish()
    try:
        return InventedPerson(Bsn(digits) if digits is not None else None, name, dicom_name, birth_date, sex)
    except InputInvalid as cause:
        table.fault(str(cause))
        return None


def _encounter(table: Table, staff: Staff) -> Encounter | None:
    key = table.text("professional")
    situation, encounter_id, started = (
        table.text("situation"),
        table.text("encounter"),
        table.clock("started"),
    )
    table.finish()
    if key not in staff:
        table.fault(f"no professional has the key {key}")
        return None
    institution, professional = staff[key]
    return Encounter(institution, professional, situation, encounter_id, started)


def _consent(table: Table) -> ConsentPlan:
    plan = ConsentPlan(
        table.texts("institutions"), table.choice("choice", ConsentChoice), table.integer("days_ago")
    )
    table.finish()
    return plan


def _study(table: Table) -> StudyPlan:
    plan = StudyPlan(
        institution=table.text("institution"),
        number=table.integer("number", 1),
        days_ago=table.integer("days_ago"),
        at=table.clock("time"),
        description=table.text("description"),
        modality=table.text("modality"),
        body_part=table.text("body_part"),
        laterality=table.optional_choice("laterality", Laterality),
        picture=read_picture(table.table("picture")),
        damage=table.optional_choice("damage", Damage),
        former_name=table.optional_text("former_name"),
        stored_as=table.optional_text("stored_as"),
    )
    table.finish()
    return plan


def _copy(table: Table) -> CopyPlan:
    origin = table.table("origin")
    plan = CopyPlan(
        institution=table.text("institution"),
        number=table.integer("number", 1),
        origin=(origin.text("institution"), origin.integer("number", 1)),
        keep_instances=table.integer("keep_instances", 1),
        is_renumbered=table.flag("is_renumbered", False),
        has_new_uids=table.flag("has_new_uids", False),
        is_silent=table.flag("is_silent", False),
    )
    origin.finish()
    table.finish()
    return plan


def _report(table: Table) -> ReportPlan:
    plan = ReportPlan(
        institution=table.text("institution"),
        number=table.integer("number", 1),
        studies=table.integers("studies"),
        status=table.choice("status", ReportStatus),
        title=table.text("title"),
        author=table.text("author"),
        days_after=table.integer("days_after"),
        at=table.clock("time"),
        text=table.text("text"),
        forms=table.texts("forms"),
        appends_to=table.optional_integer("appends_to"),
        replaces=table.optional_integer("replaces"),
    )
    table.finish()
    return plan
