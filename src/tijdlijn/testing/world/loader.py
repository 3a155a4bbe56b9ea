"""Reads the world's files and refuses a world that contradicts itself, naming every fault at once."""

import tomllib
from pathlib import Path

from tijdlijn.domain.access import Professional
from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.testing.world.checks import world_faults
from tijdlijn.testing.world.model import World, WorldInstitution
from tijdlijn.testing.world.story_file import read_story
from tijdlijn.testing.world.tables import Table

SHIPPED_WORLD = Path(__file__).parent


def load_world(folder: Path = SHIPPED_WORLD) -> World:
    """Read `institutions.toml` and every `stories/*.toml` of `folder`; the file's name is the story's key.

    Raises:
        ConfigurationInvalid: with every fault of every file.
    """
    faults: list[str] = []
    top = _open(folder / "institutions.toml", faults)
    institutions = [_institution(table) for table in top.tables("institution")]
    staff = dict(_professional(table) for table in top.tables("professional"))
    top.finish()
    stories = []
    for path in sorted((folder / "stories").glob("*.toml")):
        story = read_story(path.stem, _open(path, faults), staff)
        if story is not None:
            stories.append(story)
    known = [institution for institution in institutions if institution is not None]
    world = World(tuple(sorted(known, key=lambda one: one.ura)), tuple(stories))
    if not faults:
        faults += world_faults(world)
    if faults:
        raise ConfigurationInvalid(faults)
    return world


def _open(path: Path, faults: list[str]) -> Table:
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8")), path.name, faults)
    except (OSError, ValueError) as cause:
        faults.append(f"{path.name}: not readable as TOML ({cause})")
        return Table({}, path.name, [])


def _institution(table: Table) -> WorldInstitution | None:
    ura = table.text("ura")
    try:
        checked_ura = Ura(ura)
    except InputInvalid as cause:
        table.fault(str(cause))
        return None
    institution = WorldInstitution(
        ura=checked_ura,
        name=table.text("name"),
        short_name=table.text("short_name"),
        slug=table.text("slug"),
        facility_type=table.text("facility_type"),
        phone=table.text("phone"),
        issuer_oid=table.text("issuer_oid"),
        accession_issuer_oid=table.text("accession_issuer_oid"),
        accession_prefix=table.text("accession_prefix"),
        running=table.flag("running"),
        connected=table.flag("connected"),
        character_set=table.text("character_set", "ISO_IR 192"),
    )
    table.finish()
    return institution


def _professional(table: Table) -> tuple[str, tuple[str, Professional]]:
    key, institution = table.text("key"), table.text("institution")
    person = Professional(
        user_id=table.text("user_id"),
        name=table.text("name"),
        role_code=table.text("role_code"),
        role_name=table.text("role_name"),
    )
    table.finish()
    return key, (institution, person)
