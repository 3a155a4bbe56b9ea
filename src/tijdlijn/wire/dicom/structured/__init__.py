"""Structured reports and key object selections: from the content tree in a file to a page that can be read.

Standard: DICOM PS3.3 Annex A.35 (SR documents), C.17.3 (content tree); PS3.16 (templates).
"""

from tijdlijn.wire.dicom.structured.document import StructuredDocument, read_document
from tijdlijn.wire.dicom.structured.page import report_page
from tijdlijn.wire.dicom.structured.style import STYLE_SOURCE, Theme

__all__ = ["STYLE_SOURCE", "StructuredDocument", "Theme", "read_document", "report_page"]
