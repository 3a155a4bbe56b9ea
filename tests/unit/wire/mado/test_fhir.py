"""The FHIR form of a manifest: what we write reads back the same, and is what the profile asks for."""

import contextlib
import json
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.wire.mado.manifests import (
    HOLDER,
    MANIFEST,
    NUMBER,
    REPORT,
    SLICES,
    SOURCE,
    STUDY,
    manifest_of,
    manifests,
)
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.domain.instances import Manifest
from tijdlijn.domain.study import Availability, Laterality
from tijdlijn.wire.fhir.document_reference import Holder, study_to_document_reference
from tijdlijn.wire.mado import manifest_uid
from tijdlijn.wire.mado.fhir import read_manifest, write_manifest
from tijdlijn.wire.mado.kos import read_manifest as read_kos
from tijdlijn.wire.mado.kos import write_manifest as write_kos

WRITTEN = write_manifest(MANIFEST, SOURCE, NUMBER)


def document() -> dict[str, Any]:
    loaded = json.loads(WRITTEN)
    assert isinstance(loaded, dict)
    return loaded


def resource(written: dict[str, Any], kind: str) -> dict[str, Any]:
    found = [entry["resource"] for entry in written["entry"] if entry["resource"]["resourceType"] == kind]
    assert len(found) == 1
    assert isinstance(found[0], dict)
    return found[0]


def again(written: dict[str, Any]) -> bytes:
    return json.dumps(written).encode()


def without_unissued(manifest: Manifest) -> Manifest:
    """A number without an issuer identifies nothing and has no form here."""
    accession = manifest.study.accession
    kept = accession if accession and accession.issuer else None
    return replace(manifest, study=replace(manifest.study, accession=kept))


@given(manifests())
def test_what_we_write_reads_back_the_same(manifest: Manifest) -> None:
    held = read_manifest(write_manifest(manifest, SOURCE, NUMBER))

    assert held.manifest == without_unissued(manifest)
    assert held.patient == NUMBER
    assert held.manifest.lists_all


@given(manifests())
def test_both_forms_say_the_same(manifest: Manifest) -> None:
    of_fhir = read_manifest(write_manifest(manifest, SOURCE, NUMBER))
    of_kos = read_kos(write_kos(without_unissued(manifest), SOURCE, NUMBER))

    assert of_fhir == of_kos


def test_sizes_codecs_sides_and_availability_are_kept() -> None:
    heavy = replace(
        SLICES.instances[0], size_bytes=5_000_000_000, transfer_syntax_uid="1.2.840.10008.1.2.4.202"
    )
    manifest = manifest_of(
        replace(
            STUDY, laterality=Laterality.LEFT, size_bytes=6_000_000_000, availability=Availability.NEARLINE
        ),
        replace(SLICES, laterality=Laterality.BOTH, instances=(heavy, *SLICES.instances[1:])),
        REPORT,
    )

    assert read_manifest(write_manifest(manifest, SOURCE, NUMBER)).manifest == manifest


def test_it_is_fhir() -> None:
    Bundle.model_validate_json(WRITTEN)


def test_it_is_a_document_that_begins_with_a_composition_and_points_within_itself() -> None:
    written = document()
    addresses = [entry["fullUrl"] for entry in written["entry"]]

    assert written["type"] == "document"
    assert written["entry"][0]["resource"]["resourceType"] == "Composition"
    assert len(set(addresses)) == len(addresses)
    pointed = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("reference"), str):
                pointed.add(value["reference"])
            for one in value.values():
                collect(one)
        elif isinstance(value, list):
            for one in value:
                collect(one)

    collect(written)
    assert pointed <= set(addresses)


def test_its_identity_is_that_of_the_studys_entry_and_of_the_other_form() -> None:
    holder = Holder(HOLDER, "V6", "https://fryslan.invalid/fhir")
    entry = json.loads(study_to_document_reference(STUDY, holder=holder, patient=Bsn("999900006")))

    assert document()["identifier"] == entry["masterIdentifier"]
    assert entry["masterIdentifier"]["value"] == f"urn:oid:{manifest_uid(HOLDER, STUDY.study_uid)}"
    assert manifest_uid(HOLDER, StudyInstanceUID("2.25.101")) != MANIFEST.manifest_uid


