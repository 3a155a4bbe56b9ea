"""Rule table and vocabulary: TOML ↔ domain, with every fault named by its place."""

import tomllib
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.domain.relevance.rules import RuleTable
from tijdlijn.domain.relevance.vocabulary import VocabularyTable

_Table = TypeVar("_Table", RuleTable, VocabularyTable)


def decode_vocabulary(content: bytes, name: str) -> VocabularyTable:
    """Read a vocabulary. `name` is what errors call it.

    Raises:
        ConfigurationInvalid: not TOML of this form, or it names what it does not have.
    """
    table = _decoded(content, name, VocabularyTable)
    _turn_away(name, table.faults())
    return table


def decode_rules(content: bytes, name: str, vocabulary: VocabularyTable) -> RuleTable:
    """Read a rule table for a vocabulary. `name` is what errors call it.

    Raises:
        ConfigurationInvalid: not TOML of this form, a number that cannot be, or a modality that
            the vocabulary
            does not have.
    """
    table = _decoded(content, name, RuleTable)
    _turn_away(name, table.faults(vocabulary.modalities))
    return table


def _decoded(content: bytes, name: str, form: type[_Table]) -> _Table:
    try:
        raw = tomllib.loads(content.decode("utf-8"))
        table = msgspec.convert(raw, form)
    except UnicodeDecodeError:
        raise ConfigurationInvalid([f"{name}: is not UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationInvalid([f"{name}: is not TOML: {error}"]) from error
    except msgspec.ValidationError as error:
        raise ConfigurationInvalid([f"{name}: {error}"]) from error
    _turn_away(name, _unknown(raw, msgspec.to_builtins(table), ""))
    return table


def _unknown(given: object, taken: object, place: str) -> list[str]:
    """Keys that were given and not taken: a misspelt one would else be ignored in silence."""
    if isinstance(given, Mapping) and isinstance(taken, Mapping):
        unknown = [f"{place}{key}: there is no such setting" for key in given if key not in taken]
        return unknown + [
            fault
            for key, value in given.items()
            if key in taken
            for fault in _unknown(value, taken[key], f"{place}{key}.")
        ]
    if isinstance(given, list) and isinstance(taken, (list, tuple)):
        return [
            fault
            for index, pair in enumerate(zip(given, taken, strict=True))
            for fault in _unknown(*pair, f"{place.removesuffix('.')}[{index}].")
        ]
    return []


def _turn_away(name: str, faults: list[str]) -> None:
    if faults:
        raise ConfigurationInvalid([f"{name}: {fault}" for fault in faults])
