"""What a request for images asks for: of which study, and in which form.

Standard: DICOM PS3.18 §10.4.1 (target resources), §8.7 (media types and transfer syntaxes).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request

from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath
from tijdlijn.wire.dicom.wado import InstancesWanted, file_wanted, instances_wanted


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the asker takes: `is_single` one file by itself, else multipart."""

    syntaxes: InstancesWanted
    is_single: bool

    @property
    def takes_anything(self) -> bool:
        """Whether every transfer syntax is taken."""
        return self.syntaxes.transfer_syntaxes is None

    def takes(self, transfer_syntax_uid: str | None) -> bool:
        """Whether a file that is stored so is taken; one that does not say it, only where anything is."""
        return self.syntaxes.takes(transfer_syntax_uid or "")

    def takes_all(self, transfer_syntax_uids: Iterable[str | None]) -> bool:
        """Whether all of these are taken, as far as they are known."""
        return all(uid is None or self.takes(uid) for uid in transfer_syntax_uids)


def wanted_by(request: Request) -> Wanted | None:
    """Read what is taken; `None` when we have nothing of it.

    Raises:
        InputInvalid: an Accept header too long to read.
    """
    accept = request.headers.get("accept")
    if (syntaxes := instances_wanted(accept)) is not None:
        return Wanted(syntaxes, is_single=False)
    if "instance" in request.path_params and (syntaxes := file_wanted(accept)) is not None:
        return Wanted(syntaxes, is_single=True)
    return None


def path_of(request: Request) -> InstancePath:
    """Read what the address asks for.

    Raises:
        InputInvalid: something in it is no UID.
    """
    found = request.path_params
    return InstancePath(
        StudyInstanceUID(found["study"]),
        SeriesInstanceUID(found["series"]) if "series" in found else None,
        SopInstanceUID(found["instance"]) if "instance" in found else None,
    )