def test_uids_have_a_prefix_where_the_profile_wants_one() -> None:
    study = resource(document(), "ImagingStudy")

    assert study["identifier"][0]["value"] == "urn:oid:2.25.100"
    assert study["series"][0]["uid"] == "2.25.200"
    assert study["series"][0]["instance"][0]["uid"] == "2.25.300.1"
    assert study["series"][0]["instance"][0]["sopClass"]["code"] == "urn:oid:1.2.840.10008.5.1.4.1.1.2"


def test_counts_a_procedure_to_show_and_an_order_stand_in_it() -> None:
    study = resource(document(), "ImagingStudy")

    assert (study["numberOfSeries"], study["numberOfInstances"]) == (2, 4)
    assert [series["numberOfInstances"] for series in study["series"]] == [3, 1]
    assert study["procedureCode"][0]["text"]
    assert study["basedOn"][0]["identifier"]["system"] == "urn:oid:2.16.528.1.1007.99.2"
    unknown = manifest_of(replace(STUDY, procedure=None, description=None, accession=None), SLICES)
    bare = resource(json.loads(write_manifest(unknown, SOURCE, NUMBER)), "ImagingStudy")
    assert bare["procedureCode"][0]["text"]
    assert "basedOn" not in bare


def test_it_says_where_the_images_are_by_address_and_by_place() -> None:
    endpoint = resource(document(), "Endpoint")
    held = read_manifest(WRITTEN)

    assert endpoint["connectionType"]["code"] == "dicom-wado-rs"
    assert endpoint["extension"][0]["valueString"] == "2.16.528.1.1007.3.3.90000102"
    assert held.retrieve_url == "https://fryslan.invalid/dicomweb"
    assert held.retrieve_location_uid == "2.16.528.1.1007.3.3.90000102"


def test_an_address_that_is_none_is_absent() -> None:
    written = document()
    resource(written, "Endpoint")["address"] = "http://notspecified"

    assert read_manifest(again(written)).retrieve_url is None


def test_a_manifest_that_lists_less_than_it_says_is_found_out() -> None:
    written = document()
    del resource(written, "ImagingStudy")["series"][0]["instance"][0]

    held = read_manifest(again(written))

    assert (held.stated.instance_count, held.manifest.study.instance_count) == (4, 3)
    assert not held.manifest.lists_all


def test_uids_with_a_prefix_and_without_and_a_document_of_another_type_are_read() -> None:
    written = document()
    written["type"] = "collection"
    study = resource(written, "ImagingStudy")
    study["identifier"][0]["value"] = "2.25.100"
    study["series"][0]["uid"] = "urn:oid:2.25.200"
    for instance in study["series"][0]["instance"]:
        instance["sopClass"] = {"system": "x", "code": "1.2.840.10008.5.1.4.1.1.2"}

    assert read_manifest(again(written)).manifest == MANIFEST


def test_the_national_number_is_never_taken_for_a_local_one() -> None:
    written = document()
    numbers = resource(written, "Patient")["identifier"]
    numbers.insert(0, {"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": "999900006"})

    assert read_manifest(again(written)).patient == NUMBER


def test_what_is_no_manifest_is_refused() -> None:
    two, none, empty, undated = document(), document(), document(), document()
    two["entry"].append(two["entry"][1])
    del none["entry"][1]
    resource(empty, "ImagingStudy")["series"] = []
    del undated["timestamp"], resource(undated, "Composition")["date"]
    for written in (two, none, empty, undated, {"resourceType": "Patient"}):
        with pytest.raises(InputInvalid):
            read_manifest(again(written))


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, len(WRITTEN) - 5), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4
    )
)
def test_a_changed_document_is_a_manifest_or_refused(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(WRITTEN)
    for at, piece in changes:
        data[at : at + len(piece)] = piece
    with contextlib.suppress(InputInvalid):
        read_manifest(bytes(data))
