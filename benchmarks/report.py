"""The lines as a table for people and as `build/bench.json` for programs."""

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.line import Line

_KEPT = ("name", "value", "unit", "baseline", "ratio", "to_hold", "holds")
_WORDS = {True: "holds", False: "MISSED", None: "–"}


def table(lines: Sequence[Line]) -> str:
    """The lines as aligned text: a row each, with what decided below it."""
    rows = [("", "value", "to hold", "baseline", "ratio")]
    for one in lines:
        baseline = "" if one.baseline is None else f"{one.baseline:.4g}"
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        rows.append((one.name, f"{one.value:.4g} {one.unit}", one.to_hold, baseline, ratio))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    text = [_padded(rows[0], widths)]
    for one, row in zip(lines, rows[1:], strict=True):
        text += [f"{_padded(row, widths)}  {_WORDS[one.holds]}", f"    {one.decided_by}"]
    return "\n".join(text)


def _padded(row: tuple[str, ...], widths: list[int]) -> str:
    name, *figures = (text.ljust(width) for text, width in zip(row, widths, strict=True))
    return "  ".join((name, *figures))


def write(lines: Sequence[Line], path: Path) -> None:
    """Keep the lines as JSON, whole or not at all."""
    kept = {"lines": [{name: getattr(one, name) for name in _KEPT} for one in lines]}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
