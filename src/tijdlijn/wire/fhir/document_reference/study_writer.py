"""A study as a DocumentReference: category IMAGES, with its manifest as the document, in both its forms.

Standard: MedMij bbs-DocumentReference; IHE MHD 4.2.3; IHE RAD MADO Rev 1.1 (formats of a manifest);
reference/standards.md §3, §10 (mapping).
"""

import uuid
from typing import Final

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.study import Study
from tijdlijn.wire.fhir import extensions, names
from tijdlijn.wire.fhir.codec import encode
from tijdlijn.wire.fhir.document_reference.envelope import (
    Holder,
    author_organisation,
    category,
    entry_id,
    new_context,
    new_entry,
    period,
    text_or_absent,
)
from tijdlijn.wire.fhir.document_reference.sides import region_with_side
from tijdlijn.wire.fhir.identifiers import related_accession, related_study
from tijdlijn.wire.fhir.moments import study_start
from tijdlijn.wire.fhir.structs import (
    Attachment,
    CodeableConcept,
    Coding,
    DocumentContent,
    Identifier,
)

_FORMS: Final = {
    "application/dicom": Coding(system=names.DICOM_UID_CODES, code="1.2.840.10008.5.1.4.1.1.88.59"),
    "application/fhir+json": Coding(system=names.IHE_FORMAT, code=names.MADO_FORMAT),
}
"""In which forms the manifest can be had, at one address: the asker's Accept chooses."""


def study_to_document_reference(study: Study, *, holder: Holder, patient: Bsn) -> bytes:
    """Write one study. Its manifest is at `Binary/<entry id>` of the holder, in each of its forms."""
    resource_id = entry_id(holder.custodian, study.study_uid.value)
    start = study_start(study.moment)
    resource = new_entry(holder, patient, study.demographics)
    resource.id = resource_id
    side_of_entry = study.laterality.value if study.laterality and not study.region else None
    resource.extension = (
        *extensions.count_extension(extensions.SERIES_COUNT, study.series_count),
        *extensions.count_extension(extensions.INSTANCE_COUNT, study.instance_count),
        *extensions.count_extension(extensions.IMAGE_COUNT, study.image_count),
        *extensions.size_extension(study.size_bytes),
        *extensions.code_extension(extensions.AVAILABILITY, study.availability.value),
        *extensions.code_extension(extensions.LATERALITY, side_of_entry),
        *extensions.uid_extensions(extensions.ORIGINAL_STUDY, (uid.value for uid in study.original_uids)),
        *extensions.uid_extensions(extensions.SOP_INSTANCE, (uid.value for uid in study.instance_uids)),
    )
    resource.master_identifier = Identifier(
        system=names.URI, value=f"{names.OID_PREFIX}2.25.{uuid.UUID(resource_id).int}"
    )
    resource.category = (category("IMAGES"),)
    if study.procedure is not None:
        code = study.procedure
        resource.type = CodeableConcept(
            coding=(Coding(system=code.system, code=code.code, display=code.display),)
        )
    else:
        resource.type = text_or_absent(study.description)
    resource.description = study.description or None
    # DocumentReference.date is an instant: a day without a time cannot stand there (B33).
    made_at = start if study.moment.at else None
    resource.date, resource.date_absent = made_at, None if made_at else extensions.ABSENT
    resource.author = (author_organisation(holder, study.institution_name),)
    resource.content = tuple(
        DocumentContent(
            attachment=Attachment(
                content_type=media_type,
                language="nl-NL",
                url=holder.address(f"Binary/{resource_id}"),
                title=study.description or None,
                creation=start,
            ),
            format=form,
        )
        for media_type, form in _FORMS.items()
    )
    context = new_context(holder, resource.contained)
    context.event = tuple(
        CodeableConcept(coding=(Coding(system=names.DCM, code=modality),)) for modality in study.modalities
    )
    if study.region is not None:
        region = Coding(system=study.region.system, code=study.region.code, display=study.region.display)
        context.event += (region_with_side(region, study.laterality),)
    context.period = period(start)
    context.related = (related_study(study.study_uid),)
    if study.accession is not None:
        context.related += (related_accession(study.accession),)
    resource.context = context
    return encode(resource)
