"""The decoder's child process: one order after the other, over the socket that is its standard input.

`python -I -m …decoding.child MEMORY_BYTES CPU_S`. Everything is imported first; then it is confined, says
what confinement it lacks, and only then reads. It ends when its parent does.
"""

import os
import sys

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.services.timeline.images.decoding import messages
from tijdlijn.services.timeline.images.decoding.confinement import confine, limit_cpu
from tijdlijn.wire.pixels.making import carry_out

_SOCKET = 0
_NICER = 5


def main(memory_bytes: int, cpu_s: int) -> None:
    """Serve until the other side closes."""
    # Frames that are only passed on, and whoever waits for them, go first.
    os.nice(_NICER)
    lacking = " ".join(confine(memory_bytes)).encode()
    _write(messages.encode_answer_head(messages.DONE, len(lacking)) + lacking)
    while (head := _read(messages.ORDER_HEAD_BYTES)) is not None:
        order_bytes, frame_bytes = messages.decode_order_head(head)
        limit_cpu(cpu_s)
        order, frame = _read(order_bytes), _read(frame_bytes)
        if order is None or frame is None:
            return
        _answer(order, frame)


def _answer(order: bytearray, frame: bytearray) -> None:
    try:
        made, state = carry_out(messages.decode_order(order), frame), messages.DONE
    except InputInvalid:
        made, state = b"", messages.REFUSED
    except MemoryError:
        made, state = b"", messages.EXHAUSTED
    _write(messages.encode_answer_head(state, len(made)))
    _write(made)


def _read(size: int) -> bytearray | None:
    """So many bytes; `None` when the other side has closed."""
    buffer = bytearray(size)
    view, done = memoryview(buffer), 0
    while done < size:
        count = os.readv(_SOCKET, [view[done:]])
        if not count:
            return None
        done += count
    return buffer


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(_SOCKET, view) :]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
