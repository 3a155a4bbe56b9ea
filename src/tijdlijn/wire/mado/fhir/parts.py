"""The small parts that several resources of a manifest share. Standard: IHE RAD MADO FHIR guide 1.0.0."""

import re
from collections.abc import Mapping
from typing import Final

from tijdlijn.domain.identifiers import AccessionNumber
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Identifier, Meta, Reference
from tijdlijn.wire.mado.fhir import terms

_OID: Final = re.compile(r"[0-9]+(\.[0-9]+)+")


def accession_identifier(accession: AccessionNumber | None) -> Identifier | None:
    """An accession number; `None` without an issuer, which the profile demands
    (MadoAccessionNumberIdentifier).
    """
    if accession is None or not accession.issuer:
        return None
    kinds = (
        Coding(system=terms.IDENTIFIER_TYPES, code=terms.ACCESSION),
        Coding(system=names.DCM, code=terms.ACCESSION_DCM),
    )
    return Identifier(
        type=CodeableConcept(coding=kinds), system=issuer_system(accession.issuer), value=accession.value
    )


def issuer_system(issuer: str) -> str:
    """An issuer as a system: an OID as URI, anything else as it is."""
    return names.OID_PREFIX + issuer if _OID.fullmatch(issuer) else issuer


def concept(system: str, code: str, display: str) -> CodeableConcept:
    """One code."""
    return CodeableConcept(coding=(Coding(system=system, code=code, display=display),))


def profile(name: str) -> Meta:
    """That a resource follows a profile of the guide."""
    return Meta(profile=(f"{terms.PROFILES}/{name}",))


def to(urls: Mapping[str, str], kind: str) -> Reference:
    """A pointer to the one resource of this kind in the document."""
    return Reference(reference=urls[kind], type=kind)
