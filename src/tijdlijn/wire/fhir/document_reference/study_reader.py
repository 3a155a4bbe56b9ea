"""The images of a DocumentReference as a Study. Standard: MedMij bbs-DocumentReference, category IMAGES."""

import re
from typing import Final, TypeVar

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Code, SopInstanceUID, StudyInstanceUID
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.study import Availability, Study, StudyMoment
from tijdlijn.wire.fhir import extensions, names
from tijdlijn.wire.fhir.document_reference.authors import display_of
from tijdlijn.wire.fhir.document_reference.sides import read_side
from tijdlijn.wire.fhir.identifiers import read_accession, read_study_uids
from tijdlijn.wire.fhir.moments import parse_study_start
from tijdlijn.wire.fhir.structs import CodeableConcept, DocumentContext, DocumentReference

MAX_TIES: Final = 64
"""How many former UIDs or instances of a study are read: no honest entry has more."""

_Uid = TypeVar("_Uid", StudyInstanceUID, SopInstanceUID)
_MODALITY: Final = re.compile(r"[A-Z0-9_]{1,16}")
_MODALITY_SYSTEMS: Final = frozenset({names.DCM, names.DCM_OID})

_AVAILABILITIES: Final = {member.value: member for member in Availability}


def read_study(resource: DocumentReference, demographics: Demographics) -> Study:
    """Give the study that the images are of.

    Raises:
        InputInvalid: no Study Instance UID, or more than one.
    """
    context = resource.context or DocumentContext()
    uids = read_study_uids(context.related)
    if len(uids) != 1:
        raise InputInvalid("entry: images of no study, or of more than one")
    modalities, region = _events(context.event)
    availability = extensions.read_code(resource.extension, extensions.AVAILABILITY) or ""
    titles = (one.attachment.title for one in resource.content)
    type_text = resource.type.text if resource.type else None
    return Study(
        study_uid=uids[0],
        moment=_study_moment(context),
        modalities=modalities,
        description=resource.description or next(filter(None, titles), None) or type_text or None,
        procedure=_code(resource.type),
        region=region,
        laterality=read_side(resource.extension, context.event),
        institution_name=display_of(resource.author, "Organization"),
        accession=read_accession(context.related),
        series_count=extensions.read_number(resource.extension, extensions.SERIES_COUNT),
        instance_count=extensions.read_number(resource.extension, extensions.INSTANCE_COUNT),
        image_count=extensions.read_number(resource.extension, extensions.IMAGE_COUNT),
        size_bytes=extensions.read_number(resource.extension, extensions.STUDY_SIZE),
        availability=_AVAILABILITIES.get(availability, Availability.ONLINE),
        demographics=demographics,
        original_uids=_uids(StudyInstanceUID, resource, extensions.ORIGINAL_STUDY),
        instance_uids=_uids(SopInstanceUID, resource, extensions.SOP_INSTANCE),
    )


def _uids(kind: type[_Uid], resource: DocumentReference, url: str) -> tuple[_Uid, ...]:
    """The UIDs under `url`, at most `MAX_TIES`; what is none ties nothing."""
    uids: list[_Uid] = []
    for value in extensions.read_uids(resource.extension, url)[:MAX_TIES]:
        try:
            uids.append(kind(value))
        except InputInvalid:
            continue
    return tuple(uids)


def _events(events: tuple[CodeableConcept, ...]) -> tuple[tuple[str, ...], Code | None]:
    """The modalities in order, each once, and the first other code, which is the region (B34, B35)."""
    modalities: list[str] = []
    region: Code | None = None
    for event in events:
        codes = [one.code for one in event.coding if one.code and one.system in _MODALITY_SYSTEMS]
        modalities.extend(code for code in codes if _MODALITY.fullmatch(code))
        if not codes and region is None:
            region = _code(event)
    return tuple(dict.fromkeys(modalities)), region


def _study_moment(context: DocumentContext) -> StudyMoment:
    if context.period is None or not context.period.start:
        return StudyMoment()
    try:
        return parse_study_start(context.period.start)
    except InputInvalid:
        return StudyMoment()


def _code(concept: CodeableConcept | None) -> Code | None:
    for one in concept.coding if concept else ():
        if one.system and one.code:
            return Code(system=one.system, code=one.code, display=one.display)
    return None
