"""Slips of the keyboard: what somebody may have meant to type."""

from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

LEAST_TO_MEND: Final = 4
"""Shorter words are abbreviations, and one letter makes another of them."""
MOST_TO_MEND: Final = 24
"""Longer ones are no words; what there is to try grows with the length."""
_LEAST_TO_REPLACE: Final = 6
"""One wrong letter in a shorter word makes another word too often."""


def one_error_away(word: str) -> Iterator[str]:
    """Words that differ by two letters in each other's place, one too many, one too few, or one wrong."""
    for at in range(len(word)):
        before, after = word[:at], word[at + 1 :]
        if after:
            yield f"{before}{after[0]}{word[at]}{after[1:]}"
        if len(word) > LEAST_TO_MEND or after[:1] == word[at]:
            yield before + after
        if len(word) >= _LEAST_TO_REPLACE:
            yield from (before + letter + after for letter in ascii_lowercase)
    for at in range(len(word) + 1):
        yield from (word[:at] + letter + word[at:] for letter in ascii_lowercase)
