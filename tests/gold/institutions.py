"""The invented institutions and the manners in which they fill in what they send."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Institution:
    """One house. Numbers are shares (0 to 1) of its studies, unless a line says otherwise."""

    name: str
    kind: str
    """`general`, `academic`, or the one place of a course that it serves."""
    words: tuple[float, float, float]
    """How often it writes plain Dutch, short or capital, English."""
    letters: str = "as written"
    """`capitals`, `small` or `as written`."""
    longest: int = 64
    """Characters after which its system cuts a description."""
    typing_errors: float = 0.02
    empty: float = 0.025
    side_in_words: float = 0.9
    side_in_field: float = 0.3
    side_wrong: float = 0.01
    body_part: float = 0.7
    body_part_wrong: float = 0.1
    procedure: str = ""
    """`number` or `letters` when it sends its own codes."""
    arc: int = 0
    """The last arc of its own code system under the example object identifier 2.999."""
    time: float = 0.95
    dose_report: float = 0.2
    contrast: float = 0.5
    prefix: str = ""


INSTITUTIONS: tuple[Institution, ...] = (
    Institution(
        "Ziekenhuis De Merwerand", "general", (0.9, 0.1, 0), procedure="number", arc=11, body_part_wrong=0.14
    ),
    Institution(
        "Sint-Walburgis Gasthuis",
        "general",
        (0.05, 0.95, 0),
        "capitals",
        longest=20,
        side_in_field=0.1,
        body_part_wrong=0.18,
    ),
    Institution(
        "Streekziekenhuis Oosterlanden",
        "general",
        (0.7, 0.3, 0),
        "small",
        typing_errors=0.08,
        empty=0.05,
        side_in_words=0.75,
        body_part=0.45,
    ),
    Institution(
        "Ziekenhuis Duinrand aan Zee",
        "general",
        (0.5, 0.5, 0),
        procedure="letters",
        arc=14,
        side_in_words=0.5,
        side_in_field=0.75,
        contrast=0.8,
    ),
    Institution(
        "Medisch Centrum Hoge Dijk", "general", (0.8, 0.1, 0.1), time=0.8, body_part=0.85, dose_report=0.5
    ),
    Institution(
        "Ziekenhuis Rivierenpoort",
        "general",
        (0.3, 0.7, 0),
        longest=16,
        body_part_wrong=0.2,
        side_in_words=0.8,
    ),
    Institution(
        "Academisch Centrum Vlietstad",
        "academic",
        (0.25, 0.05, 0.7),
        procedure="letters",
        arc=21,
        side_in_field=0.6,
        contrast=0.9,
        body_part_wrong=0.12,
    ),
    Institution(
        "Academisch Ziekenhuis Noorderhaven",
        "academic",
        (0.75, 0.2, 0.05),
        procedure="number",
        arc=22,
        body_part=0.6,
        dose_report=0.6,
    ),
    Institution(
        "Oncologisch Instituut De Linde", "academic", (0.5, 0.2, 0.3), body_part=0.8, body_part_wrong=0.15
    ),
    Institution("Diagnostisch Centrum Lindenhof", "gp", (0.95, 0.05, 0), side_in_field=0.5, body_part=0.5),
    Institution(
        "Eerstelijns Röntgen Het Spoor", "gp", (0.2, 0.8, 0), "capitals", typing_errors=0.04, body_part=0.3
    ),
    Institution(
        "Orthokliniek Zuiderpoort", "zbc", (0.6, 0.2, 0.2), empty=0.06, side_in_words=0.8, body_part=0.5
    ),
    Institution("Kliniek Parkzicht", "zbc", (0.4, 0.5, 0.1), time=0.6, body_part=0.4, side_in_field=0.1),
    Institution("Screening Borst Laagveen", "bvo", (0.4, 0.6, 0), body_part=0.95, body_part_wrong=0),
    Institution("Kaakchirurgie Noordervaart", "dent", (0.5, 0.5, 0), body_part=0.3, time=0.5),
    Institution(
        "Kinderziekenhuis De Zwaluw", "kid", (0.8, 0.2, 0), procedure="number", arc=31, side_in_field=0.6
    ),
    Institution("Klinikum Musterhafen", "abroad", (0, 0, 1), empty=0.1, body_part=0.8, body_part_wrong=0.2),
)


def of_kind(kind: str) -> tuple[Institution, ...]:
    """The houses of one kind, in order."""
    return tuple(house for house in INSTITUTIONS if house.kind == kind)
