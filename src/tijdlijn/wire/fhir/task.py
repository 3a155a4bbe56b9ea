"""A concern as a FHIR Task in the holder's queue: the asker puts it there, the holder's status says what came
of it.

The id is the asker's own, so that a PUT that is sent twice is one Task. No patient stands in it: the token
names the patient, and the holder checks that what the Task is about is that patient's.

Standard: HL7 FHIR R4, Task; update as create, §3.1.0.4.1.
"""

from typing import Final
from uuid import UUID

import msgspec

from tijdlijn.domain.concern import Concern, ConcernKind, ConcernState, Handling
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.codec import Element, decode, encode
from tijdlijn.wire.fhir.moments import instant, parse_instant
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Identifier, Reference

LIMIT_BYTES: Final = 64 * 1024
CONCERN: Final = f"{names.OWN}/CodeSystem/concern"

_STATUS: Final = {
    ConcernState.RECEIVED: "received",
    ConcernState.IN_PROGRESS: "in-progress",
    ConcernState.CORRECTED: "completed",
    ConcernState.NO_FAULT: "rejected",
}
_STATE: Final = {status: state for state, status in _STATUS.items()}
_REQUESTED: Final = "requested"


class _Task(Element, tag_field="resourceType", tag="Task"):
    id: str | None = None
    status: str | None = None
    status_reason: CodeableConcept | None = None
    intent: str = "order"
    code: CodeableConcept | None = None
    description: str | None = None
    focus: Reference = msgspec.field(default_factory=Reference)
    last_modified: str | None = None


def concern_to_task(concern: Concern) -> bytes:
    """Write a concern as it is put into the holder's queue."""
    return encode(_written(concern, _REQUESTED))


def handled_to_task(concern: Concern, handling: Handling) -> bytes:
    """Write a concern with what became of it, as the holder answers."""
    task = _written(concern, _STATUS[handling.state])
    task.last_modified = instant(handling.changed_at)
    task.status_reason = CodeableConcept(text=handling.answer) if handling.answer else None
    return encode(task)


def read_concern(data: bytes) -> Concern:
    """Read a concern.

    Raises:
        InputInvalid: not a Task, of no known kind, or about nothing that we know.
    """
    task = decode(data, _Task, limit_bytes=LIMIT_BYTES)
    codes = [one.code for one in (task.code.coding if task.code else ()) if one.system == CONCERN]
    focus = task.focus.identifier
    if len(codes) != 1 or focus is None or not focus.value:
        raise InputInvalid("a Task needs one code of a concern, and what it is about")
    try:
        concern_id, kind = UUID(task.id or ""), ConcernKind(codes[0] or "")
    except ValueError as error:
        raise InputInvalid("the id is a UUID, and the code one of a concern") from error
    text = task.description or ""
    match focus.system:
        case names.DICOM_UID:
            uid = StudyInstanceUID(focus.value.removeprefix(names.OID_PREFIX))
            return Concern(concern_id, kind, text, study_uid=uid)
        case names.DOCUMENT_ID:
            return Concern(concern_id, kind, text, report_id=focus.value)
    raise InputInvalid("a concern is about a study or a report")


def read_handling(data: bytes) -> Handling:
    """Read what a holder did with a concern; a status of which nothing final is known counts as in progress.

    Raises:
        InputInvalid: not a Task with a status and the moment of its last change.
    """
    task = decode(data, _Task, limit_bytes=LIMIT_BYTES)
    changed_at = parse_instant(task.last_modified or "")
    if task.status is None or changed_at is None:
        raise InputInvalid("a Task needs a status and the moment of its last change")
    answer = task.status_reason.text if task.status_reason else None
    return Handling(_STATE.get(task.status, ConcernState.IN_PROGRESS), changed_at, answer)


def _written(concern: Concern, status: str) -> _Task:
    if concern.study_uid is not None:
        about = Identifier(system=names.DICOM_UID, value=f"{names.OID_PREFIX}{concern.study_uid}")
    else:
        about = Identifier(system=names.DOCUMENT_ID, value=concern.report_id)
    return _Task(
        id=str(concern.concern_id),
        status=status,
        code=CodeableConcept(coding=(Coding(system=CONCERN, code=concern.kind.value),)),
        description=concern.text or None,
        focus=Reference(identifier=about),
    )
