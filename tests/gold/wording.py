"""Puts a study into the words and fields in which its institution would send it, errors and gaps included."""

import re
from typing import Any

from tests.gold.draw import Draw
from tests.gold.examinations import Examination
from tests.gold.institutions import Institution
from tests.gold.persons import OPPOSITE, Happened

Study = dict[str, Any]

SIDES = (
    {"left": "links", "right": "rechts", "both": "beiderzijds"},
    {"left": "L", "right": "R", "both": "BDZ"},
    {"left": "left", "right": "right", "both": "bilateral"},
)
LESS_USUAL_SIDES = {
    "links": ("li", "li.", "L"),
    "rechts": ("re", "re.", "R"),
    "left": ("LT", "L"),
    "right": ("RT", "R"),
}
NOTHING_SAID = ("", "", "", "Overig onderzoek", "Onderzoek", "unknown", "Import extern", "Algemeen")
# What a device still has in its fields from the patient before, or always.
LEFT_BEHIND = {
    "CR": ("CHEST", "HAND", "KNEE", "PELVIS", "FOOT"),
    "DX": ("CHEST", "KNEE", "ABDOMEN", "EXTREMITY", "SHOULDER"),
    "CT": ("CHEST", "ABDOMEN", "HEAD", "SPINE"),
    "MR": ("HEAD", "LSPINE", "KNEE", "BRAIN"),
}
UNREPORTED = {
    "ECG": 0.6,
    "OT": 0.5,
    "SR": 1.0,
    "IO": 0.4,
    "PX": 0.3,
    "OP": 0.7,
    "XC": 0.9,
    "XA": 0.15,
    "RF": 0.3,
}


def as_sent(study: Happened, draw: Draw) -> Study:
    """What the institution tells of this study, in the form of `tijdlijn priors`."""
    house, examination = study.house, study.examination
    modalities = _modalities(examination, house, draw)
    sent: Study = {"date": study.at.date().isoformat()}
    if draw.chance(house.time):
        sent["time"] = study.at.strftime("%H:%M")
    sent["modalities"] = modalities
    sent["description"] = _description(study, draw)
    if house.procedure and draw.chance(0.9):
        sent["procedure"] = _procedure(examination, house)
    if part := _body_part(examination, house, modalities[0], draw):
        sent["body_part"] = part
    if side := _side_in_field(study, draw):
        sent["laterality"] = side
    sent["institution"] = house.name
    sent["reported"] = not draw.chance(UNREPORTED.get(modalities[0], 0.04))
    contrast = draw.chance(0.5) if examination.contrast == "m" else examination.contrast == "y"
    if examination.contrast != "-" and draw.chance(house.contrast):
        sent["contrast"] = contrast
    return sent


def procedure_code(examination: Examination, house: Institution) -> str:
    """The house's own code for an examination: running numbers of its list, or letters."""
    if house.procedure == "number":
        return str(
            10000 + sum(ord(letter) * 31**at for at, letter in enumerate(examination.key)) * house.arc % 89989
        )
    return "".join(examination.key.split("."))[:16].upper()


def _modalities(examination: Examination, house: Institution, draw: Draw) -> list[str]:
    kinds = examination.modalities[0] if draw.chance(0.75) else draw.pick(examination.modalities)
    if kinds == "XR":
        # A house has mostly one kind of device.
        kinds = "DX" if draw.chance(0.85 if len(house.name) % 2 else 0.3) else "CR"
    found = kinds.split("+")
    if "PT" in found and draw.chance(0.4):
        found.reverse()
    if found[0] in ("CT", "XA", "DX", "MG") and draw.chance(house.dose_report) and "SR" not in found:
        found.append("SR")
    if found[0] in ("CT", "MR", "US", "XA") and draw.chance(0.06):
        found.append(draw.pick(("OT", "SC", "PR")))
    return found


def _description(study: Happened, draw: Draw) -> str:
    house = study.house
    if draw.chance(house.empty + (0.15 if study.is_copy else 0)):
        return draw.pick(NOTHING_SAID)
    column = draw.weighted((0, 1, 2), house.words)
    spellings = study.examination.words[column]
    # A house keeps to one spelling most of the time; which one differs per house and examination.
    usual = (len(house.name) + len(study.examination.key)) % len(spellings)
    text = spellings[usual] if draw.chance(0.7) else draw.pick(spellings)
    side = SIDES[column].get(study.side, "") if draw.chance(house.side_in_words) else ""
    if side in LESS_USUAL_SIDES and draw.chance(0.25):
        side = draw.pick(LESS_USUAL_SIDES[side])
    text = re.sub(r"\s+", " ", text.replace("{s}", side)).strip()
    if draw.chance(house.typing_errors):
        text = _mistyped(text, draw)
    if house.letters == "capitals":
        text = text.upper()
    elif house.letters == "small":
        text = text.lower()
    if study.is_copy:
        text = draw.pick(("IMPORT ", "Extern: ", "(ext) ", "")) + text
    return text[: house.longest].strip()


def _mistyped(text: str, draw: Draw) -> str:
    """Two letters changed about, one left out, or one doubled."""
    if len(text) < 6:
        return text
    at = draw.whole(2, len(text) - 3)
    return draw.pick(
        (
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
        )
    )


def _procedure(examination: Examination, house: Institution) -> dict[str, str]:
    display = re.sub(r"\s+", " ", examination.words[0][0].replace("{s}", "")).strip()
    return {
        "system": f"urn:oid:2.999.{house.arc}",
        "code": procedure_code(examination, house),
        "display": display,
    }


def _body_part(examination: Examination, house: Institution, modality: str, draw: Draw) -> str:
    if not draw.chance(house.body_part if modality != "US" else house.body_part / 6):
        return ""
    # CT and MR take it from the protocol that was chosen, and are wrong more often than radiography.
    wrong = house.body_part_wrong * (2 if modality in ("CT", "MR") else 1)
    if modality in LEFT_BEHIND and draw.chance(wrong):
        return draw.pick(LEFT_BEHIND[modality])
    return examination.body_parts[0] if draw.chance(0.65) else draw.pick(examination.body_parts)


def _side_in_field(study: Happened, draw: Draw) -> str:
    if not draw.chance(study.house.side_in_field):
        return ""
    if study.examination.is_of_both_sides:
        return "both"
    if not study.examination.is_sided:
        return ""
    return OPPOSITE.get(study.side, study.side) if draw.chance(study.house.side_wrong) else study.side
