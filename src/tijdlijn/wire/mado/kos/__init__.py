"""The DICOM form: a Key Object Selection Document that lists a study and describes it in an image library.

Standard: DICOM PS3.3 §A.35.4 (KOS IOD), PS3.16 TID 2010 and TID 1600; IHE RAD MADO, "KOS-Based" manifest.
"""

from tijdlijn.wire.mado.kos.header import SOP_CLASS_UID
from tijdlijn.wire.mado.kos.reader import read_manifest
from tijdlijn.wire.mado.kos.writer import MEDIA_TYPE, write_manifest

__all__ = ["MEDIA_TYPE", "SOP_CLASS_UID", "read_manifest", "write_manifest"]
