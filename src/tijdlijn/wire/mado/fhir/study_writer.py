"""The ImagingStudy of a manifest: what there is, in series and instances.

Standard: IHE RAD MADO FHIR guide 1.0.0 (MadoImagingStudy); HL7 FHIR R4, ImagingStudy.
"""

from collections.abc import Mapping

from tijdlijn.domain.identifiers import Code
from tijdlijn.domain.instances import Instance, Manifest, Series
from tijdlijn.domain.study import Availability, Study
from tijdlijn.wire.fhir import extensions, names
from tijdlijn.wire.fhir.moments import study_start
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Identifier, Reference
from tijdlijn.wire.mado.fhir import structs, terms
from tijdlijn.wire.mado.fhir.parts import accession_identifier, concept, profile, to
from tijdlijn.wire.mado.fhir.structs import Value


def imaging_study(manifest: Manifest, urls: Mapping[str, str]) -> structs.ImagingStudy:
    """Write it; `urls` are the addresses of the other resources by their kind."""
    study = manifest.study
    kinds = (*study.modalities, *(series.modality for series in manifest.series if series.modality))
    accession = accession_identifier(study.accession)
    ordered = Reference(reference=urls["ServiceRequest"], type="ServiceRequest", identifier=accession)
    return structs.ImagingStudy(
        meta=profile("MadoImagingStudy"),
        extension=_about(study),
        identifier=(
            Identifier(
                type=concept(names.DCM, terms.STUDY_UID_DCM, "Study Instance UID"),
                system=names.DICOM_UID,
                value=names.OID_PREFIX + study.study_uid.value,
            ),
        ),
        status="available",
        modality=tuple(Coding(system=names.DCM, code=kind) for kind in dict.fromkeys(kinds)),
        subject=to(urls, "Patient"),
        started=study_start(study.moment),
        based_on=(ordered,) if accession else (),
        number_of_series=len(manifest.series),
        number_of_instances=sum(len(series.instances) for series in manifest.series),
        procedure_code=(_procedure(study),),
        description=study.description or None,
        series=tuple(_series(series, study, urls) for series in manifest.series),
    )


def _about(study: Study) -> tuple[Value, ...]:
    """What FHIR R4 has no place for: the region by the profile's extension, the rest by ours."""
    found: list[Value] = []
    if study.region is not None:
        found.append(
            Value(terms.REGION, value_codeable_concept=CodeableConcept(coding=(_coding(study.region),)))
        )
    if study.laterality is not None:
        found.append(Value(extensions.LATERALITY, value_code=study.laterality.value))
    if study.availability is not Availability.ONLINE:
        found.append(Value(extensions.AVAILABILITY, value_code=study.availability.value))
    if study.size_bytes is not None:
        found.append(Value(extensions.STUDY_SIZE, value_decimal=study.size_bytes))
    return tuple(found)


def _procedure(study: Study) -> CodeableConcept:
    """Something to show must stand there (invariant mado-reqproc-1)."""
    text = study.description or "Imaging study"
    if study.procedure is None:
        return CodeableConcept(text=text)
    return CodeableConcept(coding=(_coding(study.procedure),), text=study.procedure.display or text)


def _series(series: Series, study: Study, urls: Mapping[str, str]) -> structs.ListedSeries:
    side = series.laterality
    name = study.institution_name
    return structs.ListedSeries(
        uid=series.series_uid.value,
        number=series.number,
        modality=Coding(system=names.DCM, code=series.modality) if series.modality else terms.UNKNOWN,
        description=series.description or None,
        number_of_instances=len(series.instances),
        endpoint=(to(urls, "Endpoint"),),
        body_site=_coding(series.region) if series.region else None,
        laterality=Coding(system=names.SNOMED, code=terms.SIDES[side]) if side else None,
        started=study_start(series.moment),
        # The name at the time of the study (B50); the Organization has today's.
        performer=(structs.Performer(Reference(type="Organization", display=name)),) if name else (),
        instance=tuple(_instance(instance) for instance in series.instances),
    )


def _instance(instance: Instance) -> structs.ListedInstance:
    found: list[Value] = []
    if instance.frame_count is not None:
        found.append(Value(terms.FRAMES, value_integer=instance.frame_count))
    if instance.size_bytes is not None:
        found.append(Value(terms.INSTANCE_SIZE, value_decimal=instance.size_bytes))
    if instance.transfer_syntax_uid is not None:
        found.append(Value(terms.TRANSFER_SYNTAX, value_string=instance.transfer_syntax_uid))
    return structs.ListedInstance(
        extension=tuple(found),
        uid=instance.sop_instance_uid.value,
        sop_class=Coding(system=names.URI, code=names.OID_PREFIX + instance.sop_class_uid),
        number=instance.number,
    )


def _coding(code: Code) -> Coding:
    return Coding(system=code.system, code=code.code, display=code.display)
