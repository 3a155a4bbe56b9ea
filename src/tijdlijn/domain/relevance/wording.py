"""Free words of a source cut into tokens, and tokens found in a lexicon: longest phrase first, compounds read
on, slips of the keyboard mended where that gives one meaning.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from tijdlijn.domain.relevance.spelling import LEAST_TO_MEND, MOST_TO_MEND, one_error_away
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
        self._single = sorted(words[0] for words in self._phrases if len(words) == 1)

    def read(self, written: Sequence[str]) -> Iterator[Found]:
        """All tokens in their order, each once; a space that slipped by a letter stands where it belongs."""
        words = self._respaced(written)
        at = 0
        while at < len(words):
            for length in range(min(self._longest_phrase, len(words) - at), 0, -1):
                phrase = tuple(words[at : at + length])
                if (meant := self._phrases.get(phrase)) is not None:
                    yield Found(phrase, tuple(meant))
                    break
            else:
                length = 1
                word = words[at]
                yield Found((word,), tuple(self._compound(word)) or self._misspelt(word))
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

    def _whole(self, word: str) -> tuple[Term, ...]:
        """The terms of a word that is read to its end; none if something is left over."""
        if (meant := self._phrases.get((word,))) is not None:
            return tuple(meant)
        for length in range(min(self._longest_stem, len(word)), _LEAST_OF_COMPOUND - 1, -1):
            if (meant := self._stems.get(word[:length])) is not None:
                rest = self._rest(word[length:]) or self._rest(word[length:].removeprefix(_LINK))
                return (*meant, *rest) if rest else ()
        return ()

    def _misspelt(self, word: str) -> tuple[Term, ...]:
        """What a word means that was cut off or has one error; none where it may mean two things."""
        if not LEAST_TO_MEND <= len(word) <= MOST_TO_MEND:
            return ()
        at = bisect_left(self._single, word)
        longer = list(takewhile(lambda known: known.startswith(word), self._single[at:]))
        return self._one_meaning(longer) or self._one_meaning(one_error_away(word))

    def _one_meaning(self, words: Iterable[str]) -> tuple[Term, ...]:
        meanings = {frozenset(map(id, meant)): meant for word in words if (meant := self._whole(word))}
        return next(iter(meanings.values())) if len(meanings) == 1 else ()

    def _respaced(self, written: Sequence[str]) -> Sequence[str]:
        words = list(written)
        for at in range(len(words) - 1):
            one, other = words[at], words[at + 1]
            if self._whole(one) and self._whole(other):
                continue
            for pair in ((one[:-1], one[-1] + other), (one + other[0], other[1:])):
                if all(map(self._whole, pair)):
                    words[at : at + 2] = pair
                    break
        return words
