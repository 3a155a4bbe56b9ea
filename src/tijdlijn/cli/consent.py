"""`consent`: a patient's choice, recorded at the holder. The BSN comes in over standard input only."""

import argparse
import asyncio
import sys
from getpass import getpass

from tijdlijn.cli.operator import operator
from tijdlijn.cli.status import COMPLETE
from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.runtime.config import Kind, load_config

MAX_INPUT_CHARACTERS = 64


def record(chosen: argparse.Namespace) -> int:
    """Record one choice; nothing that is printed says whose.

    Raises:
        InputInvalid: what came in is no BSN, or the options do not go together.
    """
    from tijdlijn.services.gateway.choices import Choice, record_choice

    config = load_config(chosen.config)
    if config.service.kind is not Kind.GATEWAY:
        raise ConfigurationInvalid([f"service.kind: the file is of a {config.service.kind}"])
    choice = Choice(chosen.choice, chosen.until, chosen.purpose, chosen.asker)
    asyncio.run(record_choice(config, _number(), choice, recorded_by=operator()))
    sys.stdout.write(f"recorded: {chosen.choice}\n")
    return COMPLETE


def _number() -> str:
    """Read one number: from somebody who types it, unseen, or from a program."""
    if sys.stdin.isatty():
        return getpass("BSN (not shown): ").strip()
    text = sys.stdin.read(MAX_INPUT_CHARACTERS + 1)
    if len(text) > MAX_INPUT_CHARACTERS:
        raise InputInvalid("one BSN is needed on standard input, and nothing else")
    return text.strip()
