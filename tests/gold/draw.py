"""Chance that falls the same everywhere: only `Random.random()` is promised to stay as it is."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A row of draws that follows from its seed alone."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)

    def share(self) -> float:
        """A number from 0 up to 1."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """True in this share of the draws."""
        return self.share() < probability

    def between(self, low: float, high: float) -> float:
        """A number between two bounds, each equally likely."""
        return low + (high - low) * self.share()

    def whole(self, low: int, high: int) -> int:
        """A whole number, both bounds included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, of: Sequence[T]) -> T:
        """One of these, each equally likely."""
        return of[int(self.share() * len(of))]

    def weighted(self, of: Sequence[T], weights: Sequence[float]) -> T:
        """One of these, by weight."""
        left = self.share() * sum(weights)
        for one, weight in zip(of, weights, strict=True):
            left -= weight
            if left < 0:
                return one
        return of[-1]
