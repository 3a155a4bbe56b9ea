"""The suite of `ports.PatientIndex`: a file of patients, and the fake."""

from pathlib import Path

import pytest

from tijdlijn.connectors.patient_file import PatientFile
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.ports import KnownPatient, PatientIndex
from tijdlijn.testing.fakes.patient_index import InMemoryPatientIndex

TWO_NUMBERS = KnownPatient(
    Bsn("999900006"), frozenset({LocalPatientId("1", "2.25.1"), LocalPatientId("1", "2.25.2")})
)
NO_NUMBER = KnownPatient(Bsn("999900018"), frozenset())
FILE = """
[[patient]]
bsn = "999900006"
[[patient.local_id]]
value = "1"
issuer = "2.25.1"
[[patient.local_id]]
value = "1"
issuer = "2.25.2"
[[patient]]
bsn = "999900018"
local_id = []
"""


@pytest.fixture(params=["file", "in-memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> PatientIndex:
    """Knows both patients."""
    if request.param == "in-memory":
        return InMemoryPatientIndex([TWO_NUMBERS, NO_NUMBER])
    return read(tmp_path, FILE)


def read(folder: Path, content: str) -> PatientFile:
    path = folder / "patients.toml"
    path.write_text(content)
    return PatientFile.read(path)


@pytest.mark.requirement("T2.3.local-numbers", "B5")
async def test_known_patient_is_found_with_all_numbers(index: PatientIndex) -> None:
    assert await index.find(TWO_NUMBERS.patient) == TWO_NUMBERS


async def test_unknown_patient_is_none(index: PatientIndex) -> None:
    assert await index.find(Bsn("999900031")) is None


async def test_everyone_is_everyone_once(index: PatientIndex) -> None:
    found = [known async for known in index.everyone()]

    assert len(found) == 2
    assert {known.patient: known for known in found} == {
        known.patient: known for known in (TWO_NUMBERS, NO_NUMBER)
    }


def test_file_without_patients_is_a_file_of_nobody(tmp_path: Path) -> None:
    read(tmp_path, "")


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T2.6.config", "B3")
@pytest.mark.parametrize(
    "content",
    [
        "not toml",
        '[[patient]]\nbsn = "999900007"\nlocal_id = []',
        "[[patient]]\nbsn = 999900006\nlocal_id = []",
        '[[patient]]\nbsn = "999900006"',
        '[[patient]]\nbsn = "999900006"\nlocal_id = []\nname = "Test-Iemand"',
        '[[patient]]\nbsn = "999900006"\nlocal_id = []\n[[patient]]\nbsn = "999900006"\nlocal_id = []',
        '[[patient]]\nbsn = "999900006"\nlocal_id = [{value = "1", issuer = "2"}]\n'
        '[[patient]]\nbsn = "999900018"\nlocal_id = [{value = "1", issuer = "2"}]',
    ],
    ids=["no toml", "no BSN", "a number", "no list", "unknown field", "twice", "number of two people"],
)
def test_file_that_cannot_be_trusted_stops_the_start_and_repeats_no_number(
    tmp_path: Path, content: str
) -> None:
    with pytest.raises(ConfigurationInvalid) as raised:
        read(tmp_path, content)
    assert "9999" not in str(raised.value)


def test_missing_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid):
        PatientFile.read(tmp_path / "patients.toml")
