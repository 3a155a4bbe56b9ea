"""The event `suggested` for the recording `volledig`, for tests that say what it holds."""

from collections.abc import Mapping, Sequence

CURRENT = "e01"
"""The study that is read in that recording."""
ABDOMEN = ("abdomen", "abdomen", "abdomen")
CT = ("CT", "CT", "CT")
CTA, ECHO, CT_2022, CT_THORAX, X_THORAX = "e40", "e32", "e14", "e43", "e02"


def reason(
    code: str, points: int, *about: tuple[str, str | None, str | None], months: int | None = None
) -> dict[str, object]:
    """One reason; what it is about as code, Dutch and English name."""
    named = [{"code": one, "nl": dutch, "en": english} for one, dutch, english in about]
    return {"code": code, "points": points, "about": named, "months": months}


REASONS: Mapping[str, Sequence[dict[str, object]]] = {
    CTA: (
        reason("region-same", 50, ABDOMEN),
        reason("modality-same", 20, CT),
        reason("age", 21, months=14),
        reason("latest", 18),
        reason("reported", 2),
    ),
    ECHO: (
        reason("region-same", 50, ABDOMEN),
        reason("modality-related", 9, ("US", "echo", "ultrasound")),
        reason("age", 26, months=9),
        reason("stale", -8, ("US", "echo", "ultrasound"), months=9),
        reason("other-method", 12, ("US", "echo", "ultrasound")),
    ),
    CT_2022: (reason("region-same", 50, ABDOMEN), reason("modality-same", 20, CT), reason("oldest", 4)),
    CT_THORAX: (
        reason("region-near", 12, ("thorax", "thorax", "chest")),
        reason("modality-same", 20, CT),
        reason("side-same", 10, ("left", None, None)),
    ),
    X_THORAX: (reason("region-unknown", 0), reason("age", 36, months=0)),
}


def suggested(*keys: str, current: str | None = CURRENT) -> dict[str, object]:
    """The event with these rows, best first; without any it suggests nothing."""
    items = [
        {"key": key, "score": sum(int(str(one["points"])) for one in REASONS[key]), "reasons": REASONS[key]}
        for key in keys
    ]
    return {"event": "suggested", "current": current, "rules": "2026.2", "items": items}


ALL = (CTA, ECHO, CT_2022, CT_THORAX, X_THORAX)
