"""The keys under which the page knows images: where a copy of a study is, sealed for one session.

As for reports (ADR 0008): a key cannot be guessed, made, or used from another session. A row that is locked
has none, so that there is nothing to ask with.
"""

import hashlib
from dataclasses import dataclass

import msgspec

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import StudyInstanceUID, Ura
from tijdlijn.domain.study import Availability
from tijdlijn.domain.timeline import StudyCopy
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.session import Session

_READABLE = frozenset({Availability.ONLINE, Availability.NEARLINE})


@dataclass(frozen=True, slots=True)
class ImagePlace:
    """Where the images of a study are read: at which custodian, over which route."""

    study_uid: StudyInstanceUID
    custodian: Ura
    route_id: str

    @property
    def copy(self) -> str:
        """Which copy of the study this is: the same text for the same holder and route, for an address."""
        holder = f"{self.custodian}|{self.route_id}".encode()
        return hashlib.blake2b(holder, digest_size=8).hexdigest()


class SealedPlace(msgspec.Struct, frozen=True, array_like=True):
    """An `ImagePlace` as it is sealed."""

    study_uid: str
    custodian: str
    route_id: str

    @classmethod
    def of(cls, place: ImagePlace) -> "SealedPlace":
        """Write a place."""
        return cls(place.study_uid.value, place.custodian.value, place.route_id)

    def place(self) -> ImagePlace:
        """Read it back."""
        return ImagePlace(StudyInstanceUID(self.study_uid), Ura(self.custodian), self.route_id)


@dataclass(frozen=True, slots=True)
class ImageKeys:
    """Makes and reads the keys."""

    sealer: Sealer

    def seal(self, session: Session, copy: StudyCopy) -> str | None:
        """Give the key of this copy for this session, the same each time; `None` if there is nothing to
        read.
        """
        if copy.study.availability not in _READABLE or copy.study.instance_count == 0:
            return None
        place = ImagePlace(copy.study.study_uid, copy.source.custodian, copy.source.route_id)
        return self.sealer.seal(msgspec.msgpack.encode(SealedPlace.of(place)), _owner(session))

    def open(self, session: Session, key: str) -> ImagePlace:
        """Give the place back.

        Raises:
            AccessDenied: not a key of this session.
        """
        try:
            opened = self.sealer.open(key, _owner(session))
            return msgspec.msgpack.decode(opened, type=SealedPlace).place()
        except (InputInvalid, msgspec.MsgspecError) as error:
            raise AccessDenied("no such images") from error


def _owner(session: Session) -> bytes:
    return f"{session.context_id}|images".encode()
