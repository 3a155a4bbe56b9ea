"""Ties every test to the lines it claims to show; a number without a line stops the run before it starts."""

from pathlib import Path

import pytest

from tests.lib.demo_world import demo_world
from tools.traced_tests import HAZARDS, REQUIREMENTS, hazard_ids, requirement_ids

__all__ = ["demo_world"]

ROOT = Path(__file__).parents[1]
DEMO_STARTS_WITHIN_S = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "demo_world" in getattr(item, "fixturenames", ()):
            # The first of them builds and starts the demo.
            item.add_marker(pytest.mark.timeout(DEMO_STARTS_WITHIN_S))
    for mark, known, lines in (
        ("requirement", requirement_ids(ROOT), REQUIREMENTS),
        ("hazard", hazard_ids(ROOT), HAZARDS),
    ):
        for item in items:
            for found in item.iter_markers(mark):
                unknown = set(found.args) - known
                if unknown or not found.args:
                    raise pytest.UsageError(f"{item.nodeid}: {mark} {found.args} has no line in {lines}")
