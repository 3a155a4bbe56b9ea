"""One DICOM JSON object as `Attributes`. Standard: DICOM PS3.18 Annex F (DICOM JSON model)."""

import re
from collections.abc import Mapping
from typing import Final

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,10}")
JsonDataset = Mapping[str, object]


class JsonAttributes:
    """One data set as a service gave it: tags as eight hexadecimal digits, values in `Value`."""

    def __init__(self, dataset: JsonDataset) -> None:
        self._dataset = dataset

    def texts(self, tag: int) -> tuple[str, ...]:
        """See `Attributes.texts`. Of a person's name the alphabetic group."""
        cleaned = (_text(value).strip("\0 ") for value in self._values(tag))
        return tuple(value for value in cleaned if value)

    def first_item(self, tag: int) -> "JsonAttributes | None":
        """See `Attributes.first_item`."""
        items = (value for value in self._values(tag) if isinstance(value, dict))
        item = next(items, None)
        return None if item is None else JsonAttributes(item)

    def number(self, tag: int) -> int | None:
        """The first value as a whole number; `None` where there is none."""
        text = next(iter(self.texts(tag)), "")
        return int(text) if _WHOLE.fullmatch(text) else None

    def _values(self, tag: int) -> list[object]:
        element = self._dataset.get(f"{tag:08X}")
        values = element.get("Value") if isinstance(element, dict) else None
        return values if isinstance(values, list) else []


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _text(value.get("Alphabetic"))
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else str(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
