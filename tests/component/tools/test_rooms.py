"""Plants one breach of each kind in a copy of the package and sees that the check for imports tells it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", "--no-logo"],
        cwd=tree,
        env={"PYTHONPATH": "src", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__", "dist")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.requirement("T2.5.imports")
def test_the_package_as_it_stands_breaks_no_rule(tree: Path) -> None:
    checked = lint(tree)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.requirement("T2.5.imports")
@pytest.mark.parametrize(
    ("module", "planted", "told"),
    [
        ("domain/study.py", "import tijdlijn.ports", "rooms stand in layers"),
        ("services/index/search.py", "import tijdlijn.services.directory", "deployables are strangers"),
        ("serving/app.py", "import tijdlijn.connectors", "knows no peer"),
        ("wire/oprf.py", "import asyncio", "touch no socket, process or event loop"),
        ("services/index/search.py", "import tijdlijn.store.directory", "tables belong to the directory"),
        ("services/timeline/flow.py", "import starlette", "the steps of the journey know neither"),
        ("connectors/mhd.py", "import tijdlijn.store.pool", "rooms stand in layers"),
        ("services/timeline/flow.py", "import tijdlijn.store.gateway", "tables belong to the gateway"),
        ("store/pool.py", "import tijdlijn.domain.bsn", "few rooms hold a patient's number"),
        ("services/index/search.py", "import psycopg", "spoken in the store alone"),
        ("domain/bsn.py", "import tijdlijn.domain.question", "siblings form no circle"),
        ("loose/__init__.py", '"""A room that no layer names."""', "rooms stand in layers"),
    ],
)
def test_a_planted_breach_is_told(tree: Path, module: str, planted: str, told: str) -> None:
    target = tree / "src" / "tijdlijn" / module
    target.parent.mkdir(exist_ok=True)
    with target.open("a", encoding="utf-8") as file:
        file.write(f"\n{planted}\n")
    checked = lint(tree)
    assert checked.returncode == 1
    broken = [line for line in checked.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(told in line for line in broken), checked.stdout
