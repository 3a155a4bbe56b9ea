"""What stands for a patient, a document or a page where the number itself may not stand.

A keyed reference names a patient in the database and on record. The number itself is kept only sealed under a
key made of the token that carries the question: the database alone cannot open it, whoever shows the token
can.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.sealing import Sealer

_BINARY_ID_BYTES = 24


@dataclass(frozen=True, slots=True)
class References:
    """The references of one gateway; `sealer` holds its secret."""

    sealer: Sealer

    def patient(self, patient: Bsn) -> bytes:
        """Give the 32 bytes that stand for a patient in this gateway's tables and record."""
        return self.sealer.reference(patient.digits.encode(), "patient")

    def is_patient(self, patient: Bsn, reference: bytes) -> bool:
        """Whether a reference stands for this patient, compared in constant time."""
        return hmac.compare_digest(self.patient(patient), reference)

    def document(self, custodian: Ura, patient_ref: bytes, report_id: str, rendition: int) -> str:
        """Give the opaque id of one rendition of one report, good for this patient alone."""
        value = f"{custodian}|{patient_ref.hex()}|{rendition}|{report_id}"
        digest = self.sealer.reference(value.encode(), "document")[:_BINARY_ID_BYTES]
        return base64.urlsafe_b64encode(digest).decode()


def token_hash(token: str) -> bytes:
    """Give what stands for a token in the database."""
    return hashlib.sha256(token.encode()).digest()


def seal_patient(token: str, patient: Bsn) -> str:
    """Seal a patient's number for whoever shows the token."""
    return Sealer(token.encode()).seal(patient.digits.encode(), b"patient")


def open_patient(token: str, sealed: str) -> Bsn:
    """Give the patient back.

    Raises:
        InputInvalid: sealed for another token.
    """
    return Bsn(Sealer(token.encode()).open(sealed, b"patient").decode())
