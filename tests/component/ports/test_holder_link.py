"""The suite of `ports.HolderLink`: what is held of a patient, and its documents.

Two custodians stand behind one route, over MHD and in the community of the test kit.
"""

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from tests.lib.certificates import ca
from tests.lib.gateway import ALSO_HOLDING, HOLDING, OPEN, REFUSED, STRANGE, TEXT, UNKNOWN
from tests.lib.holder_links import AT_ALSO_HOLDING, AT_HOLDING, Linked, linked, named
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.outcome import OutcomeKind
from tijdlijn.domain.study import SourceEntry, Study

__all__ = ["ca", "linked"]


@pytest.mark.requirement("A51", "A52", "T2.3.community", "T2.3.search")
@pytest.mark.hazard("H1")
async def test_every_custodian_gives_its_entries_and_then_one_outcome(linked: Linked) -> None:
    entries, outcomes = await linked.found(OPEN)

    assert named(entries[HOLDING]) == named(list(AT_HOLDING))
    assert named(entries[ALSO_HOLDING]) == named(list(AT_ALSO_HOLDING))
    assert outcomes.keys() == {HOLDING, ALSO_HOLDING}


@pytest.mark.requirement("A44", "B22", "T2.3.community")
@pytest.mark.hazard("H1")
async def test_one_custodian_that_lacks_something_says_so_and_the_other_is_whole(linked: Linked) -> None:
    entries, outcomes = await linked.found(OPEN)

    assert outcomes[HOLDING].kind is OutcomeKind.ANSWERED
    assert (outcomes[ALSO_HOLDING].kind, outcomes[ALSO_HOLDING].retryable) == (OutcomeKind.PARTIAL, True)
    assert "damaged" in str(outcomes[ALSO_HOLDING].reason)
    assert len(entries[ALSO_HOLDING]) == 1


@pytest.mark.requirement("A44", "B22")
@pytest.mark.hazard("H1")
async def test_a_custodian_that_the_route_does_not_serve_is_a_failure_of_its_own(linked: Linked) -> None:
    entries, outcomes = await linked.found(OPEN, HOLDING, STRANGE)

    assert outcomes.keys() == {HOLDING, STRANGE}
    assert outcomes[HOLDING].kind is OutcomeKind.ANSWERED
    assert outcomes[STRANGE].kind in (OutcomeKind.REFUSED, OutcomeKind.MALFORMED)
    assert entries.keys() == {HOLDING}


@pytest.mark.requirement("B9", "B22")
@pytest.mark.hazard("H1", "H4")
async def test_a_patient_of_whom_nothing_is_held_is_answered_with_nothing(linked: Linked) -> None:
    entries, outcomes = await linked.found(UNKNOWN, HOLDING)

    assert entries == {}
    assert (outcomes[HOLDING].kind, outcomes[HOLDING].reason) == (OutcomeKind.ANSWERED, None)


@pytest.mark.requirement("B25", "T2.3.one-patient")
@pytest.mark.hazard("H3")
async def test_nothing_of_another_patient_comes_along(linked: Linked) -> None:
    entries, _ = await linked.found(OPEN)
    others, _ = await linked.found(REFUSED)

    assert others == {}
    assert {name[-7:-3] for name in named([one for one in entries[HOLDING] if isinstance(one, Study)])} == {
        OPEN.digits[-4:]
    }


@pytest.mark.requirement("A51", "T2.3.community")
async def test_only_custodians_of_the_route_are_asked(linked: Linked) -> None:
    entries, outcomes = await linked.found(OPEN, ALSO_HOLDING)

    assert entries.keys() == outcomes.keys() == {ALSO_HOLDING}


@pytest.mark.requirement("A8", "A51", "T2.3.document", "T2.3.community")
async def test_a_document_is_read_in_every_form_that_was_listed(linked: Linked) -> None:
    text, pdf = await linked.forms()

    media_type, content = await linked.read(OPEN, text)
    assert (media_type.partition(";")[0], content) == ("text/plain", TEXT)
    assert await linked.read(OPEN, pdf) == ("application/pdf", b"%PDF-1.7")


@pytest.mark.requirement("A24", "B23", "T2.3.document")
@pytest.mark.hazard("H3", "H4", "H6")
async def test_another_patients_document_and_one_that_never_was_are_denied_alike(linked: Linked) -> None:
    text, _ = await linked.forms()
    never = replace(text, locator=text.locator[:-4] + "0000")

    with pytest.raises(AccessDenied) as theirs:
        await linked.read(REFUSED, text)
    with pytest.raises(AccessDenied) as nobodys:
        await linked.read(OPEN, never)

    assert str(theirs.value) == str(nobodys.value)


@pytest.mark.requirement("A46", "B24")
async def test_whoever_stops_early_waits_for_nobody(linked: Linked) -> None:
    async with asyncio.timeout(5):
        async with aclosing(linked.link.find(linked.route, linked.question(OPEN))) as answers:
            first = await anext(answers)
            assert isinstance(first, SourceEntry)

    assert named((await linked.found(OPEN))[0][HOLDING]) == named(list(AT_HOLDING))
