"""What the gateway says of itself at `/fhir/metadata`.

It answers searches by POST only, so that no patient's number stands in a URL (B3, reference/standards.md
trap 29), and only for one patient. Standard: HL7 FHIR R4, CapabilityStatement; IHE MHD 4.2.3, Document
Responder.
"""

from datetime import date
from typing import Final

from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.codec import Element, encode

FHIR_VERSION: Final = "4.0.1"
MHD_RESPONDER: Final = "https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentResponder"


class Software(Element):
    """Which software."""

    name: str
    version: str


class Implementation(Element):
    """Which installation."""

    description: str
    url: str


class Interaction(Element):
    """One thing that can be done with a resource."""

    code: str
    documentation: str | None = None


class SearchParam(Element, kw_only=True):
    """One way to search."""

    name: str
    definition: str | None = None
    type: str
    documentation: str | None = None


class CapabilityResource(Element):
    """One kind of resource."""

    type: str
    supported_profile: tuple[str, ...] = ()
    interaction: tuple[Interaction, ...] = ()
    search_param: tuple[SearchParam, ...] = ()


class Security(Element):
    """What a client must bring."""

    description: str


class Rest(Element):
    """The server's side."""

    mode: str
    security: Security
    resource: tuple[CapabilityResource, ...]


class CapabilityStatement(Element, tag_field="resourceType", tag="CapabilityStatement"):
    """What a server can do."""

    status: str
    date: str
    kind: str
    instantiates: tuple[str, ...]
    software: Software
    implementation: Implementation
    fhir_version: str
    format: tuple[str, ...]
    rest: tuple[Rest, ...]


_PATIENT: Final = SearchParam(
    name="patient.identifier",
    definition="http://hl7.org/fhir/SearchParameter/clinical-patient",
    type="token",
    documentation="The BSN. Required, in the form body, equal to the patient of the token; refused in a URL.",
)
_STATUS: Final = SearchParam(
    name="status",
    definition="http://hl7.org/fhir/SearchParameter/DocumentReference-status",
    type="token",
    documentation="Required; only `current` has answers.",
)
_SEARCH: Final = Interaction(
    code="search-type", documentation="POST DocumentReference/_search only (IHE ITI-67); GET is refused."
)
_READ: Final = (
    "IHE ITI-68: the document of a report; the manifest of a study (IHE RAD MADO), in the form that is"
    " accepted. Images: RAD-107, `/dicomweb/studies/…` beside this address."
)
_SECURITY: Final = (
    "Mutual TLS, and a bearer token bound to the client certificate (RFC 8705), obtained with a signed grant"
    " (RFC 7523) for one patient."
)


def gateway_capability(*, base_url: str, version: str, built_on: date) -> bytes:
    """Write the gateway's statement. `base_url` is its FHIR address."""
    statement = CapabilityStatement(
        status="active",
        date=built_on.isoformat(),
        kind="instance",
        instantiates=(MHD_RESPONDER,),
        software=Software(name="Tijdlijn gateway", version=version),
        implementation=Implementation(
            description="Imaging studies and reports of this institution's patients", url=base_url
        ),
        fhir_version=FHIR_VERSION,
        format=("application/fhir+json",),
        rest=(
            Rest(
                mode="server",
                security=Security(description=_SECURITY),
                resource=(
                    CapabilityResource(
                        type="DocumentReference",
                        supported_profile=(names.BBS_PROFILE,),
                        interaction=(_SEARCH,),
                        search_param=(_PATIENT, _STATUS),
                    ),
                    CapabilityResource(
                        type="Binary",
                        interaction=(Interaction(code="read", documentation=_READ),),
                    ),
                ),
            ),
        ),
    )
    return encode(statement)
