"""Answers `/images` and `/dw` for the page alone, from Part 10 files that a test holds.

Manifests, metadata and frames are made by the product's own code, without a holder, a session or a ticket.
"""

import hashlib
import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from tests.lib.replayed_documents import Answer, rendered
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.instances import Instance
from tijdlijn.wire.dicom.dicom_json import to_dicom_json
from tijdlijn.wire.dicom.frames import frames_in
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.multipart import PartWriter, new_boundary, related
from tijdlijn.wire.dicom.part10 import NeedMore, Part10Head, read_head
from tijdlijn.wire.dicom.series import in_order, instance_of, series_of
from tijdlijn.wire.dicom.sop_classes import class_name, kind_of
from tijdlijn.wire.dicom.transfer_syntax import frame_content_type

_FRAMES = re.compile(r"/series/([0-9.]+)/instances/([0-9.]+)/frames/([0-9,]+)")
_INSTANCE = re.compile(r"/series/([0-9.]+)/instances/([0-9.]+)(/rendered)?(?:\?theme=([a-z]+))?")
_RENDERED = re.compile(
    r"/series/([0-9.]+)/instances/([0-9.]+)/frames/([0-9]+)/rendered(?:\?viewport=([0-9]+),([0-9]+))?"
)
_METADATA = re.compile(r"/series/([0-9.]+)/metadata")


@dataclass
class ReplayedStudy:
    """One study's files, and what of them goes wrong on the way."""

    files: Sequence[bytes]
    state: str = "open"
    withheld: set[str] = field(default_factory=set)
    """Instances that the manifest names and the holder does not give."""
    broken: dict[str, Answer] = field(default_factory=dict)
    """Frames and other objects, by the UID of their instance, that answer with this instead."""
    metadata_status: int = 200
    frame_picture: bytes | None = None
    """The picture that the service makes of each frame."""
    gate: threading.Event | None = None
    """Frames are answered only once it is opened, but for those of `ungated`."""
    ungated: str | None = None
    """The UID of an instance."""
    metadata_asked: list[str] = field(default_factory=list)
    """UIDs of series, in order."""
    metadata_gate: threading.Event | None = None
    """Metadata is answered only once it is opened, but for the series that is asked for first."""
    frames_asked: list[str] = field(default_factory=list)
    previews_asked: list[tuple[int, int]] = field(default_factory=list)
    """For how much room, in pixels."""

    def __post_init__(self) -> None:
        self._heads = [(_head(file), file) for file in self.files]
        self.study_uid = self._heads[0][0].study_uid.value

    @property
    def path(self) -> str:
        copy = hashlib.blake2b(b"".join(self.files), digest_size=8).hexdigest()
        return f"/dw/copies/{copy}/studies/{self.study_uid}"

    def opened(self, key: str) -> dict[str, object]:
        """What `POST /images` says of it."""
        if self.state != "open":
            return {"key": key, "state": self.state, "study_uid": self.study_uid}
        by_series: defaultdict[str, list[tuple[Part10Head, bytes]]] = defaultdict(list)
        for head, file in self._heads:
            by_series[head.series_uid.value].append((head, file))
        series = in_order(
            series_of(
                [HeaderAttributes(head.header) for head, _ in files],
                [
                    instance_of(
                        HeaderAttributes(head.header),
                        size_bytes=len(file),
                        transfer_syntax_uid=head.transfer_syntax_uid,
                    )
                    for head, file in files
                ],
            )
            for files in by_series.values()
        )
        return {
            "key": key,
            "state": "open",
            "study_uid": self.study_uid,
            "path": self.path,
            "series": [
                {
                    "uid": one.series_uid.value,
                    "modality": one.modality,
                    "number": one.number,
                    "description": one.description,
                    "instances": [_instance(instance) for instance in one.instances],
                }
                for one in series
            ],
            "series_count": len(series),
            "instance_count": len(self._heads),
            "size_bytes": sum(map(len, self.files)),
        }

    def answer(self, path: str) -> Answer:
        """Answer a path below that of the study."""
        if match := _METADATA.fullmatch(path):
            self.metadata_asked.append(match[1])
            if self.metadata_gate is not None and len(self.metadata_asked) > 1:
                self.metadata_gate.wait(20)
            if self.metadata_status != 200:
                return self.metadata_status, "text/plain", b""
            given = [
                head
                for head, _ in self._heads
                if head.series_uid.value == match[1] and head.sop_instance_uid.value not in self.withheld
            ]
            written = [to_dicom_json(head, lambda tag: f"{self.path}/bulk/{tag}") for head in given]
            return 200, "application/dicom+json", b"[" + b",".join(written) + b"]"
        if (match := _RENDERED.fullmatch(path)) and self.frame_picture is not None:
            if match[4] is not None:
                self.previews_asked.append((int(match[4]), int(match[5])))
            return 200, "image/jpeg", self.frame_picture
        if match := _FRAMES.fullmatch(path):
            return self._frames(match[2], [int(number) for number in match[3].split(",")])
        if match := _INSTANCE.fullmatch(path):
            return self._object(match[2], match[4], is_rendered=match[3] is not None)
        return 404, "text/plain", b""

    def _object(self, instance: str, theme: str | None, *, is_rendered: bool) -> Answer:
        if instance in self.broken:
            return self.broken[instance]
        for head, file in self._heads:
            if head.sop_instance_uid.value == instance and instance not in self.withheld:
                return rendered(head, file, theme) if is_rendered else (200, "application/dicom", file)
        return 404, "text/plain", b""

    def _frames(self, instance: str, numbers: Iterable[int]) -> Answer:
        self.frames_asked.append(instance)
        if self.gate is not None and instance != self.ungated:
            self.gate.wait(20)
        if instance in self.broken:
            return self.broken[instance]
        for head, file in self._heads:
            if head.sop_instance_uid.value != instance or instance in self.withheld:
                continue
            boundary, kind = new_boundary(), frame_content_type(head.transfer_syntax_uid)
            parts, body = PartWriter(boundary), b""
            try:
                for number in numbers:
                    frame = frames_in(head, file).frame(number)
                    data = frame.served(b"".join(file[part.start : part.end] for part in frame.ranges))
                    body += parts.begins({"Content-Type": kind}) + data
            except InputInvalid:
                return 404, "text/plain", b""
            return 200, related(boundary, kind.partition(";")[0]), body + parts.closes()
        return 404, "text/plain", b""


