"""The head of a file of the archive, looked at anew and checked before anything is made of it."""

from dataclasses import dataclass

from tijdlijn.connectors.folder.index import PEER
from tijdlijn.connectors.folder.open_file import OpenFile
from tijdlijn.connectors.own_instance import fault_of, refused
from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.instances import InstancePath
from tijdlijn.wire.dicom.element_memory import ElementMemory
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.identity import identity_of_header
from tijdlijn.wire.dicom.part10 import NeedMore, Part10Head, read_head

_FIRST_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class OwnHeads:
    """Reads heads of files that are these numbers' and of this path; blocks, so use it in a worker thread.
    The files of one path should share it.
    """

    local_ids: frozenset[LocalPatientId]
    path: InstancePath
    memory: ElementMemory

    def of(self, file: OpenFile) -> Part10Head:
        """Give the head of a file.

        Raises:
            AccessDenied: nothing can be made of it, though it can be given as it is stored.
            PeerAnswerInvalid: it is not these numbers' or not of this path; the alarm has been given.
            PeerUnreachable: it cannot be read.
        """
        try:
            head = self._head(file)
            identity = identity_of_header(HeaderAttributes(head.header), head.transfer_syntax_uid)
        except InputInvalid as error:
            raise AccessDenied("a file that nothing can be made of") from error
        if (fault := fault_of(identity, self.local_ids, self.path)) is not None:
            raise refused(PEER, fault, identity)
        return head

    def _head(self, file: OpenFile) -> Part10Head:
        needed = min(_FIRST_BYTES, file.size_bytes)
        while True:
            start = file.read(0, needed)
            head = read_head(start, memory=self.memory)
            if isinstance(head, Part10Head):
                return head
            if needed == file.size_bytes:
                break
            needed = min(max(head.at_least_bytes, 2 * needed), file.size_bytes)
        head = read_head(start, total_bytes=needed, memory=self.memory)
        if isinstance(head, NeedMore):
            raise InputInvalid("a DICOM file that ends too early")
        return head
