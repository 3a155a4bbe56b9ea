"""`concerns`: what readers elsewhere say is wrong with a study or a report here, and the answer to it."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime, timedelta

from tijdlijn.cli.operator import operator
from tijdlijn.cli.status import COMPLETE
from tijdlijn.domain.concern import MAX_TEXT_CHARACTERS, ConcernState, QueuedConcern
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config import Config, Kind, load_config


def list_waiting(chosen: argparse.Namespace) -> int:
    """Print every concern that waits, oldest first, or that there is none."""
    from tijdlijn.services.gateway.concern_desk import waiting

    queued, now = asyncio.run(waiting(_gateway(chosen))), datetime.now(UTC)
    sys.stdout.write("".join(paragraph(one, now) for one in queued) or "nothing waits\n")
    return COMPLETE


def answer(chosen: argparse.Namespace) -> int:
    """Answer one concern; the text for the reader comes over standard input and may be empty.

    Raises:
        InputInvalid: no concern with this id waits, or the text is too long.
    """
    from tijdlijn.services.gateway import concern_desk

    config = _gateway(chosen)
    if sys.stdin.isatty():
        sys.stdout.write("Answer for the reader (end with Ctrl-D):\n")
    text = sys.stdin.read(MAX_TEXT_CHARACTERS + 2).strip()
    state = ConcernState(chosen.state)
    asyncio.run(concern_desk.answer(config, chosen.concern, state, text, answered_by=operator()))
    sys.stdout.write(f"answered: {state}\n")
    return COMPLETE


def _gateway(chosen: argparse.Namespace) -> Config:
    config = load_config(chosen.config)
    if config.service.kind is not Kind.GATEWAY:
        raise ConfigurationInvalid([f"service.kind: the file is of a {config.service.kind}"])
    return config


def paragraph(queued: QueuedConcern, now: datetime) -> str:
    """Write one concern for somebody who mends it."""
    concern = queued.concern
    about = f"study {concern.study_uid}" if concern.study_uid else f"report {concern.report_id}"
    stands = f"{queued.handling.state}, {_age(now - queued.received_at)} old"
    lines = [
        f"{concern.concern_id}  {concern.kind}  {stands}",
        f"  about   {about}",
        f"  told by {queued.user_id} at {queued.institution}, trace {queued.trace_id}",
    ]
    lines += [f"  | {line}" for line in concern.text.splitlines()]
    return "\n".join(lines) + "\n"


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"
