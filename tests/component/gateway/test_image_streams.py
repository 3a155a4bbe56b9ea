"""RAD-107: images on their way: what ends a stream, what is seen to be cut off, and what it takes."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.lib.dicom_files import STUDY, write_large
from tests.lib.gateway import HOLDING, NOW, OPEN, Holder, local_id, running_holder
from tests.lib.gateway_images import MIB, body_of, closed_records, of, parts_of, received, refusal, three
from tests.lib.study_sources import folder_of
from tests.lib.wado_archive import WadoArchive, multipart, serving
from tijdlijn.connectors.folder import FolderStudySource
from tijdlijn.domain.errors import PeerUnreachable
from tijdlijn.store.record.record_store import CUT_OFF
from tijdlijn.testing.development_ca import DevelopmentCa


@pytest.mark.hazard("H7")
@pytest.mark.requirement("T3.1.negotiation", "T3.1.cut-off")
async def test_syntax_that_the_archive_did_not_announce_is_not_left_out_in_silence(holder: Holder) -> None:
    number = local_id(OPEN).value
    files = [of(number, "2.25.1001"), of(number, "2.25.1002", encapsulated=True)]
    async with serving(WadoArchive(multipart(files), patient=number)) as source:
        holder.ask_images_of(source)
        accept = 'multipart/related; type="application/dicom"'
        async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}", accept=accept) as answer:
            body, ended = await body_of(answer.chunks)

    assert not ended
    assert [content for _, content in parts_of(answer.headers["content-type"], body)[0]] == files[:1]


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.own-only")
async def test_nothing_leaves_of_a_strange_instance_in_the_study(holder: Holder, tmp_path: Path) -> None:
    strange = of("7654321", "2.25.1", PatientName="Test-Ander^A.", PatientComments="geheim")
    holder.ask_images_of(await folder_of(tmp_path, [strange, *three()]))

    with capture_logs() as lines:
        parts, ended = await received(holder, f"/studies/{STUDY}")

    assert not ended
    assert sorted(content for _, content in parts) == sorted(three())
    assert "foreign-instance" in [line["event"] for line in lines]


@pytest.mark.hazard("H7", "H1")
@pytest.mark.requirement("T3.1.cut-off")
async def test_archive_that_breaks_off_gives_a_body_that_is_seen_not_to_be_whole(holder: Holder) -> None:
    whole = multipart(three())
    async with serving(WadoArchive(whole[: int(len(whole) * 0.6)], patient=local_id(OPEN).value)) as source:
        holder.ask_images_of(source)
        async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}") as answer:
            body, ended = await body_of(answer.chunks)

    assert answer.status == 200
    assert not ended
    assert not parts_of(answer.headers["content-type"], body)[1]
    (record,) = await closed_records(holder)
    assert record.closing is not None
    assert record.closing.outcome == CUT_OFF


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T3.1.withdrawn", "A33", "B21")
async def test_withdrawn_consent_ends_a_stream_under_way(fresh_database: str, ca: DevelopmentCa) -> None:
    async with running_holder(fresh_database, ca, streams_checked_every_s=0.05) as holder:
        archive = WadoArchive(multipart(three())[:-5], patient=local_id(OPEN).value)
        archive.endless = True
        async with serving(archive) as source:
            holder.ask_images_of(source)
            token = await holder.token(OPEN)
            async with holder.retrieved(token, f"/studies/{STUDY}") as answer:
                await anext(answer.chunks)
                await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
                async with asyncio.timeout(10):
                    with pytest.raises(PeerUnreachable):
                        async for _ in answer.chunks:
                            pass
            async with asyncio.timeout(10):
                await archive.gone.wait()
            assert (await refusal(holder, f"/studies/{STUDY}", token))[0] == 401


@pytest.mark.requirement("T3.1.withdrawn")
async def test_stream_goes_on_past_the_end_of_its_token_but_not_of_the_permit(
    fresh_database: str, ca: DevelopmentCa
) -> None:
    async with running_holder(fresh_database, ca, streams_checked_every_s=0.05) as holder:
        archive = WadoArchive(multipart(three())[:-5], patient=local_id(OPEN).value)
        archive.endless = True
        async with serving(archive) as source:
            holder.ask_images_of(source)
            async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}") as answer:
                await anext(answer.chunks)
                holder.clock.advance(301)
                size = 0
                while size < 32 * MIB:
                    size += len(await anext(answer.chunks))
                await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
                async with asyncio.timeout(10):
                    with pytest.raises(PeerUnreachable):
                        async for _ in answer.chunks:
                            pass


@pytest.mark.requirement("T3.1.withdrawn", "T3.1.cancelled")
async def test_reader_that_does_not_read_holds_nothing_past_its_permit(
    fresh_database: str, ca: DevelopmentCa
) -> None:
    async with running_holder(fresh_database, ca, streams_checked_every_s=0.05) as holder:
        archive = WadoArchive(multipart(three())[:-5], patient=local_id(OPEN).value)
        archive.endless = True
        async with serving(archive) as source:
            holder.ask_images_of(source)
            async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}") as answer:
                await anext(answer.chunks)
                await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
                async with asyncio.timeout(10):
                    await archive.gone.wait()


@pytest.mark.requirement("T3.1.cancelled")
async def test_reader_that_leaves_stops_the_archive(holder: Holder) -> None:
    archive = WadoArchive(multipart(three())[:-5], patient=local_id(OPEN).value)
    archive.endless = True
    async with serving(archive) as source:
        holder.ask_images_of(source)
        async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}") as answer:
            await anext(answer.chunks)

        async with asyncio.timeout(10):
            await archive.gone.wait()

    (record,) = await closed_records(holder)
    assert record.closing is not None
    assert record.closing.outcome == CUT_OFF
    assert record.closing.counts["bytes"] > 0


@pytest.mark.requirement("T3.1.flat")
async def test_study_of_any_size_takes_the_memory_of_a_few_pieces(holder: Holder, tmp_path: Path) -> None:
    for number in range(3):
        attributes = {"PatientID": local_id(OPEN).value, "SOPInstanceUID": f"2.25.{number + 1}"}
        write_large(tmp_path / f"{number}.dcm", 100 * MIB, **attributes)
    holder.ask_images_of(await FolderStudySource.open(tmp_path))
    token = await holder.token(OPEN)
    before, highest, size = resident_bytes(), 0, 0

    async with holder.retrieved(token, f"/studies/{STUDY}") as answer:
        async for chunk in answer.chunks:
            size += len(chunk)
            highest = max(highest, resident_bytes())

    assert size > 300 * MIB
    assert highest - before < 60 * MIB


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
