"""Which commands there are, and what is said of them; what a command needs is imported when it is chosen."""

import argparse
import re
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn, TypeAlias
from uuid import UUID

from tijdlijn.cli import concerns, consent, demo, deployable, priors
from tijdlijn.cli.priors.words import LANGUAGES
from tijdlijn.domain.access import Purpose
from tijdlijn.domain.concern import ConcernState
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura

_DESCRIPTION = "Every radiology study and report of one patient, wherever in the Netherlands it was made."
_STATUS = "exit status: 0 done, 1 failed, 2 wrong use, 3 the timeline is incomplete"
_LONG_NUMBER = re.compile(r"[0-9]{8,}")


class Chosen(argparse.Namespace):
    """A command with its arguments."""

    command: Callable[["Chosen"], int]


def parse(arguments: Sequence[str] | None) -> Chosen:
    """Read the arguments.

    Raises:
        SystemExit: with 2 on wrong use, with 0 after help or version.
    """
    return _parser().parse_args(arguments, Chosen())


class _Parser(argparse.ArgumentParser):
    """Repeats no number that may be a BSN, typed where none belongs: what is printed may be kept."""

    def error(self, message: str) -> NoReturn:
        super().error(_LONG_NUMBER.sub("…", message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="tijdlijn", description=_DESCRIPTION, epilog=_STATUS)
    parser.add_argument("--version", action="version", version=f"tijdlijn {version('tijdlijn')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    _add_deployable(commands)
    _add_consent(commands)
    _add_concerns(commands)
    _add_priors(commands)
    _add_demo(commands)
    return parser


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def _add_deployable(commands: _Commands) -> None:
    serve = commands.add_parser("serve", help="run one deployable")
    serve.add_argument("kind", choices=deployable.KINDS, metavar="KIND", help=", ".join(deployable.KINDS))
    serve.add_argument("--config", type=Path, required=True, metavar="FILE")
    serve.set_defaults(command=deployable.serve)

    check = commands.add_parser("check-config", help="say everything that is wrong with a configuration")
    check.add_argument("config", type=Path, metavar="FILE")
    check.set_defaults(command=deployable.check_config)

    migrate = commands.add_parser("migrate", help="bring a deployable's database up to date")
    migrate.add_argument("--config", type=Path, required=True, metavar="FILE")
    migrate.add_argument(
        "--finish",
        action="store_true",
        help="also take away what only the previous release needed; none of its processes may run any more",
    )
    migrate.set_defaults(command=deployable.migrate_database)


def _add_consent(commands: _Commands) -> None:
    parser = commands.add_parser(
        "consent",
        help="record a patient's choice at a holder",
        description="Record what a patient chose towards the institution of a gateway. The BSN is read from "
        "standard input. What was decided on earlier choices ends at once.",
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="of the gateway")
    parser.add_argument(
        "choice",
        choices=["given", "refused", "withdrawn"],
        help="given and refused take the place of an earlier choice about the same asker and purpose; "
        "withdrawn ends every consent that was given",
    )
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="the last day on which it stands")
    parser.add_argument(
        "--purpose",
        type=Purpose,
        choices=list(Purpose),
        metavar="PURPOSE",
        help=f"for this purpose only: {', '.join(Purpose)}",
    )
    parser.add_argument("--asker", type=_ura, metavar="URA", help="towards this institution only")
    parser.set_defaults(command=consent.record)


def _add_concerns(commands: _Commands) -> None:
    parser = commands.add_parser(
        "concerns",
        help="what readers elsewhere say is wrong with what a holder gave",
        description="List what readers elsewhere say is wrong with a study or a report of this gateway's "
        "institution, oldest first, or answer it.",
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="of the gateway")
    parser.set_defaults(command=concerns.list_waiting)
    within = parser.add_subparsers(metavar="COMMAND", title="commands")
    answer = within.add_parser(
        "answer",
        help="say what was done about one",
        description="Say what was done about one. The text for the reader is read from standard input.",
    )
    answer.add_argument("concern", type=_concern_id, metavar="ID")
    answer.add_argument(
        "state",
        choices=[state.value for state in ConcernState if state is not ConcernState.RECEIVED],
        help="corrected and no-fault settle it",
    )
    answer.set_defaults(command=concerns.answer)


def _add_priors(commands: _Commands) -> None:
    parser = commands.add_parser(
        "priors",
        help="score the rules for relevant priors on a file of cases",
        description="Order the candidates of every case by the rules; print recall and precision beside "
        "three orders without rules, and every relevant candidate that is missed. Nothing is sent or stored.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="cases, as JSON")
    parser.add_argument("--rules", type=Path, metavar="TABLE", help="another rule table, as TOML")
    parser.add_argument("--vocabulary", type=Path, metavar="TABLE", help="another vocabulary, as TOML")
    parser.add_argument("--json", action="store_true", help="print one object for programs")
    parser.add_argument("--language", choices=LANGUAGES, default="nl", help="of the reasons (%(default)s)")
    parser.set_defaults(command=priors.score)


def _add_demo(commands: _Commands) -> None:
    parser = commands.add_parser("demo", help="run everything on this machine")
    parser.add_argument(
        "--folder", type=Path, default=demo.FOLDER, help="where the demo keeps its world (%(default)s)"
    )
    parser.add_argument("--reset", action="store_true", help="begin with a fresh world")
    parser.add_argument(
        "--dicomweb",
        type=_slug_and_address,
        action="append",
        default=[],
        metavar="SLUG=URL",
        help="let a hospital read its images from this DICOMweb server (no login) instead of its folder",
    )
    parser.set_defaults(command=demo.run)
    within = parser.add_subparsers(metavar="COMMAND", title="commands beside a running demo")
    timeline = within.add_parser("timeline", help="launch a story's patient and print the timeline")
    timeline.add_argument("story", metavar="STORY")
    timeline.add_argument("--json", action="store_true", help="print the events as they are, one a line")
    timeline.set_defaults(command=demo.timeline)
    for verb, text in (("stop", "pull a process's plug"), ("start", "put it back")):
        control = within.add_parser(verb, help=text)
        control.add_argument("name", metavar="NAME")
        control.set_defaults(command=demo.control, verb=verb)
    status = within.add_parser("status", help="say which processes run")
    status.set_defaults(command=demo.control, verb="status", name="")


def _slug_and_address(text: str) -> tuple[str, str]:
    slug, equals, address = text.partition("=")
    if not (slug and equals and address):
        raise argparse.ArgumentTypeError("a hospital and an address are needed: SLUG=URL")
    return slug, address


def _concern_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError("the id of a concern is a UUID") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is needed: YYYY-MM-DD") from None


def _ura(text: str) -> Ura:
    try:
        return Ura(text)
    except InputInvalid:
        raise argparse.ArgumentTypeError("a URA is needed: eight digits") from None
