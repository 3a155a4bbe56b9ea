"""Loads rule table and vocabulary once, at start, and turns away what cannot be."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.domain.relevance.reader import VocabularyReader
from tijdlijn.domain.relevance.rules import RuleTable
from tijdlijn.domain.relevance.score import Scorer
from tijdlijn.domain.relevance.vocabulary import VocabularyTable
from tijdlijn.wire.relevance.tables import decode_rules, decode_vocabulary

MAX_TABLE_BYTES: Final = 1024 * 1024
_SHIPPED: Final = Path(str(files(__package__)))
SHIPPED_RULES: Final = _SHIPPED / "priors.toml"
SHIPPED_VOCABULARY: Final = _SHIPPED / "vocabulary.toml"


@dataclass(frozen=True, slots=True)
class Relevance:
    """Everything that finds relevant priors. It keeps nothing of a patient; one serves a whole process."""

    rules: RuleTable
    vocabulary: VocabularyTable
    reader: VocabularyReader
    scorer: Scorer


def load_relevance(rules: Path | None = None, vocabulary: Path | None = None) -> Relevance:
    """Load both tables; those that are not given are the shipped ones.

    Raises:
        ConfigurationInvalid: a file is too large or not of its form; every fault has its place.
        OSError: a file cannot be read.
    """
    words_file, rules_file = vocabulary or SHIPPED_VOCABULARY, rules or SHIPPED_RULES
    words = decode_vocabulary(_content(words_file), str(words_file))
    table = decode_rules(_content(rules_file), str(rules_file), words)
    return Relevance(table, words, VocabularyReader(words), Scorer(table, words.regions))


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(MAX_TABLE_BYTES + 1)
    if len(content) > MAX_TABLE_BYTES:
        raise ConfigurationInvalid([f"{file}: larger than {MAX_TABLE_BYTES // 1024} KiB"])
    return content
