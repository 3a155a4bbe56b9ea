"""The check that every file passes before its first byte leaves: of this patient, and what was asked for.

Archives mix patients up: numbers are joined and parted, images filed under somebody else's study. What the
file says of itself decides, whatever the archive's index says of it.
"""

from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import Piece
from tijdlijn.runtime.events import FOREIGN_INSTANCE, emit
from tijdlijn.wire.dicom.identity import InstanceIdentity
from tijdlijn.wire.dicom.identity_reader import IdentityReader

ANOTHER_PATIENT = "an instance of another patient"
NOT_ASKED_FOR = "an instance that was not asked for"
NOT_DICOM = "an instance that is no readable DICOM file"


def identity_of(start: Piece, *, reader: IdentityReader, is_all: bool, peer: str) -> InstanceIdentity | None:
    """Read whose a file is from its first bytes; `None` when more of them are needed and there are more.

    Raises:
        PeerAnswerInvalid: it does not say; the alarm has been given.
    """
    try:
        identity = reader.read(start)
    except InputInvalid as error:
        raise refused(peer, NOT_DICOM, None) from error
    if identity is None and is_all:
        raise refused(peer, NOT_DICOM, None)
    return identity


def fault_of(
    identity: InstanceIdentity,
    local_ids: frozenset[LocalPatientId],
    path: InstancePath,
    *,
    numbers_are_own: bool = False,
) -> str | None:
    """Say why a file may not be passed on; `None` if it may.

    With `numbers_are_own` a number without an issuer is taken as the archive's own, as its list was read.
    """
    if not is_own(identity.patient_number, identity.local_id, local_ids, numbers_are_own=numbers_are_own):
        return ANOTHER_PATIENT
    asked = (path.study_uid, path.series_uid or identity.series_uid, path.instance_uid)
    found = (identity.study_uid, identity.series_uid, path.instance_uid and identity.sop_instance_uid)
    return None if asked == found else NOT_ASKED_FOR


def is_own(
    number: str | None,
    local_id: LocalPatientId | None,
    local_ids: frozenset[LocalPatientId],
    *,
    numbers_are_own: bool,
) -> bool:
    """Whether a number, with its issuer where that is said, is one of these (B5)."""
    if local_id is None and numbers_are_own:
        return number in {one.value for one in local_ids}
    return local_id in local_ids


def refused(peer: str, reason: str, identity: InstanceIdentity | None) -> PeerAnswerInvalid:
    """Give the alarm, and the error that the caller raises."""
    emit(
        FOREIGN_INSTANCE,
        peer=peer,
        reason=reason,
        instance=identity.sop_instance_uid.value if identity else None,
    )
    return PeerAnswerInvalid(peer, reason)
