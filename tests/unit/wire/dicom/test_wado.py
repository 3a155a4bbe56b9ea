"""What an asker takes: with and without quotes, by preference, and nothing that it did not ask for."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.wado import (
    file_wanted,
    frames_wanted,
    instances_wanted,
    parse_frame_list,
    preferred,
    rendered_type,
    takes_dicom_json,
)

PLAIN = "1.2.840.10008.1.2.1"
IMPLICIT = "1.2.840.10008.1.2"
JPEG = "1.2.840.10008.1.2.4.50"
J2K = "1.2.840.10008.1.2.4.90"
HTJ2K = "1.2.840.10008.1.2.4.202"
WHOLE = 'multipart/related; type="application/dicom"'


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        f"{WHOLE}; transfer-syntax=*",
        'multipart/related;type=application/dicom;transfer-syntax="*"',
        'text/html, multipart/related; transfer-syntax=*; type="application/dicom"; q=0.1',
        "multipart/related",
    ],
)
def test_whole_files_are_taken_as_they_are_stored(accept: str | None) -> None:
    wanted = instances_wanted(accept)

    assert wanted is not None
    assert wanted.takes(JPEG)
    assert wanted.takes(PLAIN)


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        ("application/dicom", [True, True, False]),
        ("application/dicom; transfer-syntax=*", [True, True, True]),
        (f'application/dicom; transfer-syntax="{JPEG}"', [False, False, True]),
        ("application/dicom;q=0", None),
        (WHOLE, None),
        ("*/*", None),
        (None, None),
    ],
)
def test_file_by_itself_is_only_for_who_asks_for_it(accept: str | None, taken: list[bool] | None) -> None:
    wanted = file_wanted(accept)

    assert (wanted and [wanted.takes(one) for one in (PLAIN, IMPLICIT, JPEG)]) == taken


def test_only_the_transfer_syntaxes_that_were_named_are_taken() -> None:
    wanted = instances_wanted(f"{WHOLE}; transfer-syntax={JPEG}, {WHOLE}; transfer-syntax={J2K}; q=0.5")

    assert wanted is not None
    assert [wanted.takes(one) for one in (JPEG, J2K, HTJ2K, PLAIN)] == [True, True, False, False]


def test_who_names_no_transfer_syntax_takes_what_every_reader_knows() -> None:
    wanted = instances_wanted(WHOLE)

    assert wanted is not None
    assert [wanted.takes(one) for one in (PLAIN, IMPLICIT, JPEG)] == [True, True, False]


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        'multipart/related; type="application/octet-stream"',
        "application/dicom+json",
        "*/*;q=0",
        f"{WHOLE};q=0",
        f"{WHOLE};q=0.000",
    ],
)
def test_nothing_is_given_to_who_takes_no_dicom(accept: str) -> None:
    assert instances_wanted(accept) is None


@pytest.mark.parametrize(
    ("accept", "available", "chosen"),
    [
        (None, [JPEG, PLAIN], JPEG),
        ("*/*", [IMPLICIT], IMPLICIT),
        ('multipart/related; type="application/octet-stream"', [JPEG, PLAIN], PLAIN),
        ('multipart/related; type="application/octet-stream"', [IMPLICIT], IMPLICIT),
        ('multipart/related; type="application/octet-stream"', [JPEG], None),
        ("multipart/related; type=application/octet-stream; transfer-syntax=*", [JPEG, PLAIN], JPEG),
        (f'multipart/related; type="image/jphc"; transfer-syntax={HTJ2K}', [J2K, PLAIN, HTJ2K], HTJ2K),
        ('multipart/related; type="image/jp2"', [J2K], J2K),
        ('multipart/related; type="image/*"', [J2K], J2K),
        ("multipart/related; type=image/jls", [J2K, PLAIN], None),
        (f'multipart/related; type="image/jp2"; transfer-syntax={HTJ2K}', [J2K, HTJ2K], None),
        (
            'multipart/related; type="image/jp2"; q=0.4, multipart/related; type="application/octet-stream"',
            [J2K, PLAIN],
            PLAIN,
        ),
        (
            'multipart/related; type="image/jphc", multipart/related; type="image/jp2"; q=0.9',
            [J2K, PLAIN],
            J2K,
        ),
    ],
)
def test_of_what_can_be_sent_the_best_is_chosen(
    accept: str | None, available: list[str], chosen: str | None
) -> None:
    wanted = frames_wanted(accept)

    assert wanted is not None
    assert wanted.choose(available) == chosen


def test_frames_are_not_given_to_who_takes_whole_files_only() -> None:
    assert frames_wanted(WHOLE) is None
    assert frames_wanted("image/jpeg") is None


def test_metadata_is_given_as_dicom_json_alone() -> None:
    for accept in (None, "*/*", "application/dicom+json", "application/json;q=0.3, text/html"):
        assert takes_dicom_json(accept)
    for accept in ('multipart/related; type="application/dicom+xml"', "application/dicom+json; q=0"):
        assert not takes_dicom_json(accept)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "image/jpeg"),
        ("image/*", "image/jpeg"),
        ("image/png", "image/png"),
        ("image/jpeg;q=0.5, image/png;q=0.6", "image/png"),
        ("image/gif, image/jpg", "image/jpeg"),
        ("image/gif", None),
        ('multipart/related; type="image/jpeg"', None),
    ],
)
def test_a_rendered_image_has_the_type_that_is_liked_best(accept: str | None, chosen: str | None) -> None:
    assert rendered_type(accept) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "a/b"),
        ("c/d, a/b", "c/d"),
        ("c/d;q=0.3, a/b;q=0.4", "a/b"),
        ("*/*, a/b;q=0", "c/d"),
        ("a/*;q=0.5, c/d;q=0.6", "c/d"),
        ("a/*, c/d;q=0.6", "a/b"),
        ("a/b;q=0.001, */*;q=0", "a/b"),
        ("x/y", None),
        ("*/*;q=0", None),
        ('multipart/related; type="a/b"', None),
    ],
)
def test_of_several_forms_the_one_that_is_liked_best_is_given(accept: str | None, chosen: str | None) -> None:
    assert preferred(accept, ("a/b", "c/d")) == chosen


def test_frames_are_counted_from_one_in_any_order() -> None:
    assert parse_frame_list("3,1,3") == (3, 1, 3)
    assert len(parse_frame_list(",".join(["7"] * 1000))) == 1000


@pytest.mark.parametrize(
    "text", ["", "0", "1,", "-1", "1, 2", "a", "1,,2", "99999999999", ",".join(["7"] * 1001)]
)
def test_what_is_no_list_of_frames_is_refused(text: str) -> None:
    with pytest.raises(InputInvalid):
        parse_frame_list(text)


@given(st.text(st.characters(codec="latin-1"), max_size=200))
def test_any_accept_header_is_read_or_refused(accept: str) -> None:
    for read in (instances_wanted, frames_wanted, takes_dicom_json, rendered_type):
        with contextlib.suppress(InputInvalid):
            read(accept)
    with pytest.raises(InputInvalid):
        instances_wanted("x" * 5000)
