"""Structured reports as DICOM: running text, a radiation dose, a measurement that points at its image.

Standard: DICOM PS3.3 A.35.1 Basic Text SR, A.35.3 Comprehensive SR, A.35.8 X-Ray Radiation Dose SR; PS3.16
TID 2000, TID 1500, TID 10011.
"""

from collections.abc import Sequence

from pydicom.dataset import Dataset
from pydicom.uid import (
    UID,
    BasicTextSRStorage,
    ComprehensiveSRStorage,
    XRayRadiationDoseSRStorage,
)

from tijdlijn.testing.phantoms.coded import MILLIGRAY, MILLIMETRE, Code, code_sequence, item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid, instance, study_elements
from tijdlijn.testing.phantoms.references import Reference, evidence, referenced

_REPORT: Code = ("18748-4", "LN", "Diagnostic imaging report")
_MEASURED: Code = ("126000", "DCM", "Imaging Measurement Report")
_DOSE: Code = ("113701", "DCM", "X-Ray Radiation Dose Report")
_FINDINGS: Code = ("121070", "DCM", "Findings")
_FINDING: Code = ("121071", "DCM", "Finding")
_CONCLUSIONS: Code = ("121076", "DCM", "Conclusions")
_CONCLUSION: Code = ("121077", "DCM", "Conclusion")


def basic_text_sr(
    header: StudyHeader, series_number: int, findings: Sequence[str], conclusion: str
) -> Dataset:
    """A report in two sections of running text."""
    content = [
        _container(_FINDINGS, *(_text(_FINDING, finding) for finding in findings)),
        _container(_CONCLUSIONS, _text(_CONCLUSION, conclusion)),
    ]
    return _report(header, series_number, (BasicTextSRStorage, _REPORT), content, ())


def measurement_sr(
    header: StudyHeader, series_number: int, lesion: str, diameter_mm: float, measured_on: Reference
) -> Dataset:
    """The longest diameter of one lesion, and the image and line that it was measured on."""
    line = item(
        RelationshipType="INFERRED FROM",
        ValueType="SCOORD",
        ConceptNameCodeSequence=code_sequence(("121055", "DCM", "Path")),
        GraphicType="POLYLINE",
        GraphicData=[220.0, 210.0, 220.0 + diameter_mm, 210.0],
        ContentSequence=items(_image("SELECTED FROM", measured_on)),
    )
    length = _number(("103339001", "SCT", "Long axis"), diameter_mm, MILLIMETRE)
    length.ContentSequence = items(line)
    group = _container(
        ("125007", "DCM", "Measurement Group"),
        _text(("112039", "DCM", "Tracking Identifier"), lesion, "HAS OBS CONTEXT"),
        item(
            RelationshipType="HAS OBS CONTEXT",
            ValueType="UIDREF",
            ConceptNameCodeSequence=code_sequence(("112040", "DCM", "Tracking Unique Identifier")),
            UID=derived_uid(header.uid_path, "lesion", lesion),
        ),
        length,
    )
    content = [_container(("126010", "DCM", "Imaging Measurements"), group)]
    return _report(header, series_number, (ComprehensiveSRStorage, _MEASURED), content, [measured_on])


def dose_sr(header: StudyHeader, series_number: int, dlp_mgy_cm: float, ctdi_mgy: float) -> Dataset:
    """What a CT says about the radiation of one scan."""
    event = _container(
        ("113819", "DCM", "CT Acquisition"),
        _text(("125203", "DCM", "Acquisition Protocol"), header.description),
        _container(
            ("113829", "DCM", "CT Dose"),
            _number(("113830", "DCM", "Mean CTDIvol"), ctdi_mgy, MILLIGRAY),
            _number(("113838", "DCM", "DLP"), dlp_mgy_cm, ("mGy.cm", "UCUM", "mGy.cm")),
        ),
    )
    total = _container(
        ("113811", "DCM", "CT Accumulated Dose Data"),
        _number(("113812", "DCM", "Total Number of Irradiation Events"), 1, ("{events}", "UCUM", "events")),
        _number(("113813", "DCM", "CT Dose Length Product Total"), dlp_mgy_cm, ("mGy.cm", "UCUM", "mGy.cm")),
    )
    return _report(header, series_number, (XRayRadiationDoseSRStorage, _DOSE), [total, event], ())


def _report(
    header: StudyHeader,
    series_number: int,
    kind: tuple[UID, Code],
    content: Sequence[Dataset],
    references: Sequence[Reference],
) -> Dataset:
    sop_class, title = kind
    common = study_elements(header, series_number, title[2])
    common.Modality = "SR"
    common.Manufacturer = "Tijdlijn testbeelden"
    common.ReferencedPerformedProcedureStepSequence = []
    common.PerformedProcedureCodeSequence = []
    common.CompletionFlag, common.VerificationFlag = "COMPLETE", "UNVERIFIED"
    if references:
        common.CurrentRequestedProcedureEvidenceSequence = evidence(header, references)
    common.ValueType = "CONTAINER"
    common.ContinuityOfContent = "SEPARATE"
    common.ConceptNameCodeSequence = code_sequence(title)
    common.ContentSequence = items(*content)
    return instance(common, sop_class, header.uid_path, 1, ())


def _container(name: Code, *content: Dataset) -> Dataset:
    return item(
        RelationshipType="CONTAINS",
        ValueType="CONTAINER",
        ConceptNameCodeSequence=code_sequence(name),
        ContinuityOfContent="SEPARATE",
        ContentSequence=items(*content),
    )


def _text(name: Code, text: str, relation: str = "CONTAINS") -> Dataset:
    return item(
        RelationshipType=relation,
        ValueType="TEXT",
        ConceptNameCodeSequence=code_sequence(name),
        TextValue=text,
    )


def _number(name: Code, value: float, unit: Code) -> Dataset:
    measured = item(NumericValue=f"{value:g}", MeasurementUnitsCodeSequence=code_sequence(unit))
    return item(
        RelationshipType="CONTAINS",
        ValueType="NUM",
        ConceptNameCodeSequence=code_sequence(name),
        MeasuredValueSequence=items(measured),
    )


def _image(relation: str, reference: Reference) -> Dataset:
    return item(
        RelationshipType=relation, ValueType="IMAGE", ReferencedSOPSequence=items(referenced(reference))
    )
