from pathlib import Path

import pytest

from tools.traced_tests import Claim, claims, hazard_ids, requirement_ids

ROOT = Path(__file__).parents[3]


def tree(tmp_path: Path, text: str) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(text)
    return tmp_path


@pytest.mark.requirement("T2.5.traceable")
def test_marks_of_functions_classes_files_and_parameters_are_all_found(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        """
import pytest
pytestmark = [pytest.mark.requirement("A1"), pytest.mark.hazard("H1")]

@pytest.mark.requirement("A2", "B3")
async def test_one(): ...

@pytest.mark.requirement("A4")
class TestTwo:
    pytestmark = pytest.mark.requirement("A5")

    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.requirement("A6"))])
    def test_three(self, x): ...
""",
    )
    assert claims(root, "requirement") == [
        Claim("A1", "tests/test_it.py"),
        Claim("A2", "tests/test_it.py::test_one"),
        Claim("A4", "tests/test_it.py::TestTwo"),
        Claim("A5", "tests/test_it.py::TestTwo"),
        Claim("A6", "tests/test_it.py::TestTwo::test_three"),
        Claim("B3", "tests/test_it.py::test_one"),
    ]
    assert claims(root, "hazard") == [Claim("H1", "tests/test_it.py")]


def test_a_number_that_cannot_be_read_from_the_text_is_refused(tmp_path: Path) -> None:
    root = tree(tmp_path, "import pytest\nN = 'A1'\n@pytest.mark.requirement(N)\ndef test_one(): ...\n")
    with pytest.raises(SyntaxError, match="literal"):
        claims(root, "requirement")


@pytest.mark.requirement("T2.5.traceable")
def test_every_kind_of_number_has_lines_of_our_own() -> None:
    assert {"A43", "B22", "T2.4.retry"} <= requirement_ids(ROOT)
    assert {f"H{number}" for number in range(1, 11)} <= hazard_ids(ROOT)
