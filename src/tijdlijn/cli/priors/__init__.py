"""`priors`: how well the rules find relevant priors in a file of cases, and every one that they miss."""

import argparse
import sys
from pathlib import Path

from tijdlijn.cli.status import COMPLETE
from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.domain.relevance.cases import PriorCase


def score(chosen: argparse.Namespace) -> int:
    """Score a file and print what was found. Nothing is sent or stored.

    Raises:
        InputInvalid: the file of cases, the rules or the vocabulary is not of its form.
        OSError: a file cannot be read.
    """
    from tijdlijn.cli.priors.printed import as_json, as_text
    from tijdlijn.cli.priors.trial import tried
    from tijdlijn.runtime.relevance.tables import load_relevance

    try:
        relevance = load_relevance(chosen.rules, chosen.vocabulary)
    except ConfigurationInvalid as error:
        raise InputInvalid("\n  ".join(error.faults)) from error
    trial = tried(_cases(chosen.file), relevance)
    sys.stdout.write(as_json(trial) if chosen.json else as_text(trial, chosen.language))
    return COMPLETE


def _cases(file: Path) -> tuple[PriorCase, ...]:
    from tijdlijn.wire.relevance.cases import MAX_FILE_BYTES, decode_cases

    with file.open("rb") as opened:
        content = opened.read(MAX_FILE_BYTES + 1)
    try:
        return decode_cases(content)
    except InputInvalid as error:
        raise InputInvalid(f"{file}: {error}") from error
