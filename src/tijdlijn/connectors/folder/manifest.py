"""What the files of one study say it consists of."""

from tijdlijn.connectors.folder.index import PEER, HeldFile
from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import SeriesInstanceUID
from tijdlijn.domain.instances import Series
from tijdlijn.wire.dicom.dataset import DatasetAttributes
from tijdlijn.wire.dicom.series import in_order, instance_of, series_of


def manifest_of(files: tuple[HeldFile, ...]) -> tuple[Series, ...]:
    """Give series and instances of a patient's files of one study.

    Raises:
        PeerAnswerInvalid: a file does not say which series or instance it is, and cannot be counted.
    """
    by_series: dict[SeriesInstanceUID, list[HeldFile]] = {}
    for held in files:
        if held.instance.series_uid is None or held.instance.sop_instance_uid is None:
            raise PeerAnswerInvalid(PEER, "an instance without UIDs of its own")
        by_series.setdefault(held.instance.series_uid, []).append(held)
    try:
        return in_order(_series(found) for found in by_series.values())
    except InputInvalid as error:
        raise PeerAnswerInvalid(PEER, "an instance without UIDs of its own") from error


def _series(files: list[HeldFile]) -> Series:
    sources = [DatasetAttributes(held.instance.header) for held in files]
    return series_of(
        sources,
        [
            instance_of(source, size_bytes=held.instance.size_bytes, transfer_syntax_uid=_syntax(held))
            for source, held in zip(sources, files, strict=True)
        ],
    )


def _syntax(held: HeldFile) -> str | None:
    found = held.instance.header.file_meta.get("TransferSyntaxUID")
    return None if found is None else str(found)