def _instance(instance: Instance) -> dict[str, object]:
    return {
        "uid": instance.sop_instance_uid.value,
        "sop_class": instance.sop_class_uid,
        "number": instance.number,
        "frames": instance.frame_count,
        "size_bytes": instance.size_bytes,
        "transfer_syntax": instance.transfer_syntax_uid,
        "kind": kind_of(instance.sop_class_uid, instance.transfer_syntax_uid).value,
        "name": class_name(instance.sop_class_uid),
    }


def _head(file: bytes) -> Part10Head:
    head = read_head(file, total_bytes=len(file))
    assert not isinstance(head, NeedMore)
    return head


@dataclass
class ReplayedImages:
    """The studies by the key of their images."""

    studies: dict[str, ReplayedStudy] = field(default_factory=dict)
    opened: list[list[str]] = field(default_factory=list)
    """The keys of each `POST /images`, in order."""
    expires_in_s: int = 300

    def begin(self, body: bytes) -> Answer:
        """Answer `POST /images`."""
        keys = [str(key) for key in json.loads(body)["keys"]]
        self.opened.append(keys)
        if any(key not in self.studies for key in keys):
            return 404, "text/plain", b""
        answer = {
            "studies": [self.studies[key].opened(key) for key in keys],
            "expires_in_s": self.expires_in_s,
        }
        return 200, "application/json", msgspec.json.encode(answer)

    def answer(self, path: str) -> Answer:
        """Answer a path under `/dw`."""
        for study in self.studies.values():
            if path.startswith(f"{study.path}/") and study.state == "open":
                return study.answer(path.removeprefix(study.path))
        return 404, "text/plain", b""
