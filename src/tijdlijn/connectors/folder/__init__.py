"""A hospital's images as a folder of DICOM files: `source` answers `ports.StudySource` from it.

`index` keeps what the files' headers say, `structure` tells a whole file from one that was cut off. The only
connector that may import pydicom.
"""

from tijdlijn.connectors.folder.source import FolderStudySource

__all__ = ["FolderStudySource"]
