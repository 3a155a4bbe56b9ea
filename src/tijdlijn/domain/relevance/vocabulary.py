"""The vocabulary table: which words, codes and tags mean which regions, sides, modalities and kinds (A57).

It is data with a version, which a site extends or replaces; `reader` uses it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tijdlijn.domain.relevance.anatomy import Region
from tijdlijn.domain.study import Laterality


@dataclass(frozen=True, slots=True)
class Named:
    """A modality or a kind of examination: its names and the words for it, as in `Term`."""

    nl: str
    en: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Modality:
    """A modality as the rules tell them apart. `codes` are the terms of Modality (0008,0060) that belong to
    it.

    `outranks` are modalities that are no more than an aid beside it in one study (the CT of a PET/CT).
    `regions` are those that it shows in any case (mammography: breast). `is_apart`: a document, a curve or
    a photograph, which says nothing of a study that has another modality too.
    """

    nl: str
    en: str
    codes: tuple[str, ...]
    words: tuple[str, ...] = ()
    outranks: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """Words that mean several things at once (MRCP), or something that is not a region, modality or kind.

    Each of `words` is one word or several in that order, in small letters without accents; the longest
    match wins. A single word that ends in `*` also begins compounds, whose rest is read on (`thorax*`
    reads thoraxfoto).
    """

    words: tuple[str, ...]
    regions: tuple[str, ...] = ()
    modality: str | None = None
    kind: str | None = None
    side: Laterality | None = None
    is_contrast_given: bool | None = None


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """What one institution's own descriptions, procedure codes and tags mean, in words of the vocabulary.

    Each is looked up whole, before anything else is tried; letter case, accents and punctuation do not count.
    """

    institutions: tuple[str, ...]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    procedure_codes: Mapping[str, str] = field(default_factory=dict)
    body_parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VocabularyTable:
    """All words and what they mean. `filling` are words that say nothing of what is compared here."""

    version: str
    regions: Mapping[str, Region]
    modalities: Mapping[str, Modality]
    kinds: Mapping[str, Named]
    terms: tuple[Term, ...]
    filling: tuple[str, ...]
    sources: tuple[SourceMapping, ...] = ()

    def faults(self) -> list[str]:
        """What cannot be: each fault with its place."""
        return list(_faults(self))


def _faults(table: VocabularyTable) -> Iterator[str]:
    if not table.version.strip():
        yield "version: is empty"
    there = {"region": table.regions, "modality": table.modalities, "kind": table.kinds}
    for place, what, key in _named(table):
        if key not in there[what]:
            yield f"{place}: there is no {what} {key!r}"
    for name, region in table.regions.items():
        shares = {"siblings": region.siblings} | {f"near.{key}": share for key, share in region.near.items()}
        for place, share in shares.items():
            if not 0 <= share <= 1:
                yield f"regions.{name}.{place}: a share lies from 0 to 1"


def _named(table: VocabularyTable) -> Iterator[tuple[str, str, str]]:
    """Each key that is named somewhere: the place, what it should be a key of, and the key."""
    for name, region in table.regions.items():
        yield from ((f"regions.{name}.parts", "region", key) for key in region.parts)
        yield from ((f"regions.{name}.near", "region", key) for key in region.near)
    for name, modality in table.modalities.items():
        yield from ((f"modalities.{name}.outranks", "modality", key) for key in modality.outranks)
        yield from ((f"modalities.{name}.regions", "region", key) for key in modality.regions)
    for index, term in enumerate(table.terms):
        yield from ((f"terms[{index}].regions", "region", key) for key in term.regions)
        if term.modality is not None:
            yield f"terms[{index}].modality", "modality", term.modality
        if term.kind is not None:
            yield f"terms[{index}].kind", "kind", term.kind
