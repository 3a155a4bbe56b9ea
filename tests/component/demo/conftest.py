"""Demos of these tests: one world is built and started once, every other start goes on from a copy of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lib.demo_process import DemoProcess, copy_of

FIRST_START_WITHIN_S = 240


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # The first of them builds and starts the demo.
            item.add_marker(pytest.mark.timeout(FIRST_START_WITHIN_S))


@dataclass(frozen=True)
class FirstDay:
    """The first start in a folder: what was said, and what the timeline gave; ended with Ctrl-C."""

    demo: DemoProcess
    status: int
    timeline: str

    @property
    def root(self) -> Path:
        """The folder, in which nothing runs any more."""
        return self.demo.folder.root


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> FirstDay:
    """One world, built and used, below a folder that is closed to others and has spaces in its path."""
    demo = DemoProcess.start(tmp_path_factory.mktemp("closed to others") / "a demo")
    try:
        demo.wait_running()
        timeline = demo.cli("timeline", "aneurysma", "--json").stdout
        return FirstDay(demo, demo.end(), timeline)
    finally:
        demo.kill()


StartDemo = Callable[..., DemoProcess]


@pytest.fixture
def start_demo() -> Iterator[StartDemo]:
    """Start demos that are ended with the test at the latest."""
    started: list[DemoProcess] = []

    def start(root: Path, *arguments: str, **more: object) -> DemoProcess:
        started.append(DemoProcess.start(root, *arguments, **more))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for demo in started:
        demo.kill()


@pytest.fixture
def next_day(first_day: FirstDay, tmp_path: Path) -> Path:
    """A folder in which the demo ran before."""
    return copy_of(first_day.root, tmp_path / "a demo")


@pytest.fixture(scope="session")
def demo(first_day: FirstDay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoProcess]:
    """One demo that runs, second start of its world; what a test changes in it, it puts back."""
    demo = DemoProcess.start(copy_of(first_day.root, tmp_path_factory.mktemp("second day") / "a demo"))
    try:
        yield demo.wait_running()
        demo.end()
    finally:
        demo.kill()
