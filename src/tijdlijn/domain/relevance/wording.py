"""Free words of a source cut into tokens, and tokens found in a lexicon: longest phrase first, compounds read
on.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tijdlijn.domain.relevance.vocabulary import Term

MAX_TOKENS: Final = 64
"""As many words of one description are read; DICOM's own limit is 64 characters."""

_TOKEN: Final = re.compile(r"[a-z]+[0-9]+|[a-z]+|[0-9]+")
_LEAST_OF_COMPOUND: Final = 3
_LINK: Final = "s"
"""What Dutch may put between the parts of a compound (zwangerschapsecho)."""


def tokens(text: str | None) -> tuple[str, ...]:
    """The words in small letters without accents or punctuation; a number stays with its letters before."""
    plain = unicodedata.normalize("NFKD", text or "")
    return tuple(_TOKEN.findall("".join(filter(_is_no_accent, plain)).lower())[:MAX_TOKENS])


def _is_no_accent(character: str) -> bool:
    return not unicodedata.combining(character)


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens with the terms that they mean; none if they are not in the lexicon."""

    words: tuple[str, ...]
    terms: tuple[Term, ...]


class Lexicon:
    """Terms by their words. Of two terms with the same words both are meant."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._phrases: dict[tuple[str, ...], list[Term]] = {}
        self._stems: dict[str, list[Term]] = {}
        for term in terms:
            for words in term.words:
                self._phrases.setdefault(tokens(words), []).append(term)
                if words.endswith("*"):
                    self._stems.setdefault(words[:-1], []).append(term)
        self._longest_phrase = max(map(len, self._phrases), default=0)
        self._longest_stem = max(map(len, self._stems), default=0)

    def read(self, words: Sequence[str]) -> Iterator[Found]:
        """All tokens in their order, each once."""
        at = 0
        while at < len(words):
            for length in range(min(self._longest_phrase, len(words) - at), 0, -1):
                phrase = tuple(words[at : at + length])
                if (meant := self._phrases.get(phrase)) is not None:
                    yield Found(phrase, tuple(meant))
                    break
            else:
                length = 1
                yield Found((words[at],), tuple(self._compound(words[at])))
            at += length

    def _compound(self, word: str) -> Iterator[Term]:
        """The terms of the longest known beginning, and of what is left of the word."""
        for length in range(min(self._longest_stem, len(word)), _LEAST_OF_COMPOUND - 1, -1):
            if (meant := self._stems.get(word[:length])) is not None:
                yield from meant
                yield from self._rest(word[length:]) or self._rest(word[length:].removeprefix(_LINK))
                return

    def _rest(self, rest: str) -> list[Term]:
        if len(rest) < _LEAST_OF_COMPOUND:
            return []
        return self._phrases.get((rest,)) or list(self._compound(rest))
