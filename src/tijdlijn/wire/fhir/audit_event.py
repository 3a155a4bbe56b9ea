"""A row of the record as an AuditEvent, shaped after IHE BALP.

Who, for whom, why, on which ground, and how it ended; never what was in the answer, and for a search not
even how much there was. The patient is the keyed reference that the record holds, never a number. Standard:
IHE BALP 1.1.3; IHE RESTful-ATNA (ITI-81); NEN 7513:2018 §6; reference/standards.md trap 30.
"""

import base64
from collections.abc import Mapping
from typing import Final

from tijdlijn.domain.identifiers import UZI_SYSTEM
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.codec import Element, encode
from tijdlijn.wire.fhir.identifiers import institution_identifier
from tijdlijn.wire.fhir.moments import instant
from tijdlijn.wire.fhir.recorded_act import Act, RecordedAct
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Identifier, Reference

_DCM: Final = names.DCM
_EVENT_TYPE: Final = "http://terminology.hl7.org/CodeSystem/audit-event-type"
_INTERACTION: Final = "http://hl7.org/fhir/restful-interaction"
_PARTICIPATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
_ENTITY_TYPE: Final = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_OBJECT_ROLE: Final = "http://terminology.hl7.org/CodeSystem/object-role"
_BALP_ENTITY: Final = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType"

_REST: Final = Coding(system=_EVENT_TYPE, code="rest", display="RESTful Operation")
_DECISION: Final = Coding(system=_DCM, code="110113", display="Security Alert")
_AUTHENTICATION: Final = Coding(system=_DCM, code="110114", display="User Authentication")
_EXECUTE: Final = "E"
_KINDS: Final[Mapping[str, tuple[Coding, str | None, str]]] = {
    "search": (_REST, "search", _EXECUTE),
    "read-log": (_REST, "search", _EXECUTE),
    "read-report": (_REST, "read", "R"),
    "read-manifest": (_REST, "read", "R"),
    "open-study": (_REST, "read", "R"),
    "open-viewer": (_REST, "read", "R"),
    "tell-concern": (_REST, "update", "U"),
    "register": (_REST, "create", "C"),
    "withdraw": (_REST, "delete", "D"),
    "decision": (_DECISION, None, _EXECUTE),
    "token": (_AUTHENTICATION, None, _EXECUTE),
    "launch": (_AUTHENTICATION, None, _EXECUTE),
}
"""Type, restful interaction and action per word of the record; any other word is an executed operation."""
_FAILURES: Final = frozenset({"cut-off", "deny", "denied", "refused", "failed", "invalid"})


class Period(Element):
    """From and until."""

    start: str | None = None
    end: str | None = None


class Network(Element):
    """Over which way."""

    address: str | None = None


class Agent(Element, kw_only=True):
    """Who took part."""

    type: CodeableConcept | None = None
    role: tuple[CodeableConcept, ...] = ()
    who: Reference | None = None
    requestor: bool
    policy: tuple[str, ...] = ()
    network: Network | None = None
    purpose_of_use: tuple[CodeableConcept, ...] = ()


class Source(Element):
    """Who put it on record."""

    observer: Reference


class Entity(Element):
    """What it was about."""

    what: Reference | None = None
    type: Coding | None = None
    role: Coding | None = None


class AuditEvent(Element, kw_only=True, tag_field="resourceType", tag="AuditEvent"):
    """One act on record."""

    id: str
    type: Coding
    subtype: tuple[Coding, ...]
    action: str
    period: Period | None = None
    recorded: str
    outcome: str
    outcome_desc: str | None = None
    purpose_of_event: tuple[CodeableConcept, ...] = ()
    agent: tuple[Agent, ...]
    source: Source
    entity: tuple[Entity, ...] = ()


def audit_event(record: RecordedAct, *, source: str) -> bytes:
    """Write one act on record. `source` is the deployable that keeps the record."""
    act = record.entry
    kind, interaction, action = _KINDS.get(act.action, (_REST, "operation", _EXECUTE))
    outcome = record.closing.outcome if record.closing else act.outcome
    subtype = [Coding(system=names.AUDIT_ACTION, code=act.action)]
    if interaction:
        subtype.insert(0, Coding(system=_INTERACTION, code=interaction))
    period = None
    if record.closing:
        period = Period(start=instant(record.recorded_at), end=instant(record.closing.closed_at))
    purpose = (_concept(names.ACT_REASON, act.purpose),) if act.purpose else ()
    event = AuditEvent(
        id=str(record.record_id),
        type=kind,
        subtype=tuple(subtype),
        action=action,
        period=period,
        recorded=instant(record.recorded_at),
        outcome="4" if outcome in _FAILURES else "0",
        outcome_desc=outcome,
        purpose_of_event=purpose,
        agent=_agents(act, purpose, source),
        source=Source(observer=Reference(display=source)),
        entity=_entities(act),
    )
    return encode(event)


def _agents(act: Act, purpose: tuple[CodeableConcept, ...], source: str) -> tuple[Agent, ...]:
    """The institution's system that asked, the holder of the record, and the professional for whom it was
    asked; that one is the requestor where known.
    """
    institution = Reference(display="unknown")
    if act.actor_institution:
        institution = Reference(identifier=institution_identifier(act.actor_institution))
    client = Agent(
        type=_concept(_DCM, "110153", "Source Role ID"),
        who=institution,
        requestor=act.actor_user is None,
        network=Network(address=act.access_point) if act.access_point else None,
    )
    server = Agent(
        type=_concept(_DCM, "110152", "Destination Role ID"),
        who=Reference(display=source),
        requestor=False,
    )
    policy = (f"{names.GROUND}#{act.ground}",) if act.ground else ()
    if act.actor_user is None:
        client.policy = policy
        return client, server
    user = Agent(
        type=_concept(_PARTICIPATION, "IRCP", "information recipient"),
        role=(_concept(names.ROLE_CODE, act.actor_role),) if act.actor_role else (),
        who=Reference(identifier=Identifier(system=UZI_SYSTEM, value=act.actor_user)),
        requestor=True,
        policy=policy,
        purpose_of_use=purpose,
    )
    return client, server, user


def _entities(act: Act) -> tuple[Entity, ...]:
    entities = [
        Entity(
            what=Reference(identifier=Identifier(value=act.trace_id)),
            type=Coding(system=_BALP_ENTITY, code="XrequestId"),
        )
    ]
    if act.patient_ref is not None:
        reference = base64.urlsafe_b64encode(act.patient_ref).decode("ascii").rstrip("=")
        entities.append(
            Entity(
                what=Reference(identifier=Identifier(system=names.PATIENT_REFERENCE, value=reference)),
                type=Coding(system=_ENTITY_TYPE, code="1", display="Person"),
                role=Coding(system=_OBJECT_ROLE, code="1", display="Patient"),
            )
        )
    if act.object_ref is not None:
        entities.append(
            Entity(
                what=Reference(identifier=Identifier(value=act.object_ref)),
                type=Coding(system=_ENTITY_TYPE, code="2", display="System Object"),
                role=Coding(system=_OBJECT_ROLE, code="4", display="Domain Resource"),
            )
        )
    return tuple(entities)


def _concept(system: str, code: str, display: str | None = None) -> CodeableConcept:
    return CodeableConcept(coding=(Coding(system=system, code=code, display=display),))
