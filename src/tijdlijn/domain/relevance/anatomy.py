"""How much two regions of the body have to do with each other.

Regions hold parts (abdomen: liver), parts of one region can be siblings that one scan tends to show
together, and some lie near each other without either holding the other (lumbar spine, abdomen). All of it
is data of the vocabulary; here is what follows from it, worked out once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

WHOLE = 1.0


@dataclass(frozen=True, slots=True)
class Region:
    """One region: its names, what it holds, and the words for it.

    `parts` are keys of regions that lie wholly within it, `siblings` the share (0 to 1) that two parts of
    it have in each other, `near` the share in regions elsewhere, valid both ways. `is_paired`: there is a
    left and a right one, and they are told apart. `body_parts` are terms of Body Part Examined
    (0018,0015), without spaces or hyphens; one may stand at several regions. `words` as in `Term`.
    """

    nl: str
    en: str
    words: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    siblings: float = 0.0
    near: Mapping[str, float] = field(default_factory=dict)
    is_paired: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """The share (0 to 1) of a region and what it holds: directly, or through another region that it holds."""

    direct: float
    deeper: float


class Anatomy:
    """The shares of all regions in each other. Build it once: it costs the square of their number."""

    def __init__(self, regions: Mapping[str, Region], holding: Holding) -> None:
        self._regions = regions
        self._shares = _shares(regions, holding)

    def share(self, one: str, other: str) -> float:
        """From 0 (nothing to do with each other) to 1 (the same); the same both ways."""
        return WHOLE if one == other else self._shares.get((one, other), 0.0)

    def shares(self, of: Iterable[str], among: Iterable[str]) -> list[tuple[float, str]]:
        """For each region of the one study, in alphabetical order: its share in the best of the other's, and
        that region.

        Where the other has none, there is none in the answer either.
        """
        others = sorted(among)
        return (
            [max((self.share(one, other), other) for other in others) for one in sorted(of)] if others else []
        )

    def is_paired(self, key: str) -> bool:
        """Whether left and right are told apart."""
        return key in self._regions and self._regions[key].is_paired


def held_by(regions: Mapping[str, Region], key: str) -> dict[str, int]:
    """All that a region holds, with how deep (1: its own part). A circle in the data ends, it is not an
    error.
    """
    depths: dict[str, int] = {}
    found = [(part, 1) for part in regions[key].parts]
    while found:
        part, depth = found.pop(0)
        if part not in depths and part != key:
            depths[part] = depth
            found += [(below, depth + 1) for below in regions[part].parts]
    return depths


def _shares(regions: Mapping[str, Region], holding: Holding) -> dict[tuple[str, str], float]:
    shares: dict[tuple[str, str], float] = {}

    def at_least(one: str, other: str, share: float) -> None:
        for pair in ((one, other), (other, one)):
            shares[pair] = max(share, shares.get(pair, 0.0))

    for key, region in regions.items():
        for part, depth in held_by(regions, key).items():
            at_least(key, part, holding.direct if depth == 1 else holding.deeper)
        for index, one in enumerate(region.parts):
            for other in region.parts[index + 1 :]:
                at_least(one, other, region.siblings)
        for other, share in region.near.items():
            at_least(key, other, share)
    return shares
