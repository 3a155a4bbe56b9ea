"""The suite of `ports.HolderLink` for images: RAD-107 at a holder that offers nothing else, and the community
that lives in memory.

What follows the suite is the connector's own: broken connections, and what a hostile holder sends.
"""

import asyncio
from dataclasses import replace

import pytest
from pydicom.uid import generate_uid

from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.image_links import (
    FIRST_SERIES,
    QUESTION,
    SECOND_SERIES,
    STUDY_UID,
    WHOLE,
    LinkTo,
    Reached,
    files_of_a_study,
    holder,
    http,
    link_to,
    reached,
)
from tests.lib.rad107_holder import Rad107Holder, header_of
from tijdlijn.domain.errors import (
    AccessDenied,
    OtherPersonAnswered,
    PeerAnswerInvalid,
    PeerError,
    PeerUnreachable,
)
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath
from tijdlijn.domain.patient import Demographics, Sex, VagueDate

__all__ = ["holder", "http", "link_to", "reached"]


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T4.12.headers")
@pytest.mark.parametrize("said", [Demographics(sex=Sex.MALE), Demographics(birth_date=VagueDate("1982"))])
async def test_what_is_another_persons_by_birth_date_or_sex_is_not_given(
    link_to: LinkTo, said: Demographics
) -> None:
    reached = await link_to(files_of_a_study())
    question = replace(QUESTION, demographics=said)
    with pytest.raises(OtherPersonAnswered):
        await reached.link.manifest(reached.route, question, STUDY_UID)
    given: list[object] = []

    async def read() -> None:
        async with reached.link.instances(reached.route, question, WHOLE) as stored:
            given.extend([one async for one in stored])

    with pytest.raises(OtherPersonAnswered):
        await read()
    assert given == []


@pytest.mark.requirement("T3.1.stored")
async def test_a_study_comes_as_the_files_that_are_stored(link_to: LinkTo) -> None:
    files = files_of_a_study()
    found = await (await link_to(files)).read()
    assert list(found) == [header_of(file).SOPInstanceUID for file in files]
    assert list(found.values()) == files


async def test_a_series_and_an_instance_come_by_themselves(link_to: LinkTo) -> None:
    files = files_of_a_study()
    reached = await link_to(files)
    assert list((await reached.read(InstancePath(STUDY_UID, SECOND_SERIES))).values()) == files[3:]
    one = SopInstanceUID(header_of(files[1]).SOPInstanceUID)
    assert list((await reached.read(InstancePath(STUDY_UID, FIRST_SERIES, one))).values()) == files[1:2]


async def test_each_instance_says_its_series_and_transfer_syntax(link_to: LinkTo) -> None:
    reached = await link_to([dicom_file(encapsulated=True)])
    async with reached.link.instances(reached.route, QUESTION, WHOLE) as stored:
        async for instance in stored:
            assert instance.series_uid == FIRST_SERIES
            assert instance.transfer_syntax_uid in (None, "1.2.840.10008.1.2.4.50")
            assert [piece async for piece in instance.chunks]


@pytest.mark.requirement("T3.1.decision")
async def test_what_the_holder_does_not_give_is_denied_before_anything_is_read(link_to: LinkTo) -> None:
    reached = await link_to(files_of_a_study())
    for path in (
        InstancePath(StudyInstanceUID("2.25.9")),
        InstancePath(STUDY_UID, SeriesInstanceUID("2.25.9")),
    ):
        with pytest.raises(AccessDenied):
            async with reached.link.instances(reached.route, QUESTION, path):
                pass


async def test_an_instance_that_is_not_read_is_passed_over(link_to: LinkTo) -> None:
    files = files_of_a_study()
    reached = await link_to(files)
    seen = []
    async with reached.link.instances(reached.route, QUESTION, WHOLE) as stored:
        async for instance in stored:
            seen.append(instance.sop_instance_uid.value)
    assert seen == [header_of(file).SOPInstanceUID for file in files]


@pytest.mark.requirement("T3.1.stored")
async def test_files_are_asked_for_as_they_are_stored(reached: Reached, holder: Rad107Holder) -> None:
    holder.files = files_of_a_study()
    await reached.read()
    assert holder.requests == [f"/dicomweb/studies/{STUDY}"]
    assert holder.accepted == ['multipart/related; type="application/dicom"; transfer-syntax=*']


