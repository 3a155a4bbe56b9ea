"""Who writes a manifest, under which identity, and where the images are.

Standard: DICOM PS3.5 §B.2 (UIDs of UUIDs); PS3.3 §C.17.2.1 (Retrieve URL, Retrieve Location UID); MADO.
"""

import uuid
from dataclasses import dataclass

from tijdlijn.domain.identifiers import URA_OID, StudyInstanceUID, Ura
from tijdlijn.wire.fhir.document_reference import entry_id


@dataclass(frozen=True, slots=True)
class ManifestSource:
    """The holder: `name` as it is called today, `wado_base_url` where its WADO-RS answers (RAD-107), with
    nothing behind the base.
    """

    custodian: Ura
    name: str
    wado_base_url: str

    @property
    def retrieve_location_uid(self) -> str:
        """What the holder is called as a place to retrieve from: an OID under the URA's (PS3.5 §9.1 wants no
        zero before other digits).
        """
        return f"{URA_OID}.{int(self.custodian.value)}"


def manifest_uid(custodian: Ura, study_uid: StudyInstanceUID) -> str:
    """Give the manifest's own UID: that of the study's entry, the same on every wire (architecture.md
    §8l).
    """
    return f"2.25.{uuid.UUID(entry_id(custodian, study_uid.value)).int}"
