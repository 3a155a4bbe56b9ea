"""`ports.ReportSource` over a folder: one TOML file describes a report, files beside it are its renditions.

The folder is looked over at every question and what changed is read again. A description that cannot be read
may be of any patient, so it makes every listing incomplete until it is mended, and hides no other report. Two
descriptions of one report contradict each other: neither is given, and that is said too.
"""

import asyncio
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid, PeerUnreachable
from tijdlijn.domain.identifiers import AccessionNumber, LocalPatientId, StudyInstanceUID
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import Rendition, Report, ReportStatus
from tijdlijn.ports import MAX_REPORT_BYTES, ReportListing

PEER = "reports"
MAX_DESCRIPTION_BYTES = 256 * 1024


class _Numbered(msgspec.Struct, forbid_unknown_fields=True):
    value: str
    issuer: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    media_type: str
    file: str


class _Description(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    report_id: str
    local_id: _Numbered
    study_uids: tuple[str, ...]
    accession: _Numbered | None = None
    status: ReportStatus
    authored_at: datetime | None = None
    title: str | None = None
    author: str | None = None
    name: str | None = None
    birth_date: str | None = None
    sex: Sex | None = None
    appends_to: str | None = None
    replaces: str | None = None
    files: tuple[_File, ...]


@dataclass(frozen=True, slots=True)
class _Described:
    modified_ns: int
    local_id: LocalPatientId
    report: Report


@dataclass(frozen=True, slots=True)
class _Unreadable:
    modified_ns: int


@dataclass(frozen=True, slots=True)
class _Looked:
    """The folder at one moment: every description, those that may be used, what is wrong with others."""

    known: Mapping[Path, _Described | _Unreadable]
    usable: tuple[_Described, ...]
    gap: str | None


class ReportFolder:
    """The reports below one folder; may be shared by all tasks of one event loop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._looked = _Looked({}, (), None)
        self._reading = asyncio.Lock()

    async def reports(self, local_ids: frozenset[LocalPatientId]) -> ReportListing:
        """List every version of every report under these numbers. See `ports.ReportSource.reports`.

        Raises:
            PeerUnreachable: the folder cannot be listed.
        """
        looked = await self._current()
        found = tuple(one.report for one in looked.usable if one.local_id in local_ids)
        return ReportListing(found, looked.gap is None, looked.gap)

    async def read(self, locator: str) -> bytes:
        """Give one rendition. See `ports.ReportSource.read`."""
        looked = await self._current()
        offered = {rendition.locator for one in looked.usable for rendition in one.report.renditions}
        if locator not in offered:
            raise AccessDenied("no such rendition")
        return await asyncio.to_thread(self._read_file, locator)

    async def _current(self) -> _Looked:
        async with self._reading:
            self._looked = await asyncio.to_thread(self._look, self._looked.known)
            return self._looked

    def _look(self, before: Mapping[Path, _Described | _Unreadable]) -> _Looked:
        known: dict[Path, _Described | _Unreadable] = {}
        try:
            for path in sorted(self._folder.iterdir()):
                if path.suffix != ".toml" or path.name.startswith("."):
                    continue
                modified_ns = path.stat().st_mtime_ns
                earlier = before.get(path)
                if earlier is not None and earlier.modified_ns == modified_ns:
                    known[path] = earlier
                else:
                    known[path] = self._describe(path, modified_ns)
        except OSError as error:
            raise PeerUnreachable(PEER, f"the folder cannot be read: {error.strerror}") from error
        described = [one for one in known.values() if isinstance(one, _Described)]
        times = Counter(one.report.report_id for one in described)
        usable = tuple(one for one in described if times[one.report.report_id] == 1)
        return _Looked(known, usable, _gap(len(known) - len(described), len(described) > len(usable)))

    def _describe(self, path: Path, modified_ns: int) -> _Described | _Unreadable:
        with path.open("rb") as file:
            text = file.read(MAX_DESCRIPTION_BYTES)
        try:
            found = msgspec.convert(tomllib.loads(text.decode("utf-8")), _Description)
            report = self._report(found)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, InputInvalid):
            return _Unreadable(modified_ns)
        return _Described(modified_ns, LocalPatientId(found.local_id.value, found.local_id.issuer), report)

    def _report(self, found: _Description) -> Report:
        if not found.files or any(Path(one.file).name != one.file for one in found.files):
            raise InputInvalid("a report needs files, all beside its description")
        if found.authored_at is not None and found.authored_at.tzinfo is None:
            raise InputInvalid("a report's moment needs a zone")
        accession = found.accession
        return Report(
            report_id=found.report_id,
            study_uids=tuple(StudyInstanceUID(uid) for uid in found.study_uids),
            status=found.status,
            authored_at=found.authored_at,
            title=found.title,
            author=found.author,
            renditions=tuple(
                Rendition(one.media_type, one.file, self._size_bytes(one.file)) for one in found.files
            ),
            accession=AccessionNumber(accession.value, accession.issuer) if accession else None,
            appends_to=found.appends_to,
            replaces=found.replaces,
            demographics=Demographics(
                found.name, VagueDate(found.birth_date) if found.birth_date else None, found.sex
            ),
        )

    def _size_bytes(self, name: str) -> int | None:
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def _read_file(self, name: str) -> bytes:
        try:
            with (self._folder / name).open("rb") as file:
                content = file.read(MAX_REPORT_BYTES + 1)
        except OSError as error:
            raise PeerUnreachable(PEER, f"the document cannot be read: {error.strerror}") from error
        if len(content) > MAX_REPORT_BYTES:
            raise PeerAnswerInvalid(PEER, "the document is larger than is accepted")
        return content


def _gap(unreadable: int, contradicting: bool) -> str | None:
    gaps = []
    if unreadable:
        gaps.append(f"{unreadable} descriptions of reports cannot be read and may be of any patient")
    if contradicting:
        gaps.append("two descriptions are of one report")
    return "; ".join(gaps) or None
