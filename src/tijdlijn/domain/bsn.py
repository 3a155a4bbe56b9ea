"""The citizen service number (BSN), the only identifier that Dutch care providers share.

It is text, never a number: a leading zero counts (B1). Passing the elfproef only catches typing errors;
whether a person was *verified* is another question (B2). Importable from a short allow-list of rooms only
(see `pyproject.toml`), and its `repr` and `str` are redacted, so that a stray log line or traceback cannot
carry it (B3).
"""

from dataclasses import dataclass
from operator import mul

from tijdlijn.domain.errors import InputInvalid

BSN_OID = "2.16.840.1.113883.2.4.6.3"
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
BSN_SYSTEM = "http://fhir.nl/fhir/NamingSystem/bsn"


@dataclass(frozen=True, slots=True, repr=False)
class Bsn:
    """Nine digits that pass the elfproef; `digits` is the only way to read them.

    Raises:
        InputInvalid: not nine digits, or the elfproef fails. The text never holds the digits.

    Standard: Wet algemene bepalingen burgerservicenummer; elfproef weights 9…2, −1.
    """

    digits: str

    def __post_init__(self) -> None:
        if not passes_elfproef(self.digits):
            raise InputInvalid("not a BSN: nine digits that pass the elfproef are needed")

    @property
    def masked(self) -> str:
        """For the screen: only the last two digits are shown."""
        return f"••••• ••{self.digits[-2:]}"

    def __repr__(self) -> str:
        return "Bsn(•••)"

    __str__ = __repr__


def passes_elfproef(digits: str) -> bool:
    """Whether `digits` are nine ASCII digits, not all zero, whose weighted sum (9…2, −1) is divisible by
    eleven.
    """
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit() or not int(digits):
        return False
    weighted: int = sum(map(mul, _WEIGHTS, map(int, digits)))
    return weighted % 11 == 0
