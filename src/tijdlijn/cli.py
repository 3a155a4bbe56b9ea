"""The command line: `serve` for production, `demo` for looking, and the small commands of an engineer.

Exit status: 0 done (and the timeline is complete), 3 the timeline is incomplete, 2 wrong use, 1 anything
else (architecture.md §8g). No command takes a BSN as an argument: it would stand in the process list and
the shell's history.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import uvloop

from tijdlijn.domain.errors import ConfigurationInvalid, TijdlijnError
from tijdlijn.runtime.config import load_config
from tijdlijn.runtime.config.sections import Kind
from tijdlijn.runtime.logging import configure_logging
from tijdlijn.runtime.server import bind
from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.demo.processes import Run

COMPLETE, FAILED, WRONG_USE, INCOMPLETE = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = chosen.command
        return command(chosen)
    except ConfigurationInvalid as error:
        for fault in error.faults:
            sys.stderr.write(f"tijdlijn: {fault}\n")
        return FAILED
    except TijdlijnError as error:
        sys.stderr.write(f"tijdlijn: {error}\n")
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tijdlijn", description="The national radiology timeline.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run one deployable")
    serve.add_argument("kind", choices=[kind.value for kind in Kind if kind is not Kind.CONSENT])
    serve.add_argument("--config", type=Path, required=True, metavar="FILE")
    serve.set_defaults(command=_serve)

    check = commands.add_parser("check-config", help="say everything that is wrong with a configuration")
    check.add_argument("config", type=Path, metavar="FILE")
    check.set_defaults(command=_check_config)

    demo = commands.add_parser("demo", help="run everything on this machine")
    demo.add_argument("--folder", type=Path, default=Path(".demo"), help="where the demo keeps its world")
    demo.add_argument("--reset", action="store_true", help="begin with a fresh world")
    demo.add_argument(
        "--dicomweb",
        type=_slug_and_address,
        action="append",
        default=[],
        metavar="SLUG=URL",
        help="let a hospital read its images from this DICOMweb server (no login) instead of its folder",
    )
    demo.set_defaults(command=_demo)
    within = demo.add_subparsers(metavar="")
    timeline = within.add_parser("timeline", help="launch a story's patient and print the timeline")
    timeline.add_argument("story")
    timeline.add_argument("--json", action="store_true", help="print the events as they are, one a line")
    timeline.set_defaults(command=_demo_timeline)
    for verb, text in (("stop", "pull a process's plug"), ("start", "put it back")):
        control = within.add_parser(verb, help=text)
        control.add_argument("name")
        control.set_defaults(command=_demo_control, verb=verb)
    status = within.add_parser("status", help="say which processes run")
    status.set_defaults(command=_demo_control, verb="status", name="")
    return parser


def _slug_and_address(text: str) -> tuple[str, str]:
    slug, equals, address = text.partition("=")
    if not (slug and equals and address):
        raise argparse.ArgumentTypeError("a hospital and an address are needed: SLUG=URL")
    return slug, address


def _serve(chosen: argparse.Namespace) -> int:
    config = load_config(chosen.config)
    if config.service.kind.value != chosen.kind:
        raise ConfigurationInvalid([f"service.kind: the file is of a {config.service.kind}"])
    listen = config.listen
    sockets = {"peer": bind(listen.host, listen.port)}
    if listen.browser_port is not None:
        sockets["browser"] = bind(listen.browser_host, listen.browser_port)
    configure_logging(config.service.name)
    uvloop.run(_entry(config.service.kind)(config, sockets))
    return COMPLETE


def _entry(kind: Kind) -> Run:
    """The `run` of a kind of deployable. Imported here, so that a process loads its own kind only."""
    match kind:
        case Kind.GATEWAY:
            from tijdlijn.services.gateway.app import run
        case Kind.TIMELINE:
            from tijdlijn.services.timeline.app import run
        case Kind.INDEX:
            from tijdlijn.services.index.app import run
        case Kind.PSEUDONYM:
            from tijdlijn.services.pseudonym.app import run
        case Kind.DIRECTORY:
            from tijdlijn.services.directory.app import run
        case Kind.EPD:
            from tijdlijn.testing.epd.app import run
        case Kind.CONSENT:
            raise ConfigurationInvalid(["consent: this kind of deployable is not there yet"])
    return run


def _check_config(chosen: argparse.Namespace) -> int:
    config = load_config(chosen.config)
    sys.stdout.write(
        f"{chosen.config}: a usable configuration of {config.service.kind} {config.service.name}\n"
    )
    return COMPLETE


def _demo(chosen: argparse.Namespace) -> int:
    # Everything is imported once, before the fork; one thread only, or the fork would copy locks (§8a).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from tijdlijn.testing.demo.run import run_demo

    runs: dict[Kind, Run] = {kind: _entry(kind) for kind in Kind if kind is not Kind.CONSENT}
    folder = DemoFolder(chosen.folder.absolute())
    return run_demo(folder, runs, reset=chosen.reset, dicomweb=dict(chosen.dicomweb))


def _demo_timeline(chosen: argparse.Namespace) -> int:
    from tijdlijn.testing.demo.headless import print_timeline
    from tijdlijn.testing.demo.running import running_demo

    epd = running_demo(DemoFolder(chosen.folder.absolute())).epd
    is_complete = asyncio.run(print_timeline(epd, chosen.story, as_json=chosen.json))
    return COMPLETE if is_complete else INCOMPLETE


def _demo_control(chosen: argparse.Namespace) -> int:
    from tijdlijn.testing.demo.control import command

    for name in command(DemoFolder(chosen.folder.absolute()), chosen.verb, chosen.name):
        sys.stdout.write(f"{name}\n")
    return COMPLETE


if __name__ == "__main__":
    sys.exit(main())
