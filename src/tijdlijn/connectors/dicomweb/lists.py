"""A list of an archive's series or instances, read page by page to its end. Standard: DICOM PS3.18 §10.6."""

from dataclasses import dataclass

from tijdlijn.connectors.dicomweb.archive import PEER, Archive
from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.json_model import JsonAttributes
from tijdlijn.wire.dicom.qido_list import list_query, parse_list

PAGE_SIZE = 500
MAX_PAGES = 200


@dataclass(frozen=True, slots=True)
class Lists:
    """Asks one archive."""

    archive: Archive
    page_size: int = PAGE_SIZE

    async def whole(
        self,
        address: str,
        fields: tuple[int, ...],
        uid: int,
        *,
        enough: int | None = None,
        matching: tuple[tuple[str, str], ...] = (),
    ) -> list[JsonAttributes]:
        """Give all, each once by the value of `uid`, until a page brings nothing new or `enough` are there.

        Raises:
            PeerError: as `Archive.answer`; `PeerAnswerInvalid` too for a list that cannot be read or does not
                end.
        """
        found: dict[str, JsonAttributes] = {}
        for _ in range(MAX_PAGES):
            query = list_query(fields, limit=self.page_size, offset=len(found))
            answer = await self.archive.answer(address, [*matching, *query])
            try:
                page = parse_list(answer.status, answer.body)
            except InputInvalid as error:
                raise PeerAnswerInvalid(PEER, "not a QIDO-RS answer") from error
            new = {name: one for one in page if (name := text(one, uid) or "") not in found}
            found |= new
            if not new or (enough is not None and len(found) >= enough):
                return list(found.values())
        raise PeerAnswerInvalid(PEER, "the archive's list does not end")
