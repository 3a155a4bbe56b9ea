"""OperationOutcome: what went wrong, for a machine and without a word about the patient.

As an answer's body it explains a status; inside a searchset it says that the answer is not whole, and whose
part is missing. Standard: HL7 FHIR R4, OperationOutcome; IHE MHD 4.2.3 (warnings inside the Bundle);
reference/standards.md §11.
"""

from dataclasses import dataclass
from typing import Final

from tijdlijn.domain.identifiers import Ura
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.codec import Element, decode, encode
from tijdlijn.wire.fhir.identifiers import institution_identifier, read_ura
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Extension

PARTIAL: Final = "partial"


class Issue(Element):
    """One thing that went wrong."""

    severity: str | None = None
    code: str | None = None
    details: CodeableConcept | None = None
    diagnostics: str | None = None


class OperationOutcome(Element, tag_field="resourceType", tag="OperationOutcome"):
    """What went wrong."""

    extension: tuple[Extension, ...] = ()
    issue: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One issue in our words: FHIR severity and issue type, a short text without patient data, whose part it
    is about (`None`: the whole answer), and our code for how that part ended (e.g. `partial`).
    """

    severity: str
    code: str
    diagnostics: str | None = None
    custodian: Ura | None = None
    holder_outcome: str | None = None

    @property
    def is_gap(self) -> bool:
        """Whether something may be missing: everything but a mere information does."""
        return self.severity != "information"


def partial_notice(reason: str, custodian: Ura | None = None) -> Notice:
    """The notice of a holder that gave what it could and knows that it was not all."""
    return Notice("warning", "incomplete", reason, custodian, PARTIAL)


def operation_outcome(notice: Notice) -> bytes:
    """Write one notice as a resource."""
    details = None
    if notice.holder_outcome:
        details = CodeableConcept(coding=(Coding(system=names.HOLDER_OUTCOME, code=notice.holder_outcome),))
    extension: tuple[Extension, ...] = ()
    if notice.custodian:
        extension = (
            Extension(url=names.EXT_CUSTODIAN, value_identifier=institution_identifier(notice.custodian)),
        )
    issue = Issue(severity=notice.severity, code=notice.code, details=details, diagnostics=notice.diagnostics)
    return encode(OperationOutcome(extension=extension, issue=(issue,)))


def parse_operation_outcome(data: bytes, *, limit_bytes: int) -> tuple[Notice, ...]:
    """Read every issue; one without severity counts as an error, an outcome without issues as one error.

    Raises:
        InputInvalid: not an OperationOutcome.
    """
    outcome = decode(data, OperationOutcome, limit_bytes=limit_bytes)
    custodian = read_ura(
        *(one.value_identifier for one in outcome.extension if one.url == names.EXT_CUSTODIAN)
    )
    issues = outcome.issue or (Issue(),)
    return tuple(
        Notice(
            severity=issue.severity or "error",
            code=issue.code or "unknown",
            diagnostics=issue.diagnostics,
            custodian=custodian,
            holder_outcome=_holder_outcome(issue),
        )
        for issue in issues
    )


def _holder_outcome(issue: Issue) -> str | None:
    coding = issue.details.coding if issue.details else ()
    return next((one.code for one in coding if one.system == names.HOLDER_OUTCOME), None)
