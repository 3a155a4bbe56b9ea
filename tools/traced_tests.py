"""Which tests claim to show which requirement or hazard, read from their text without running anything.

Marks are read from the syntax tree, so that a page can be written in a second, and a test that is skipped on
this machine still counts as existing. The same lines tell the test run which numbers exist
(`tests/conftest.py`).
"""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

REQUIREMENTS = Path("docs/reference/requirements.toml")
HAZARDS = Path("docs/safety/hazards.toml")

Mark = Literal["requirement", "hazard"]


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """One test, class or file (`where`, as pytest writes it) that says that it shows `shown`."""

    shown: str
    where: str


def claims(root: Path, mark: Mark) -> list[Claim]:
    """Give every claim in `root`'s tests, ordered by number and place, each once.

    Raises:
        SyntaxError: a test file is not Python.
    """
    found: set[Claim] = set()
    for path in sorted((root / "tests").rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        found.update(_claims_in(module.body, path.relative_to(root).as_posix(), mark))
    return sorted(found)


def requirement_ids(root: Path) -> frozenset[str]:
    """Give every number that has a line: `A43`, `B22`, `T2.4.retry`."""
    with (root / REQUIREMENTS).open("rb") as file:
        groups = tomllib.load(file)
    return frozenset(
        requirement_id(group, line) for group, lines in groups.items() for line in lines if line != "title"
    )


def requirement_id(group: str, line: str) -> str:
    """Give the number of a line in a group: `A` and `43` are `A43`, `T2.4` and `retry` are `T2.4.retry`."""
    return f"{group}.{line}" if "." in group else f"{group}{line}"


def hazard_ids(root: Path) -> frozenset[str]:
    """Give every hazard that has an entry."""
    with (root / HAZARDS).open("rb") as file:
        return frozenset(tomllib.load(file))


def _claims_in(body: list[ast.stmt], where: str, mark: Mark) -> Iterator[Claim]:
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                place = f"{where}::{name}"
                for decorator in statement.decorator_list:
                    yield from _marks_in(decorator, place, mark)
            case ast.ClassDef(name=name, body=inner):
                place = f"{where}::{name}"
                for decorator in statement.decorator_list:
                    yield from _marks_in(decorator, place, mark)
                yield from _claims_in(inner, place, mark)
            case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
                yield from _marks_in(value, where, mark)
            case _:
                continue


def _marks_in(expression: ast.expr, where: str, mark: Mark) -> Iterator[Claim]:
    for node in ast.walk(expression):
        match node:
            case ast.Call(func=ast.Attribute(attr=name, value=ast.Attribute(attr="mark"))) if name == mark:
                for argument in node.args:
                    if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                        raise SyntaxError(f"{where}: {mark} takes literal strings")
                    yield Claim(argument.value, where)
            case _:
                continue
