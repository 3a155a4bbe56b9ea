"""`demo`: everything on this machine, and the commands beside it."""

import argparse
import asyncio
import os
import sys

from tijdlijn.cli.deployable import KINDS, entry_of
from tijdlijn.cli.status import COMPLETE, INCOMPLETE
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config import Kind
from tijdlijn.testing.demo.folder import DEFAULT_ROOT, DemoFolder

FOLDER = DEFAULT_ROOT


def run(chosen: argparse.Namespace) -> int:
    """Run the demo until it is asked to end."""
    # Everything is imported once, before the fork; one thread only, or the fork would copy locks (§8a).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from tijdlijn.testing.demo.run import run_demo

    runs = {Kind(kind): entry_of(Kind(kind)).run for kind in KINDS}
    return run_demo(_folder(chosen), runs, reset=chosen.reset, dicomweb=dict(chosen.dicomweb))


def timeline(chosen: argparse.Namespace) -> int:
    """Print the timeline of a story's patient."""
    from tijdlijn.testing.demo.headless import print_timeline
    from tijdlijn.testing.demo.running import running_demo
    from tijdlijn.testing.world.loader import load_world

    stories = [story.key for story in load_world().stories]
    if chosen.story not in stories:
        raise ConfigurationInvalid([f"er is geen verhaal {chosen.story!r}; wel {', '.join(stories)}"])
    epd = running_demo(_folder(chosen)).epd
    is_complete = asyncio.run(print_timeline(epd, chosen.story, as_json=chosen.json))
    return COMPLETE if is_complete else INCOMPLETE


def control(chosen: argparse.Namespace) -> int:
    """Stop or start a process, and print which run."""
    from tijdlijn.testing.demo.control import command

    for name in command(_folder(chosen), chosen.verb, chosen.name):
        sys.stdout.write(f"{name}\n")
    return COMPLETE


def _folder(chosen: argparse.Namespace) -> DemoFolder:
    return DemoFolder(chosen.folder.absolute())
