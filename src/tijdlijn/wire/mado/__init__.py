"""MADO: what a study consists of and where it can be had, as a FHIR document and as a DICOM object.

Both forms say the same and are made from the same `Manifest`. Writers are strict; readers take what the
official samples and older creators write (reference/standards.md §3, traps 4, 6 to 9). Standard: IHE RAD
Manifest-based Access to DICOM Objects, Rev 1.1 (2026-03-16) and its FHIR guide 1.0.0.
"""

from tijdlijn.wire.mado.held import MAX_MANIFEST_BYTES, HeldManifest
from tijdlijn.wire.mado.source import ManifestSource, manifest_uid

__all__ = ["MAX_MANIFEST_BYTES", "HeldManifest", "ManifestSource", "manifest_uid"]
