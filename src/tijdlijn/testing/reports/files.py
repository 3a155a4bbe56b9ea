"""A hospital's report folder: beside each document a TOML that says whose it is and on what."""

from datetime import datetime
from pathlib import Path

from tijdlijn.domain.identifiers import AccessionNumber, LocalPatientId, StudyInstanceUID
from tijdlijn.testing.reports.document import ReportDocument, plain_text
from tijdlijn.testing.reports.pdf import pdf
from tijdlijn.testing.toml_text import inline, instant, quoted

_FORMS = {"text": ("text/plain", "txt", plain_text), "pdf": ("application/pdf", "pdf", pdf)}


def write_report(  # noqa: PLR0913 -- each is a field of the file
    folder: Path,
    report: ReportDocument,
    *,
    report_id: str,
    local_id: LocalPatientId,
    accession: AccessionNumber,
    study_uids: tuple[StudyInstanceUID, ...],
    authored_at: datetime,
    forms: tuple[str, ...],
    appends_to: str | None,
    replaces: str | None,
) -> None:
    """Write `<report_id>.toml` and each of `forms` beside it, in the department's order of preference."""
    lines = [
        f"report_id = {quoted(report_id)}",
        f"local_id = {inline(value=local_id.value, issuer=local_id.issuer)}",
        f"study_uids = [{', '.join(quoted(uid.value) for uid in study_uids)}]",
        f"accession = {inline(value=accession.value, issuer=accession.issuer)}",
        f"status = {quoted(report.status)}",
        f"authored_at = {instant(authored_at)}",
        f"title = {quoted(report.title)}",
        f"author = {quoted(report.author)}",
        f"name = {quoted(report.patient_name)}",
        f"birth_date = {quoted(report.birth_date.isoformat())}",
        f"sex = {quoted(report.sex)}",
    ]
    lines += [f"appends_to = {quoted(appends_to)}"] if appends_to else []
    lines += [f"replaces = {quoted(replaces)}"] if replaces else []
    for form in forms:
        media_type, suffix, render = _FORMS[form]
        name = f"{report_id}.{suffix}"
        (folder / name).write_bytes(render(report))
        lines += ["", "[[files]]", f"media_type = {quoted(media_type)}", f"file = {quoted(name)}"]
    (folder / f"{report_id}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
