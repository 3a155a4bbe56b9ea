"""The one table that bears the name of the kind of deployable."""

from typing import Annotated, Literal

from pydantic import Field

from tijdlijn.runtime.config.patience import ACUTE, PatienceTable, SituationTable
from tijdlijn.runtime.config.sections import Section, Text
from tijdlijn.runtime.config.values import BaseUrl, FilePath, FolderPath, UraText


class FolderArchive(Section):
    """An archive that is a folder of DICOM files."""

    kind: Literal["folder"]
    path: FolderPath


class DicomWebArchive(Section):
    """An archive that speaks DICOMweb; user name and password only where it asks for them, and then both."""

    kind: Literal["dicomweb"]
    url: BaseUrl
    username_file: FilePath | None = None
    password_file: FilePath | None = None


ArchiveTable = Annotated[FolderArchive | DicomWebArchive, Field(discriminator="kind")]


class ReportsTable(Section):
    """`[gateway.reports]`: the folder with the reports."""

    path: FolderPath


class PatientsTable(Section):
    """`[gateway.patients]`: the TOML file that ties local patient numbers to BSNs."""

    path: FilePath


class GatewayTable(Section):
    """`[gateway]`: a holder's own sources. `consents` is loaded into the consent table at every start."""

    archive: ArchiveTable
    reports: ReportsTable
    patients: PatientsTable
    consents: FilePath | None = None


class TimelineEpd(Section):
    """`[[timeline.epd]]`: an EPD whose launches are accepted, our client id there, and the origin of its
    pages if they hold ours in a frame.
    """

    issuer: BaseUrl
    client_id: Text
    frame_origin: BaseUrl | None = None


class RelevanceTable(Section):
    """`[timeline.relevance]`: the site's own rules and words for relevant priors; without, ours."""

    table: FilePath | None = None
    vocabulary: FilePath | None = None


class TimelineTable(Section):
    """`[timeline]`: for which institution it works, the gateway of that institution (asked at once, without
    index or directory), which EPDs may launch it and frame it, and how long holders are waited for.
    """

    institution: UraText
    gateway: BaseUrl
    epd: tuple[TimelineEpd, ...] = Field(min_length=1)
    patience: PatienceTable = PatienceTable()
    situation: tuple[SituationTable, ...] = (ACUTE,)
    relevance: RelevanceTable = RelevanceTable()


class IndexTable(Section):
    """`[index]`: the name under which pseudonyms are made for this index, and the public key with which the
    pseudonym service signs them.
    """

    recipient: Text
    pseudonym_jwk_file: FilePath


class PseudonymRecipient(Section):
    """An organisation for which pseudonyms are made, and the public key that alone can read them."""

    organization: Text
    jwk_file: FilePath


class PseudonymTable(Section):
    """`[pseudonym]`: for whom pseudonyms are made."""

    recipients: tuple[PseudonymRecipient, ...] = Field(min_length=1)


class DirectoryTable(Section):
    """`[directory]`: the file with the institutions and their endpoints."""

    content: FilePath


class EpdClient(Section):
    """A SMART client that the demo EPD knows, and the only address to which it sends the user back."""

    client_id: Text
    redirect_uri: BaseUrl
    launch_url: BaseUrl


class EpdTable(Section):
    """`[epd]`: the demo EPD's clients."""

    client: tuple[EpdClient, ...] = Field(min_length=1)
