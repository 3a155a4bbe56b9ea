"""A hospital's images behind DICOMweb: `source` answers `ports.StudySource` from it.

`listing` asks what there is and `manifest` what a study consists of (QIDO-RS), `retrieval` for the images and
`derived` for what the archive makes of them (WADO-RS).
"""

from tijdlijn.connectors.dicomweb.archive import BasicLogin
from tijdlijn.connectors.dicomweb.source import DicomWebStudySource

__all__ = ["BasicLogin", "DicomWebStudySource"]
