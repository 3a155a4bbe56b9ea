"""The choices that a holder hands in as a file: read whole and checked before any of it counts.

Standard: the fields are those of `domain.consent.LocalConsent`.
"""

import tomllib
from datetime import datetime
from pathlib import Path

import msgspec

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.domain.identifiers import Ura


class _Consent(msgspec.Struct, forbid_unknown_fields=True):
    bsn: str
    choice: ConsentChoice
    recorded_at: datetime
    purpose: Purpose | None = None
    asker: str | None = None
    until: datetime | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    consent: tuple[_Consent, ...] = ()


def read_consents(path: Path) -> list[tuple[Bsn, LocalConsent]]:
    """Read every `[[consent]]` of the file.

    Raises:
        ConfigurationInvalid: unreadable, another shape, no BSN or URA, or a moment without a zone; the faults
            name places, never numbers.
    """
    try:
        content = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigurationInvalid([f"{path.name}: not a file of consents"]) from error
    consents: list[tuple[Bsn, LocalConsent]] = []
    faults: list[str] = []
    for number, one in enumerate(content.consent, start=1):
        try:
            consents.append((Bsn(one.bsn), _consent(one)))
        except InputInvalid as error:
            faults.append(f"{path.name}: consent {number}: {error}")
    if faults:
        raise ConfigurationInvalid(faults)
    return consents


def _consent(one: _Consent) -> LocalConsent:
    if one.recorded_at.tzinfo is None or (one.until is not None and one.until.tzinfo is None):
        raise InputInvalid("a moment needs a zone")
    asker = Ura(one.asker) if one.asker is not None else None
    return LocalConsent(one.choice, one.recorded_at, one.purpose, asker, one.until)
