"""Writes docs/reference/log-events.md: every line that a deployable may log.

What there is comes from `tijdlijn.runtime.events`, what it means from docs/reference/log-events.toml.
`--check` changes nothing and fails when the page is out of date or an event has no meaning.
"""

import sys
from pathlib import Path

from tijdlijn.runtime.events import Event, catalogue
from tools.generated_page import write_or_check
from tools.reference_words import Words

PAGE = Path("docs/reference/log-events.md")
MEANINGS = Path("docs/reference/log-events.toml")

_INTRODUCTION = """\
# Log events

Written by `make docs` from `tijdlijn.runtime.events` and [log-events.toml](log-events.toml); do not edit.

Every process writes JSON lines to standard error, one for each event, and nothing else. Each line has `at`
(UTC), `level`, `service` (the name of the process in its configuration), `event` (the name below) and
`number`; while a request is being served also its `trace_id`: at a gateway the one that the asker sent,
which the user sees as *kenmerk*. No other fields than those listed can be logged, and none of them can hold
a BSN, a name or an accession number. Requests are not logged: who looked at what is in the [record of
access](../how-to/read-the-access-record.md).

Numbers are never given to another event. Watch for the levels `warning` and `error`; what to do stands in
the last column.
"""


def main() -> int:
    """Write or check the page; give the exit status."""
    words = Words(MEANINGS)
    text = page_text(words)
    faults = list(words.faults())
    for fault in faults:
        print(fault, file=sys.stderr)
    return write_or_check(PAGE, text) or int(bool(faults))


def page_text(words: Words) -> str:
    """Give the whole page."""
    lines = [
        _INTRODUCTION,
        "| # | event | level | fields | meaning | what to do |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_row(event, words) for event in catalogue())]) + "\n"


def _row(event: Event, words: Words) -> str:
    fields = ", ".join(f"`{name}`" for name in sorted(event.fields)) or "–"
    meaning = words.meaning(event.name, "meaning")
    # What is worth a warning is worth a word on what to do about it.
    to_do = "–" if event.level == "info" else words.meaning(event.name, "do")
    return f"| {event.number} | `{event.name}` | {event.level} | {fields} | {meaning} | {to_do} |"


if __name__ == "__main__":
    sys.exit(main())
