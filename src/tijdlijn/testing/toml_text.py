"""Writes the few TOML values that the invented archives need; the standard library only reads TOML."""

import json
from datetime import UTC, datetime


def quoted(text: str) -> str:
    """A basic string. A JSON string is one too, for every character that text has here. Standard: TOML 1.0,
    String.
    """
    return json.dumps(str(text), ensure_ascii=False)


def inline(**values: str | None) -> str:
    """An inline table of strings; absent values are left out."""
    return (
        "{ "
        + ", ".join(f"{key} = {quoted(value)}" for key, value in values.items() if value is not None)
        + " }"
    )


def instant(at: datetime) -> str:
    """An offset date-time in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
