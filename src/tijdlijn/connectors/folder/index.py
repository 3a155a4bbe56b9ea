"""What the files of one folder say, kept by patient number and brought up to date by looking at times and
sizes only.

Runs in a worker thread: nothing here knows the event loop. A snapshot is never changed once it is given out,
so that a listing under way is not disturbed by a scan.
"""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tijdlijn.connectors.folder.file_entry import (
    Instance,
    Unreadable,
    Version,
    calls_itself_something_else,
    read_entry,
)
from tijdlijn.domain.errors import PeerUnreachable
from tijdlijn.domain.identifiers import LocalPatientId, SopInstanceUID, StudyInstanceUID
from tijdlijn.domain.study import Availability, Study
from tijdlijn.wire.dicom.headers import study_from_headers

PEER = "archive"
Progress = Callable[[int, int], None]
"""Told how many of how many files were read."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One file with a readable header, where it lies."""

    path: Path
    instance: Instance


_Entries = Mapping[Path, tuple[Version, Instance | Unreadable]]
_StudyKey = tuple[LocalPatientId, str]
_Instances = tuple[tuple[Path, Version, Instance], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The archive at one moment. `unreadable_count` files may be of anybody; `doubtful` are patient
    numbers with their issuer as it stands in the files, if it does: whose they are may not be certain.
    `files` are all that carry the UID of a study, whosever they are, and `by_instance` the same by the UID of
    the instance, where they carry one.
    """

    studies: Mapping[LocalPatientId, tuple[Study, ...]]
    files: Mapping[StudyInstanceUID, tuple[HeldFile, ...]]
    by_instance: Mapping[SopInstanceUID, tuple[HeldFile, ...]]
    doubtful: frozenset[tuple[str, str | None]]
    unreadable_count: int


class FolderIndex:
    """The index of one folder; scans wait for each other, also those whose asker is gone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: _Entries = {}
        self._studies: dict[_StudyKey, tuple[_Instances, Study]] = {}
        self._scanning = threading.Lock()
        self.snapshot = Snapshot({}, {}, {}, frozenset(), 0)

    def refresh(self, progress: Progress | None = None) -> Snapshot:
        """Read what is new or changed, forget what is gone, and give the archive as it is now.

        Raises:
            PeerUnreachable: the folder cannot be listed; a retry may help. What was known stays as it was.
        """
        with self._scanning:
            return self._refresh(progress)

    def _refresh(self, progress: Progress | None) -> Snapshot:
        found = dict(self._found())
        if {path: known[0] for path, known in self._entries.items()} == found:
            return self.snapshot
        entries: dict[Path, tuple[Version, Instance | Unreadable]] = {}
        for number, (path, version) in enumerate(found.items(), start=1):
            known = self._entries.get(path)
            if known is None or known[0] != version:
                known = version, read_entry(path, version.size_bytes)
                if progress is not None:
                    progress(number, len(found))
            entries[path] = known
        self.snapshot = self._summarise(entries)
        self._entries = entries
        return self.snapshot

    def _found(self) -> list[tuple[Path, Version]]:
        found: list[tuple[Path, Version]] = []
        try:
            for parent, _, names in os.walk(self._folder, onerror=_raise):
                for name in names:
                    path = Path(parent, name)
                    if not calls_itself_something_else(path):
                        found.append((path, _version_of(path)))
        except OSError as error:
            raise PeerUnreachable(PEER, f"the folder cannot be listed: {error.strerror}") from error
        return sorted(found, key=lambda item: item[0])

    def _summarise(self, entries: _Entries) -> Snapshot:
        by_study: dict[_StudyKey, list[tuple[Path, Version, Instance]]] = {}
        files: dict[StudyInstanceUID, list[HeldFile]] = {}
        by_instance: dict[SopInstanceUID, tuple[HeldFile, ...]] = {}
        doubtful: set[tuple[str, str | None]] = set()
        unreadable_count = 0
        for path, (version, entry) in entries.items():
            if isinstance(entry, Unreadable):
                unreadable_count += 1
                continue
            held = HeldFile(path, entry)
            files.setdefault(entry.study_uid, []).append(held)
            if (uid := entry.sop_instance_uid) is not None:
                by_instance[uid] = (*by_instance.get(uid, ()), held)
            if entry.local_id is None:
                doubtful.add((entry.patient_number, None))
            else:
                doubtful.add((entry.patient_number, entry.local_id.issuer))
                by_study.setdefault((entry.local_id, entry.study_uid.value), []).append(
                    (path, version, entry)
                )
        kept: dict[_StudyKey, tuple[_Instances, Study]] = {}
        by_patient: dict[LocalPatientId, list[Study]] = {}
        for key, listed in by_study.items():
            instances, known = tuple(listed), self._studies.get(key)
            kept[key] = known if known and _same(known[0], instances) else (instances, _study_of(instances))
            by_patient.setdefault(key[0], []).append(kept[key][1])
        self._studies = kept
        studies = {local_id: tuple(found) for local_id, found in by_patient.items()}
        by_uid = {uid: tuple(found) for uid, found in files.items()}
        return Snapshot(studies, by_uid, by_instance, frozenset(doubtful), unreadable_count)


def _study_of(instances: _Instances) -> Study:
    whole = all(instance.is_whole for _, _, instance in instances)
    return study_from_headers(
        [instance.header for _, _, instance in instances],
        size_bytes=sum(instance.size_bytes for _, _, instance in instances),
        availability=Availability.ONLINE if whole else Availability.UNREADABLE,
    )


def _same(known: _Instances, now: _Instances) -> bool:
    return [item[:2] for item in known] == [item[:2] for item in now]


def _version_of(path: Path) -> Version:
    try:
        status = path.stat()
    except OSError:
        # Gone or barred between listing and looking: kept as a file that cannot be read until a scan agrees.
        return Version(0, 0)
    return Version(status.st_mtime_ns, status.st_size)


def _raise(error: OSError) -> None:
    raise error
