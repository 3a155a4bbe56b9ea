"""Reads one TOML table strictly, noting every fault instead of stopping at the first.

A missing or wrong value is noted and replaced by a neutral one, so that reading can go on; whoever reads must
look at `faults` before using what was made.
"""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

_Choice = TypeVar("_Choice", bound=StrEnum)


class Table:
    """A TOML table under reading; `where` names it in faults. `finish` notes keys that nobody asked for."""

    def __init__(self, content: object, where: str, faults: list[str]) -> None:
        self._content: Mapping[str, object] = content if isinstance(content, dict) else {}
        self._where = where
        self._faults = faults
        self._asked: set[str] = set()
        if not isinstance(content, dict):
            self.fault("a table is needed")

    def fault(self, what: str) -> None:
        """Note a fault of this table."""
        self._faults.append(f"{self._where}: {what}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text without blanks around it; required unless a default is given."""
        value = self._take(key, str, default is None)
        return value.strip() if isinstance(value, str) else default or ""

    def integer(self, key: str, minimum: int = 0) -> int:
        """A whole number of at least `minimum`."""
        value = self._take(key, int, True)
        if not isinstance(value, int) or isinstance(value, bool):
            return minimum
        if value < minimum:
            self.fault(f"{key} is below {minimum}")
        return value

    def optional_integer(self, key: str) -> int | None:
        """A whole number that may be absent."""
        return self.integer(key) if key in self._content else None

    def number(self, key: str) -> float:
        """A number above zero."""
        value = self._take(key, (int, float), True)
        if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
            self.fault(f"{key} must be a number above zero")
            return 1.0
        return float(value)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """A boolean; required unless a default is given."""
        value = self._take(key, bool, default is None)
        return default or False if value is None else value is True

    def optional_text(self, key: str) -> str | None:
        """A text that may be absent."""
        return self.text(key) if key in self._content else None

    def day(self, key: str) -> date:
        """A date."""
        value = self._take(key, date, True)
        return value if isinstance(value, date) else date(1900, 1, 1)

    def clock(self, key: str) -> time:
        """A time of day."""
        value = self._take(key, time, True)
        return value if isinstance(value, time) else time()

    def choice(self, key: str, kind: type[_Choice]) -> _Choice:
        """One value of an enumeration."""
        value = self.text(key)
        if value not in list(kind):
            self.fault(f"{key} must be one of {', '.join(kind)}")
            return next(iter(kind))
        return kind(value)

    def optional_choice(self, key: str, kind: type[_Choice]) -> _Choice | None:
        """One value of an enumeration, or absent."""
        return self.choice(key, kind) if key in self._content else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of at least one text."""
        value = self._take(key, list, True)
        found = tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
        if not found:
            self.fault(f"{key} must be a list of texts")
        return found

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of at least one whole number."""
        value = self._take(key, list, True)
        found = tuple(item for item in value if isinstance(item, int)) if isinstance(value, list) else ()
        if not found:
            self.fault(f"{key} must be a list of whole numbers")
        return found

    def table(self, key: str) -> "Table":
        """A table within this one."""
        self._asked.add(key)
        return Table(self._content.get(key), f"{self._where} [{key}]", self._faults)

    def tables(self, key: str) -> list["Table"]:
        """An array of tables, empty when absent."""
        value = self._take(key, list, False)
        items = value if isinstance(value, list) else []
        return [
            Table(item, f"{self._where} [[{key}]] {n}", self._faults) for n, item in enumerate(items, start=1)
        ]

    def finish(self) -> None:
        """Note every key that was never asked for: a typing error would else be ignored in silence."""
        for key in sorted(self._content.keys() - self._asked):
            self.fault(f"unknown key {key}")

    def _take(self, key: str, kind: type | tuple[type, ...], required: bool) -> object:
        self._asked.add(key)
        value = self._content.get(key)
        if value is None:
            if required:
                self.fault(f"{key} is missing")
        elif not isinstance(value, kind):
            self.fault(f"{key} has the wrong type")
            return None
        return value
