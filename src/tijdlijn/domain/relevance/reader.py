"""From a source's words to facts: description first, then the procedure's words, then the tag (B35, B36).

Body Part Examined is wrong in one of six, so it counts only where no words name a region. What no rule
reads stays unknown. Nothing is learned and nothing is guessed: the same words always give the same facts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from tijdlijn.domain.relevance.facts import Described, Facts, RegionSource
from tijdlijn.domain.relevance.vocabulary import SourceMapping, Term, VocabularyTable
from tijdlijn.domain.relevance.wording import Lexicon, tokens
from tijdlijn.domain.study import Laterality

_MAX_KEPT_READINGS: Final = 4096


@dataclass(slots=True)
class _Reading:
    """What some words say. `rest` are those that are neither side nor filling, `unread` those in no list."""

    regions: set[str] = field(default_factory=set)
    modalities: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    sides: set[Laterality] = field(default_factory=set)
    is_contrast_given: bool | None = None
    rest: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)


class VocabularyReader:
    """Reads by one vocabulary. What words say is kept (a few thousand, no patient's data goes with them)."""

    def __init__(self, table: VocabularyTable) -> None:
        filling = Term(table.filling)
        named = [Term(region.words, regions=(key,)) for key, region in table.regions.items()]
        named += [Term(modality.words, modality=key) for key, modality in table.modalities.items()]
        named += [Term(kind.words, kind=key) for key, kind in table.kinds.items()]
        self._filling = filling
        self._lexicon = Lexicon([*table.terms, *named, filling])
        self._named = table.modalities
        self._outranked = {key: modality.outranks for key, modality in table.modalities.items()}
        self._by_code = {code: key for key, modality in table.modalities.items() for code in modality.codes}
        self._by_tag: dict[str, set[str]] = {}
        for key, region in table.regions.items():
            for tag in region.body_parts:
                self._by_tag.setdefault(tag, set()).add(key)
        self._sources = {
            tokens(institution): _OwnWords(source)
            for source in table.sources
            for institution in source.institutions
        }
        self._read = lru_cache(maxsize=_MAX_KEPT_READINGS)(self._read_words)

    def facts(self, study: Described) -> Facts:
        """What the study's words mean; unknown where they say nothing."""
        own = self._sources.get(tokens(study.institution)) or _NO_OWN_WORDS
        description = self._read(own.description(study.description))
        procedure = self._read(own.procedure(study))
        modalities = self._modalities(study.modalities, description.modalities or procedure.modalities)
        regions, source = self._regions(own.body_part(study.body_part), description, procedure, modalities)
        stated = study.is_contrast_given
        return Facts(
            moment=study.moment,
            modalities=modalities,
            regions=regions,
            region_source=source,
            side=study.laterality or _side(description.sides) or _side(procedure.sides),
            kinds=frozenset(description.kinds or procedure.kinds),
            procedure=study.procedure,
            wording=frozenset(description.rest),
            is_reported=study.is_reported,
            is_contrast_given=description.is_contrast_given if stated is None else stated,
            is_apart=bool(modalities) and all(self._named[key].is_apart for key in modalities),
            unread=tuple(description.unread),
        )

    def _regions(
        self,
        body_part: str | None,
        description: _Reading,
        procedure: _Reading,
        modalities: Iterable[str],
    ) -> tuple[frozenset[str], RegionSource | None]:
        tag = "".join(filter(str.isalnum, body_part or "")).upper()
        tagged = self._by_tag.get(tag) or self._read(tokens(body_part)).regions
        for regions, source in (
            (description.regions, RegionSource.DESCRIPTION),
            (procedure.regions, RegionSource.PROCEDURE),
            ({key for name in modalities for key in self._named[name].regions}, RegionSource.MODALITY),
            (tagged, RegionSource.BODY_PART),
        ):
            if regions:
                return frozenset(regions), source
        return frozenset(), None

    def _modalities(self, codes: Iterable[str], in_words: Iterable[str]) -> frozenset[str]:
        """What the source states; its words only where that says nothing (OT, or a document's code, B34)."""
        stated = {self._by_code[code] for code in map(str.upper, codes) if code in self._by_code}
        pictures = {key for key in stated if not self._named[key].is_apart}
        found = pictures or set(in_words) or stated
        return frozenset(found - {aid for key in found for aid in self._outranked[key]})

    def _read_words(self, words: tuple[str, ...]) -> _Reading:
        reading = _Reading()
        for found in self._lexicon.read(words):
            if not found.terms:
                reading.unread += [word for word in found.words if not word.isdigit()]
            for term in found.terms:
                reading.regions.update(term.regions)
                reading.modalities.update(filter(None, [term.modality]))
                reading.kinds.update(filter(None, [term.kind]))
                reading.sides.update(filter(None, [term.side]))
                if term.is_contrast_given is not None:
                    reading.is_contrast_given = term.is_contrast_given
            if not any(term is self._filling or term.side for term in found.terms):
                reading.rest.update(found.words)
        return reading


class _OwnWords:
    """One source's mapping, looked up by its words."""

    def __init__(self, source: SourceMapping) -> None:
        self._descriptions = _by_words(source.descriptions)
        self._procedure_codes = _by_words(source.procedure_codes)
        self._body_parts = _by_words(source.body_parts)

    def description(self, text: str | None) -> tuple[str, ...]:
        return self._descriptions.get(words := tokens(text), words)

    def procedure(self, study: Described) -> tuple[str, ...]:
        if study.procedure is None:
            return ()
        code = tokens(study.procedure.code)
        return self._procedure_codes.get(code) or tokens(study.procedure.display)

    def body_part(self, term: str | None) -> str | None:
        return " ".join(self._body_parts.get(tokens(term), ())) or term


def _by_words(texts: Mapping[str, str]) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tokens(own): tokens(meaning) for own, meaning in texts.items()}


def _side(sides: set[Laterality]) -> Laterality | None:
    """Left and right together are both sides."""
    if not sides:
        return None
    return next(iter(sides)) if len(sides) == 1 else Laterality.BOTH


_NO_OWN_WORDS: Final = _OwnWords(SourceMapping(()))
