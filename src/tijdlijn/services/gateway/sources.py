"""The configured archive, reports, patients and choices of one custodian, opened as ports."""

from pathlib import Path

from tijdlijn.connectors.consent_table import ConsentTable
from tijdlijn.connectors.dicomweb import BasicLogin, DicomWebStudySource
from tijdlijn.connectors.folder import FolderStudySource
from tijdlijn.connectors.patient_file import PatientFile
from tijdlijn.connectors.report_folder import ReportFolder
from tijdlijn.runtime.config import ArchiveTable, CustodianSection, GatewayTable
from tijdlijn.runtime.events import ARCHIVE_INDEXED, emit
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.references import References
from tijdlijn.store.gateway.consent_store import ConsentStore

_PROGRESS_EVERY = 500


async def open_custodian(
    section: CustodianSection,
    settings: GatewayTable,
    http: HttpClient,
    consents: ConsentStore,
    references: References,
) -> Custodian:
    """Open everything that one custodian answers from; a folder of images is read through here.

    Raises:
        ConfigurationInvalid: a file is not what it should be. PeerUnreachable: the folder of the archive
            cannot be read.
    """
    archive = await _archive(settings.archive, http)
    return Custodian(
        ura=section.ura,
        name=section.name,
        facility_type=section.facility_type,
        patients=PatientFile.read(settings.patients.path),
        consents=ConsentTable(consents, section.ura, references.patient),
        studies=archive,
        reports=ReportFolder(settings.reports.path),
        derived=archive,
    )


async def _archive(table: ArchiveTable, http: HttpClient) -> FolderStudySource | DicomWebStudySource:
    if table.kind == "folder":
        return await FolderStudySource.open(table.path, progress=_tell_progress)
    login = None
    if table.username_file is not None and table.password_file is not None:
        login = BasicLogin(_secret(table.username_file), _secret(table.password_file))
    return DicomWebStudySource(http, table.url, login=login)


def _secret(path: Path) -> str:
    return path.read_text("utf-8").strip()


def _tell_progress(done: int, total: int) -> None:
    if done % _PROGRESS_EVERY == 0 or done == total:
        emit(ARCHIVE_INDEXED, files=done, of_files=total, done=done == total)