@pytest.mark.requirement("T3.1.decision")
@pytest.mark.parametrize("status", [403, 404, 410])
async def test_a_refusal_and_an_unknown_study_are_one_and_the_same(
    reached: Reached, holder: Rad107Holder, status: int
) -> None:
    holder.status = status
    with pytest.raises(AccessDenied, match="the holder does not give this"):
        await reached.read()


async def test_an_ended_token_is_asked_anew_once(reached: Reached, holder: Rad107Holder) -> None:
    holder.files, holder.ended_tokens = files_of_a_study(), {"t1"}
    assert len(await reached.read()) == 4
    assert holder.tokens == 2


@pytest.mark.requirement("T3.1.resume")
@pytest.mark.parametrize("breaks_after", [0, 100, 1500, 2500, 4000, 6300, 9000, 9930])
async def test_a_study_that_breaks_anywhere_comes_whole_over_a_second_connection(
    reached: Reached, holder: Rad107Holder, breaks_after: int
) -> None:
    holder.files, holder.breaks = files_of_a_study(), [breaks_after]
    assert list((await reached.read()).values()) == holder.files


@pytest.mark.requirement("T3.1.resume")
async def test_an_instance_that_breaks_halfway_is_continued(reached: Reached, holder: Rad107Holder) -> None:
    holder.files, holder.breaks = files_of_a_study(), [1500]
    one = SopInstanceUID(header_of(holder.files[0]).SOPInstanceUID)
    assert list((await reached.read(InstancePath(STUDY_UID, FIRST_SERIES, one))).values()) == holder.files[:1]
    assert len(holder.requests) == 2


@pytest.mark.requirement("T3.1.resume")
@pytest.mark.parametrize("breaks", [[1500, 1500], [1500, 9000, 1500], [5000, 100], [0, 0]])
async def test_one_that_breaks_twice_is_unreachable_and_never_a_short_study(
    reached: Reached, holder: Rad107Holder, breaks: list[int]
) -> None:
    holder.files, holder.breaks = files_of_a_study(), breaks
    with pytest.raises(PeerUnreachable):
        await reached.read()


@pytest.mark.requirement("T3.1.resume")
async def test_a_file_that_became_another_meanwhile_is_not_continued(
    reached: Reached, holder: Rad107Holder
) -> None:
    uid, long = generate_uid(), "x" * 3000
    holder.files = [dicom_file(SOPInstanceUID=uid, ImageComments=long)]
    holder.breaks = [2500]

    def change_it() -> None:
        holder.files = [dicom_file(SOPInstanceUID=uid, StudyDescription="CT thorax", ImageComments=long)]

    with pytest.raises(PeerAnswerInvalid, match="another file"):
        await reached.read(when_begun=change_it)


@pytest.mark.requirement("T3.1.hostile")
@pytest.mark.hazard("H10")
async def test_an_instance_of_another_study_ends_the_reading_and_nothing_of_it_is_given(
    reached: Reached, holder: Rad107Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.lib.rad107_holder._is_in", lambda *_: True)
    first, *_ = files_of_a_study()
    holder.files = [first, dicom_file(StudyInstanceUID="2.25.999")]
    given: dict[str, bytes] = {}
    with pytest.raises(PeerAnswerInvalid, match="something else than was asked for"):
        await reached.read(found=given)
    assert list(given.values()) == [first]


@pytest.mark.requirement("T3.1.hostile")
@pytest.mark.parametrize("file", [b"", b"<html>", b"\0" * 128 + b"DICM", dicom_file()[:300], b"\xff" * 9000])
async def test_what_is_no_dicom_file_is_nonsense(
    reached: Reached, holder: Rad107Holder, file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.lib.rad107_holder.header_of", lambda _: None)
    monkeypatch.setattr("tests.lib.rad107_holder._is_in", lambda *_: True)
    holder.files = [file]
    with pytest.raises(PeerError):
        await reached.read()


@pytest.mark.requirement("T3.1.cancelled")
async def test_a_reader_that_leaves_drops_the_connection(reached: Reached, holder: Rad107Holder) -> None:
    holder.files = [dicom_file(ImageComments="x" * 10_000) for _ in range(2000)]
    async with reached.link.instances(reached.route, QUESTION, WHOLE) as stored:
        async for instance in stored:
            async for _ in instance.chunks:
                break
            break
    await asyncio.wait_for(holder.left.wait(), 5)
    assert holder.sent_bytes < 10_000_000
