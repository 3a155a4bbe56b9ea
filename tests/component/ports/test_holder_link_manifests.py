"""The suite of `ports.HolderLink` for manifests, in whichever form a holder has them.

What follows the suite is the connector's own: which form is asked for, and what is not taken.
"""

from dataclasses import replace

import pytest

from tests.lib.image_links import (
    FIRST_SERIES,
    QUESTION,
    SECOND_SERIES,
    STUDY_UID,
    LinkTo,
    Reached,
    files_of_a_study,
    holder,
    http,
    link_to,
    reached,
)
from tests.lib.rad107_holder import Rad107Holder, header_of
from tijdlijn.domain.errors import AccessDenied, PeerAnswerInvalid
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.domain.patient import Demographics, VagueDate
from tijdlijn.wire.dicom.wado import preferred
from tijdlijn.wire.mado import fhir, kos

__all__ = ["holder", "http", "link_to", "reached"]


@pytest.mark.requirement("T3.2.read", "A22")
async def test_a_manifest_says_what_a_study_consists_of(link_to: LinkTo) -> None:
    files = files_of_a_study()
    reached = await link_to(files)
    manifest = await reached.link.manifest(reached.route, QUESTION, STUDY_UID)
    assert [one.series_uid for one in manifest.series] == [FIRST_SERIES, SECOND_SERIES]
    told = {instance.sop_instance_uid.value for one in manifest.series for instance in one.instances}
    assert told == {header_of(file).SOPInstanceUID for file in files}
    assert (manifest.study.series_count, manifest.study.instance_count) == (2, 4)
    assert manifest.lists_all


@pytest.mark.requirement("T3.1.decision")
async def test_a_manifest_that_the_holder_does_not_give_is_denied(link_to: LinkTo) -> None:
    reached = await link_to(files_of_a_study())
    with pytest.raises(AccessDenied):
        await reached.link.manifest(reached.route, QUESTION, StudyInstanceUID("2.25.9"))


@pytest.mark.requirement("T3.2.both")
async def test_the_fhir_form_is_taken_where_it_is_offered(reached: Reached, holder: Rad107Holder) -> None:
    holder.files = files_of_a_study()
    manifest = await reached.link.manifest(reached.route, QUESTION, STUDY_UID)
    (accept,) = holder.accepted
    assert preferred(accept, (kos.MEDIA_TYPE, fhir.MEDIA_TYPE)) == fhir.MEDIA_TYPE
    assert preferred(accept, (kos.MEDIA_TYPE,)) == kos.MEDIA_TYPE
    # What only that form has:
    sizes = [instance.size_bytes for series in manifest.series for instance in series.instances]
    assert sorted(filter(None, sizes)) == sorted(map(len, holder.files))


@pytest.mark.requirement("T3.2.both")
async def test_a_holder_whose_fhir_form_cannot_be_read_is_asked_for_the_other(
    reached: Reached, holder: Rad107Holder
) -> None:
    holder.files, holder.manifests = files_of_a_study(), {fhir.MEDIA_TYPE: b'{"resourceType":"Bundle"}'}
    manifest = await reached.link.manifest(reached.route, QUESTION, STUDY_UID)
    assert manifest.study.instance_count == 4
    assert holder.accepted[1:] == [kos.MEDIA_TYPE]


@pytest.mark.requirement("T3.2.both")
@pytest.mark.parametrize("kind", ["application/octet-stream", "application/DICOM; charset=binary"])
async def test_a_manifest_under_an_odd_media_type_is_read_as_what_it_is(
    reached: Reached, holder: Rad107Holder, kind: str
) -> None:
    holder.files, holder.forms, holder.called = files_of_a_study(), (kos.MEDIA_TYPE,), kind
    assert (await reached.link.manifest(reached.route, QUESTION, STUDY_UID)).study.instance_count == 4


@pytest.mark.requirement("T3.2.read")
@pytest.mark.parametrize("forms", [(kos.MEDIA_TYPE,), (fhir.MEDIA_TYPE,), (fhir.MEDIA_TYPE, kos.MEDIA_TYPE)])
async def test_a_manifest_that_is_none_is_nonsense(
    reached: Reached, holder: Rad107Holder, forms: tuple[str, ...]
) -> None:
    holder.files, holder.forms = files_of_a_study(), forms
    holder.manifests = {kos.MEDIA_TYPE: b"{}", fhir.MEDIA_TYPE: b"{}"}
    with pytest.raises(PeerAnswerInvalid):
        await reached.link.manifest(reached.route, QUESTION, STUDY_UID)
    assert len(holder.requests) <= 2


@pytest.mark.hazard("H10")
async def test_a_manifest_of_another_person_is_not_taken(reached: Reached, holder: Rad107Holder) -> None:
    holder.files = files_of_a_study()
    another = replace(QUESTION, demographics=Demographics(birth_date=VagueDate("1987-06-05")))
    with pytest.raises(PeerAnswerInvalid, match="another person"):
        await reached.link.manifest(reached.route, another, STUDY_UID)
    assert len(holder.requests) == 1
