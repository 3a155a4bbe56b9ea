"""ITI-68: a report, to those who may read it, about the patient that they asked about."""

from dataclasses import replace

import pytest

from tests.lib.gateway import EMPTY, HOLDING, NOW, OPEN, REFUSED, TEXT, Holder, local_id, report
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import PeerUnreachable
from tijdlijn.domain.study import Report
from tijdlijn.runtime.http_client import HttpResponse
from tijdlijn.wire.fhir.document_reference import entry_id, read_document_reference


async def paths(holder: Holder, patient: Bsn, institution_is_own: bool = False) -> list[str]:
    """The addresses of the patient's first report, as a search gives them."""
    asker = holder.asker(patient, HOLDING) if institution_is_own else None
    token = await holder.token(patient, asker=asker)
    answer = await holder.search(token, patient)
    for raw in holder.entries(answer):
        entry, _ = read_document_reference(raw, route_id="r", base_url=f"{holder.url}/fhir")
        if isinstance(entry.content, Report):
            return [form.locator.removeprefix(holder.url) for form in entry.content.renditions]
    raise AssertionError("no report was found")


def seen(answer: HttpResponse) -> tuple[int, bytes]:
    return answer.status, answer.body


@pytest.mark.requirement("T2.3.document", "A8", "A51")
async def test_report_is_read_as_text_and_as_pdf(holder: Holder) -> None:
    text_path, pdf_path = await paths(holder, OPEN)
    token = await holder.token(OPEN)

    text, pdf = await holder.get(token, text_path), await holder.get(token, pdf_path)

    assert (text.status, text.headers["content-type"], text.body) == (200, "text/plain; charset=utf-8", TEXT)
    assert (pdf.status, pdf.headers["content-type"], pdf.body) == (200, "application/pdf", b"%PDF-1.7")
    for answer in (text, pdf):
        assert answer.headers["content-disposition"] == "inline"
        assert answer.headers["cache-control"] == "no-store"
    assert OPEN.digits not in text_path


@pytest.mark.hazard("H3", "H4", "H6")
@pytest.mark.requirement("T2.3.document", "A34")
async def test_another_patients_refused_and_unknown_documents_are_not_found_alike(holder: Holder) -> None:
    of_open, _ = await paths(holder, OPEN)
    of_refused, _ = await paths(holder, REFUSED, institution_is_own=True)
    for_empty, for_refused = await holder.token(EMPTY), await holder.token(REFUSED)

    answers = [
        await holder.get(for_empty, of_open),
        await holder.get(for_refused, of_refused),
        await holder.get(for_empty, "/fhir/Binary/nothing"),
        await holder.get(for_refused, "/fhir/Binary/" + "A" * 32),
        await holder.get(for_empty, f"/fhir/Binary/{entry_id(HOLDING, '2.25.1')}"),
    ]

    assert len({seen(answer) for answer in answers}) == 1
    assert answers[0].status == 404
    refusals = await holder.recorded("read-report") + await holder.recorded("read-manifest")
    assert [record.entry.outcome for record in refusals] == ["refused"] * len(answers)


@pytest.mark.hazard("H9")
@pytest.mark.requirement("T2.3.record", "A58", "B48")
async def test_reading_is_on_record_by_the_entry_and_without_its_text(holder: Holder) -> None:
    text_path, _ = await paths(holder, OPEN)
    await holder.get(await holder.token(OPEN), text_path)

    (record,) = await holder.recorded("read-report")
    assert record.entry.object_ref == entry_id(HOLDING, report(OPEN).report_id)
    assert record.entry.patient_ref == holder.references.patient(OPEN)
    assert record.closing is not None
    assert (record.closing.outcome, record.closing.counts) == ("read", {"bytes": len(TEXT)})


@pytest.mark.hazard("H9")
@pytest.mark.requirement("T2.3.record")
async def test_no_document_without_its_record(holder: Holder) -> None:
    text_path, _ = await paths(holder, OPEN)
    token = await holder.token(OPEN)
    await holder.search(token, OPEN)
    await holder.database.execute("ALTER TABLE record RENAME TO lost")

    answer = await holder.get(token, text_path)

    assert answer.status == 503
    assert TEXT not in answer.body


@pytest.mark.hazard("H6")
@pytest.mark.requirement("A33", "B21")
async def test_withdrawn_consent_closes_a_document_that_was_listed(holder: Holder) -> None:
    text_path, _ = await paths(holder, OPEN)
    token = await holder.token(OPEN)
    assert (await holder.get(token, text_path)).status == 200
    await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)

    assert (await holder.get(token, text_path)).status == 401
    assert (await holder.get(await holder.token(OPEN), text_path)).status == 404


@pytest.mark.requirement("B22")
async def test_source_that_does_not_answer_is_not_a_missing_document(holder: Holder) -> None:
    text_path, _ = await paths(holder, OPEN)
    token = await holder.token(OPEN)
    holder.reports.failure = PeerUnreachable("reports", "down")

    assert (await holder.get(token, text_path)).status == 503


@pytest.mark.hazard("H8")
async def test_corrected_report_is_a_document_of_its_own(holder: Holder) -> None:
    before = await paths(holder, OPEN)
    holder.reports.held.append(
        (local_id(OPEN), replace(report(OPEN), report_id="2.25.77", replaces=report(OPEN).report_id))
    )

    found = [
        form.locator
        for raw in (await holder.found(OPEN)).entries
        for entry, _ in [read_document_reference(raw, route_id="r", base_url=f"{holder.url}/fhir")]
        if isinstance(entry.content, Report)
        for form in entry.content.renditions
    ]

    assert len(set(found)) == 4
    assert {f"{holder.url}{path}" for path in before} < set(found)


async def test_document_needs_a_token(holder: Holder) -> None:
    text_path, _ = await paths(holder, OPEN)

    assert (await holder.get("", text_path)).status == 401
