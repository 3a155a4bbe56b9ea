"""What a launch, its callback and an EPD's configuration must look like."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire import smart

ISS = "https://epd.localhost:8444/fhir"


def test_the_challenge_is_that_of_the_standards_example() -> None:
    """Standard: RFC 7636 Appendix B."""
    assert (
        smart.challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_every_verifier_is_new_and_long_enough() -> None:
    first, second = smart.new_pkce(), smart.new_pkce()

    assert first.verifier != second.verifier
    assert 43 <= len(first.verifier) <= 128
    assert first.challenge == smart.challenge_of(first.verifier)


@pytest.mark.requirement("T2.3.launch", "A2")
def test_a_launch_gives_issuer_and_handle() -> None:
    query = urlencode({"iss": ISS, "launch": "a1.b2-c3"})
    assert smart.read_launch_request(query) == smart.LaunchRequest(ISS, "a1.b2-c3")


@pytest.mark.requirement("T2.6.launch")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "iss=&launch=x",
        f"iss={ISS}",
        "launch=x",
        f"iss={ISS}&launch=x&launch=y",
        f"iss={ISS}&iss=https://evil.example&launch=x",
        f"iss={ISS}&launch=a%20b",
        f"iss={ISS}&launch=%00",
        f"iss={ISS}&launch=%FF",
        f"iss={ISS}&launch=é",
        f"iss={ISS}&launch={'x' * 2049}",
        f"iss={ISS}&launch=x&" + "&".join(f"p{number}=1" for number in range(20)),
        f"iss={ISS}&launch={'x' * 5000}",
        "iss=http://epd.example/fhir&launch=x",
        "iss=javascript:alert(1)&launch=x",
        "iss=https://user:secret@epd.example/fhir&launch=x",
        "iss=https://epd.example/fhir%23x&launch=x",
        "iss=https://epd.example/fhir%3Fx=1&launch=x",
        "iss=https://&launch=x",
        "iss=https://epd.example:99999/&launch=x",
        "iss=https://[::1/&launch=x",
        "iss=//epd.example/fhir&launch=x",
        "iss=http://localhost.evil.example/fhir&launch=x",
    ],
)
def test_a_bad_launch_is_refused(query: str) -> None:
    with pytest.raises(InputInvalid):
        smart.read_launch_request(query)


def test_plain_http_is_taken_on_this_machine_only() -> None:
    assert smart.read_launch_request("iss=http://epd.localhost:8080/fhir&launch=x").launch == "x"


def test_a_callback_gives_code_and_state() -> None:
    assert smart.read_callback("code=abc&state=xyz") == smart.Callback("abc", "xyz")


@pytest.mark.requirement("T2.6.launch")
@pytest.mark.parametrize(
    "query", ["", "code=abc", "state=xyz", "code=&state=xyz", "code=a&code=b&state=x", "code=a%0a&state=x"]
)
def test_a_bad_callback_is_refused(query: str) -> None:
    with pytest.raises(InputInvalid):
        smart.read_callback(query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("error=access_denied&state=x", "access_denied"),
        ("error=%3Cscript%3E&code=a&state=x", "<script>"),
        ("error=%0A&state=x", "unreadable"),
        (f"error={'x' * 100}&state=x", "unreadable"),
        ("error=&code=a&state=b", "unreadable"),
    ],
)
def test_a_refusal_of_the_authorisation_server_is_no_code(query: str, said: str) -> None:
    with pytest.raises(InputInvalid, match=f"{said}$"):
        smart.read_callback(query)


@given(st.text(max_size=300))
def test_any_query_is_read_or_refused(query: str) -> None:
    for read in (smart.read_launch_request, smart.read_callback):
        try:
            assert read(query)
        except InputInvalid:
            continue


CONFIGURATION = smart.SmartConfiguration(
    issuer=ISS,
    authorization_endpoint="http://epd.localhost:8080/authorize",
    token_endpoint="https://epd.localhost:8444/token",
    jwks_uri="https://epd.localhost:8444/jwks",
)


def test_a_configuration_comes_back_as_it_went() -> None:
    assert (
        smart.parse_smart_configuration(smart.smart_configuration(CONFIGURATION), issuer="x") == CONFIGURATION
    )


def test_our_configuration_says_what_the_standard_asks() -> None:
    """Standard: SMART App Launch 2.2.0 §7.2, required metadata."""
    written = json.loads(smart.smart_configuration(CONFIGURATION))

    assert {
        "authorization_endpoint",
        "token_endpoint",
        "capabilities",
        "code_challenge_methods_supported",
    } <= set(written)
    assert written["grant_types_supported"] == ["authorization_code"]
    assert written["code_challenge_methods_supported"] == ["S256"]
    assert "launch-ehr" in written["capabilities"]


def test_a_configuration_without_issuer_is_of_the_one_that_was_asked() -> None:
    written = json.loads(smart.smart_configuration(CONFIGURATION))
    del written["issuer"]
    assert smart.parse_smart_configuration(json.dumps(written).encode(), issuer=ISS).issuer == ISS


@pytest.mark.parametrize(
    "change",
    [
        {"code_challenge_methods_supported": ["plain"]},
        {"code_challenge_methods_supported": []},
        {"token_endpoint": "http://epd.example/token"},
        {"token_endpoint": "/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": 7},
    ],
)
def test_an_unsafe_configuration_is_refused(change: dict[str, object]) -> None:
    written = json.loads(smart.smart_configuration(CONFIGURATION)) | change
    with pytest.raises(InputInvalid):
        smart.parse_smart_configuration(json.dumps(written).encode(), issuer=ISS)
