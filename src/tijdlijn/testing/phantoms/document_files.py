"""A document inside DICOM, and an instance of a class that nobody knows.

Standard: DICOM PS3.3 A.45.1 Encapsulated PDF IOD, C.24.2; PS3.5 §9.1 privately defined UIDs.
"""

from io import BytesIO

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import UID, EncapsulatedPDFStorage
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from tijdlijn.testing.phantoms.coded import code_sequence
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid, instance, study_elements

UNKNOWN_CLASS = UID(derived_uid("a class of one manufacturer"))
"""A class that stands in no standard; what it holds is known to its maker alone."""


def encapsulated_pdf(header: StudyHeader, series_number: int, title: str, text: str) -> Dataset:
    """A page of text as PDF in an instance."""
    common = study_elements(header, series_number, title)
    common.Modality = "DOC" if header.modality not in ("OT", "ES") else header.modality
    common.Manufacturer = "Tijdlijn testbeelden"
    common.ConversionType = "WSD"
    common.BurnedInAnnotation = "YES"
    common.DocumentTitle = title
    common.ConceptNameCodeSequence = code_sequence(("18748-4", "LN", "Diagnostic imaging report"))
    common.AcquisitionDateTime = f"{common.AcquisitionDate}{common.AcquisitionTime}"
    common.MIMETypeOfEncapsulatedDocument = "application/pdf"
    content = _page(header, title, text)
    common.EncapsulatedDocumentLength = len(content)
    padded = content + b"\0" * (len(content) % 2)
    document = DataElement("EncapsulatedDocument", "OB", padded)
    return instance(common, EncapsulatedPDFStorage, header.uid_path, 1, [document])


def unknown_instance(header: StudyHeader, series_number: int) -> Dataset:
    """An instance of a manufacturer's own class, which no reader shows."""
    common = study_elements(header, series_number, "Ruwe gegevens")
    common.Modality = "OT"
    common.Manufacturer = "Tijdlijn testbeelden"
    return instance(common, UNKNOWN_CLASS, header.uid_path, 1, ())


def _page(header: StudyHeader, title: str, text: str) -> bytes:
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=A4, invariant=1, lang="nl-NL")
    canvas.setTitle(title)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(62, 780, title)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(62, 758, f"{header.dicom_name.replace('^', ', ')}  {header.local_id.value}")
    canvas.drawString(62, 744, f"{header.institution_name}, {header.day:%d-%m-%Y}")
    for row, line in enumerate(simpleSplit(text, "Helvetica", 10, A4[0] - 124)):
        canvas.drawString(62, 712 - 15 * row, line)
    canvas.save()
    return paper.getvalue()
