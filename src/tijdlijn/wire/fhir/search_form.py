"""The question as it comes in: one patient by BSN, current entries, perhaps a page size.

Standard: IHE MHD 4.2.3, ITI-67 (patient and status are required); HL7 FHIR R4 §3.1.1.3.1 (handling of unknown
parameters).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tijdlijn.domain.bsn import BSN_SYSTEM, Bsn
from tijdlijn.domain.errors import InputInvalid

DEFAULT_COUNT = 200
MAX_COUNT = 500
KNOWN = frozenset({"patient.identifier", "status", "_count", "_profile", "_format"})


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A well-formed search; `count` is how many entries a page may hold, where that was said."""

    patient: Bsn
    count: int | None

    @property
    def page_size(self) -> int:
        """How many entries a page holds, of a responder that has pages."""
        return min(self.count or DEFAULT_COUNT, MAX_COUNT)


def read_search(form: Mapping[str, list[str]], *, strict: bool) -> SearchForm:
    """Read the fields; unknown ones are ignored unless `strict` (`Prefer: handling=strict`).

    Raises:
        InputInvalid: a required field is missing, stands there twice or has no acceptable value; or an
            unknown one in strict handling.
    """
    if strict and form.keys() - KNOWN:
        raise InputInvalid("a search parameter is not supported here")
    system, bar, number = _only(form, "patient.identifier").partition("|")
    if not bar or system != BSN_SYSTEM:
        raise InputInvalid(f"patient.identifier must be {BSN_SYSTEM}|<number>")
    if _only(form, "status") != "current":
        raise InputInvalid("status must be current")
    return SearchForm(Bsn(number), _count(form))


def is_strict(preferences: Sequence[str]) -> bool:
    """Whether the values of `Prefer` ask for strict handling. Standard: RFC 7240; HL7 FHIR R4 §3.1.1.3.1."""
    parts = ",".join(preferences).lower().replace(";", ",").split(",")
    return "handling=strict" in {part.strip() for part in parts}


def _only(form: Mapping[str, list[str]], name: str) -> str:
    values = form.get(name, [])
    if len(values) != 1:
        raise InputInvalid(f"{name} is needed, once")
    return values[0]


def _count(form: Mapping[str, list[str]]) -> int | None:
    if "_count" not in form:
        return None
    text = _only(form, "_count")
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0):
        raise InputInvalid("_count must be a whole number above zero")
    return int(text)
