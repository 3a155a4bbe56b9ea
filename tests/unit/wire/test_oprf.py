"""The published vectors, and everything that is no group element.

Vectors: RFC 9497 Appendix A.1.1, OPRF(ristretto255, SHA-512), base mode.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire import oprf

SEED = bytes([0xA3]) * 32
KEY_INFO = b"test key"
PRIVATE_KEY = bytes.fromhex("5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e")
BLIND = bytes.fromhex("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706")
VECTORS = [
    pytest.param(
        "00",
        "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c",
        "7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e",
        "527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3"
        "ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6",
        id="test vector 1",
    ),
    pytest.param(
        "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
        "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418",
        "b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25",
        "f4a74c9c592497375e796aa837e907b1a045d34306a749db9f34221f7e750cb4"
        "f2a6413a6bf6fa5e19ba6348eb673934a722a7ede2e7621306d18951e7cf2c73",
        id="test vector 2",
    ),
]

IDENTITY = bytes(32)
# Standard: RFC 9496 Appendix A.3, invalid encodings: non-canonical field elements, negative, non-square.
NOT_ELEMENTS = [
    "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
]
ORDER = 2**252 + 27742317777372353535851937790883648493


def test_the_key_of_the_published_seed_is_the_published_key() -> None:
    assert oprf.derive_key(SEED, KEY_INFO) == PRIVATE_KEY


@pytest.mark.requirement("T2.3.pseudonym")
@pytest.mark.parametrize(("private_input", "blinded", "evaluated", "output"), VECTORS)
def test_published_vectors_hold(private_input: str, blinded: str, evaluated: str, output: str) -> None:
    message = bytes.fromhex(private_input)

    blind, element = oprf.blind(message, scalar=BLIND)
    answer = oprf.evaluate(PRIVATE_KEY, element)

    assert (blind, element.hex(), answer.hex()) == (BLIND, blinded, evaluated)
    assert oprf.finalize(message, blind, answer).hex() == output


@given(st.binary(max_size=64))
def test_unblinding_gives_the_same_for_every_blinding(message: bytes) -> None:
    first_blind, first = oprf.blind(message)
    second_blind, second = oprf.blind(message)

    assert first != second
    assert oprf.unblind(first_blind, oprf.evaluate(PRIVATE_KEY, first)) == oprf.unblind(
        second_blind, oprf.evaluate(PRIVATE_KEY, second)
    )


@pytest.mark.parametrize("element", [IDENTITY, b"", bytes(31), bytes(33), *map(bytes.fromhex, NOT_ELEMENTS)])
def test_what_is_no_group_element_is_refused(element: bytes) -> None:
    with pytest.raises(InputInvalid):
        oprf.evaluate(PRIVATE_KEY, element)
    with pytest.raises(InputInvalid):
        oprf.unblind(BLIND, element)


@pytest.mark.parametrize("scalar", [bytes(32), bytes(31), ORDER.to_bytes(32, "little"), b"\xff" * 32])
def test_what_is_no_scalar_is_refused(scalar: bytes) -> None:
    _, element = oprf.blind(b"x")
    with pytest.raises(InputInvalid):
        oprf.unblind(scalar, element)
    with pytest.raises(InputInvalid):
        oprf.evaluate(scalar, element)


def test_a_seed_of_another_length_gives_no_key() -> None:
    with pytest.raises(InputInvalid):
        oprf.derive_key(bytes(16), b"")


def test_a_process_leaves_no_library_behind(tmp_path: Path) -> None:
    evaluating = "from tijdlijn.wire import oprf; oprf.blind(b'x')"
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", evaluating], env=environment, check=True)
    assert list(tmp_path.iterdir()) == []
