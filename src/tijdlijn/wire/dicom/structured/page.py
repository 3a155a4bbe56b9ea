"""The page of a structured document: whose it is, what is doubtful about it, and all that it says.

One file of HTML without scripts, addresses or images; what comes out of the DICOM file is text and never
markup. More than `MAX_CHARS` is not written, and that stands at the top.
"""

from typing import Final

from tijdlijn.wire.dicom.markup import Full, Markup
from tijdlijn.wire.dicom.sop_classes import ObjectKind, class_name, kind_of
from tijdlijn.wire.dicom.structured.document import StructuredDocument, Verification
from tijdlijn.wire.dicom.structured.dose import irradiations
from tijdlijn.wire.dicom.structured.says import Places, Speaker, time
from tijdlijn.wire.dicom.structured.style import STYLE, Theme
from tijdlijn.wire.dicom.structured.tree import TreeWriter
from tijdlijn.wire.dicom.structured.values import Moment
from tijdlijn.wire.dicom.structured.words import Language

MAX_CHARS: Final = 4_000_000

_HEAD_CHARS: Final = 100_000
_MAX_TITLE: Final = 300


def report_page(
    document: StructuredDocument, language: Language, places: Places, theme: Theme | None = None
) -> bytes:
    """Write the page, in UTF-8. `places` are the objects of the study, for what the document points at;
    without a `theme` the browser's own preference counts.
    """
    speaker = Speaker(language, places)
    body = Markup(MAX_CHARS)
    is_whole = document.is_whole
    try:
        _body(document, speaker, body)
    except Full:
        is_whole = False
    page = Markup(MAX_CHARS + _HEAD_CHARS)
    with page.within("html", lang=language, data_theme=theme):
        with page.within("head"):
            page.empty("meta", charset="utf-8")
            page.element("title", _title(document, speaker))
            page.style(STYLE)
        with page.within("body"):
            _header(document, speaker, page, is_whole=is_whole)
            page.markup(body)
    return f"<!DOCTYPE html>{page}".encode()


def _title(document: StructuredDocument, speaker: Speaker) -> str:
    concept = document.root.concept
    return (concept.says if concept else speaker.words.report)[:_MAX_TITLE]


def _header(document: StructuredDocument, speaker: Speaker, page: Markup, *, is_whole: bool) -> None:
    words = speaker.words
    is_selection = kind_of(document.sop_class_uid) is ObjectKind.KEY_OBJECTS
    kind = words.key_objects if is_selection else class_name(document.sop_class_uid) or words.report
    made = [
        speaker.date(document.content_date) if document.content_date else "",
        time(document.content_time) if document.content_time else "",
    ]
    with page.within("header"):
        page.element("h1", _title(document, speaker))
        facts = (kind[:_MAX_TITLE], f"{words.made} {' '.join(filter(None, made))}" if any(made) else None)
        page.element("p", " · ".join(filter(None, (*facts, document.institution))), class_="meta")
        page.element("p", _patient(document, speaker), class_="meta")
        for verifier in document.verifiers:
            page.element("p", f"{words.verified_by} {_verifier(verifier, speaker)}", class_="meta")
        warnings = {
            words.not_whole: not is_whole,
            words.partial: document.completion == "PARTIAL",
            words.preliminary: document.preliminary == "PRELIMINARY",
            words.unverified: document.verification == "UNVERIFIED",
        }
        for warning, is_so in warnings.items():
            if is_so:
                page.element("p", warning, class_="warn")


def _patient(document: StructuredDocument, speaker: Speaker) -> str:
    words = speaker.words
    name = speaker.name(document.patient_name) if document.patient_name else words.no_value
    born = f", {words.born} {speaker.date(document.birth_date)}" if document.birth_date else ""
    return f"{words.patient}: {name}{born}"


def _verifier(verifier: Verification, speaker: Speaker) -> str:
    moment = speaker.value(Moment("DATETIME", verifier.moment)) if verifier.moment else None
    name = speaker.name(verifier.name) if verifier.name else None
    return " · ".join(filter(None, (name, verifier.organisation, moment)))


def _body(document: StructuredDocument, speaker: Speaker, body: Markup) -> None:
    tree = TreeWriter(document.root, speaker, body)
    dose = irradiations(document.root, speaker)
    if dose is None:
        tree.write(document.root.children, 2)
        return
    tree.write(dose.totals, 2)
    body.element("h2", speaker.words.irradiations)
    dose.write(body)
    with body.within("details"):
        body.element("summary", speaker.words.everything)
        tree.write(document.root.children, 2)
