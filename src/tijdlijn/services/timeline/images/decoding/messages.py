"""What goes between the timeline and its decoder: a head of fixed size, then the order and the frame; and
back a head, then what was made.

The answer comes from a process that a hostile file may rule: its parts are checked like any input.
"""

import struct
from typing import Final

import msgspec

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.pixels.order import MAX_FRAME_BYTES, Order

_ORDER_HEAD: Final = struct.Struct("<IQ")
_ANSWER_HEAD: Final = struct.Struct("<BQ")
ORDER_HEAD_BYTES: Final = _ORDER_HEAD.size
ANSWER_HEAD_BYTES: Final = _ANSWER_HEAD.size
MAX_ORDER_BYTES: Final = 8 * 1024 * 1024
MAX_ANSWER_BYTES: Final = MAX_FRAME_BYTES + 1024 * 1024
"""What cannot be compressed grows a little by it."""

DONE, REFUSED, EXHAUSTED = 0, 1, 2
"""How an order ended: carried out, a frame that is not what it should be, or no memory left for it."""


def encode_order(order: Order, frame_bytes: int) -> bytes:
    """Write head and order; the frame follows.

    Raises:
        InputInvalid: an order or a frame larger than may be sent.
    """
    written = msgspec.msgpack.encode(order)
    if len(written) > MAX_ORDER_BYTES or frame_bytes > MAX_FRAME_BYTES:
        raise InputInvalid("an image larger than may be decoded")
    return _ORDER_HEAD.pack(len(written), frame_bytes) + written


def decode_order_head(head: bytes | bytearray) -> tuple[int, int]:
    """Give how many bytes the order takes, and how many the frame."""
    order_bytes, frame_bytes = _ORDER_HEAD.unpack(head)
    return order_bytes, frame_bytes


def decode_order(written: bytes | bytearray) -> Order:
    """Read an order."""
    return msgspec.msgpack.decode(written, type=Order)


def encode_answer_head(state: int, size_bytes: int) -> bytes:
    """Write the head of an answer; what was made follows."""
    return _ANSWER_HEAD.pack(state, size_bytes)


def decode_answer_head(head: bytes) -> tuple[int, int]:
    """Give how it ended, and how many bytes follow.

    Raises:
        InputInvalid: no such answer.
    """
    state, size_bytes = _ANSWER_HEAD.unpack(head)
    if state not in (DONE, REFUSED, EXHAUSTED) or size_bytes > MAX_ANSWER_BYTES:
        raise InputInvalid("no answer that a decoder gives")
    return state, size_bytes
