"""Rows of a timeline as the stream gives them, for tests that say what they hold."""

from collections.abc import Mapping, Sequence

OWN, OTHER, THIRD = "90000101", "90000102", "90000103"
NAMES = {OWN: "Ziekenhuis Fryslân", OTHER: "UMC Rijnmond", THIRD: "MC Delfshaven"}
TODAY = "2026-11-24"

PATIENT: Mapping[str, object] = {
    "event": "patient",
    "name": "Test-Aneurysma, T. (Tjitske)",
    "birth_date": "1951-03-14",
    "sex": "female",
    "bsn_masked": "••••• ••12",
    "situation": "SEH-bezoek",
    "started_on": TODAY,
    "institution": {"ura": OWN, "name": NAMES[OWN], "short_name": NAMES[OWN]},
    "user": {"name": "drs. K. Test-Radioloog", "role": "radioloog"},
    "trace_id": "a" * 32,
}
HOLDERS: Mapping[str, object] = {
    "event": "holders",
    "localised": "answered",
    "since": None,
    "asked": [
        {"custodian": ura, "name": name, "short_name": name, "phone": None, "own": ura == OWN}
        for ura, name in NAMES.items()
    ],
    "connected": 6,
    "institutions": 8,
}
COMPLETE: Mapping[str, object] = {
    "event": "complete",
    "complete": True,
    "asked": 3,
    "answered": 3,
    "at": "2026-11-24T01:44:05Z",
}


def row(
    key: str,
    *,
    date: str = TODAY,
    time: str | None = "02:41",
    modality: str = "CT",
    description: str = "CTA aorta abdominalis",
    custodian: str = OWN,
    others: Sequence[str] = (),
    has_images: bool = True,
    lock: str | None = None,
    **study: object,
) -> dict[str, object]:
    """An `entry` event. The key of the images at the row's custodian is `key`, elsewhere `key@custodian`."""
    copies = [
        {
            "custodian": ura,
            "institution_name": NAMES[ura],
            "instance_count": None,
            "own": ura == OWN,
            "images": (key if ura == custodian else f"{key}@{ura}") if has_images and lock is None else None,
        }
        for ura in (custodian, *others)
    ]
    return {
        "event": "entry",
        "key": key,
        "replaces": [],
        "study": {
            "date": date,
            "time": time,
            "modalities": [modality],
            "description": description,
            "region": "abdomen",
            "laterality": None,
            "series_count": None,
            "instance_count": None,
            "image_count": None,
            "size_bytes": None,
            "availability": "online",
            **study,
        },
        "copies": copies,
        "reports": [],
        "report_state": "none",
        "lock": lock,
    }


def outcomes() -> list[dict[str, object]]:
    """Everybody answered."""
    return [
        {
            "event": "outcome",
            "custodian": ura,
            "name": name,
            "kind": "Answered",
            "took_ms": 90,
            "retryable": False,
            "rows": 1,
            "route": "generic-functions",
        }
        for ura, name in NAMES.items()
    ]
