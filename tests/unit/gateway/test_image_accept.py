import pytest

from tijdlijn.services.gateway.image_accept import Form, form_wanted

MULTIPART = 'multipart/related; type="application/dicom"'


@pytest.mark.requirement("T3.1.negotiation")
@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Form.MULTIPART),
        ("*/*", Form.MULTIPART),
        (MULTIPART, Form.MULTIPART),
        ("Multipart/Related;TYPE=application/dicom;transfer-syntax=*", Form.MULTIPART),
        ("multipart/related", Form.MULTIPART),
        ("application/dicom", Form.SINGLE),
        ("application/dicom; transfer-syntax=*", Form.SINGLE),
        (f"application/dicom;q=0.2, {MULTIPART};q=0.4", Form.MULTIPART),
        (f"{MULTIPART};q=0.2, application/dicom", Form.SINGLE),
        (f"{MULTIPART};transfer-syntax=1.2.840.10008.1.2.1, {MULTIPART};transfer-syntax=*", Form.MULTIPART),
        (f"{MULTIPART};q=0", None),
        (f"{MULTIPART};q=0.000", None),
        (f"{MULTIPART};q=nonsense", None),
        (f"{MULTIPART};q=nan", None),
        (f"{MULTIPART};transfer-syntax=1.2.840.10008.1.2.1", None),
        ('multipart/related; type="application/octet-stream"', None),
        ("application/dicom+json", None),
        ("image/jpeg", None),
        (",;,", None),
    ],
)
def test_stored_files_are_given_in_the_form_that_is_wanted_most(accept: str, form: Form | None) -> None:
    assert form_wanted(accept, single_is_possible=True) is form


def test_many_files_are_never_given_as_one() -> None:
    assert form_wanted("application/dicom", single_is_possible=False) is None
