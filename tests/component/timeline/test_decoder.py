"""The decoder's child process: what it can reach, what it may use, and what is left when it ends."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from imagecodecs import htj2k_decode, htj2k_encode

from tests.lib.eventually import eventually
from tests.lib.published_pixels import published
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.decoding.worker import Limits
from tijdlijn.wire.pixels.order import Codec, Grayscale, Order, Picture, PixelFormat

IMAGE = published("MR_small_jp2klossless.dcm")
LARGE = PixelFormat(Codec.NONE, 4096, 4096, 1, 16, 16, 15, False, "MONOCHROME2")
IN_CONFINEMENT = """
import os, resource, socket, sys
from tijdlijn.services.timeline.images.decoding.confinement import confine, limit_cpu

def tried(what):
    try:
        what()
    except BaseException as error:
        return type(error).__name__
    return "done"

held = open("/etc/hostname")
lacking = confine(512 * 1024 * 1024)
told = [
    ",".join(lacking),
    tried(lambda: open("/etc/hostname")),
    tried(lambda: open("/dev/shm/tijdlijn-test", "w")),
    tried(lambda: os.read(held.fileno(), 1)),
    tried(lambda: socket.socket()),
    tried(lambda: os.fork()),
    tried(lambda: os.kill(os.getppid(), 0)),
    tried(lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU)),
    tried(lambda: os.execv(sys.executable, [sys.executable])),
    tried(lambda: bytearray(2**30)),
]
os.write(1, " ".join(told).encode())
if len(sys.argv) > 1:
    limit_cpu(0)
    while True:
        pass
os._exit(0)
"""


@pytest.fixture
async def decoder() -> AsyncIterator[Decoder]:
    """One with a single child, so that whatever comes after meets what went before."""
    async with Decoder.open(size=1) as opened:
        yield opened


async def assert_decodes(decoder: Decoder) -> None:
    """A sound image is made into HTJ2K."""
    made = await decoder.carry_out(Order(IMAGE.pixels), IMAGE.frame)
    assert (htj2k_decode(made) == IMAGE.by_pydicom()).all()


def confined(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", IN_CONFINEMENT, *arguments], capture_output=True, check=False, timeout=60
    )


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.1.decoder")
def test_in_confinement_nothing_can_be_reached() -> None:
    done = confined()
    refused = ["PermissionError"] * 2, "OSError", ["PermissionError"] * 5, "MemoryError"
    files, closed, others, memory = refused
    assert done.stdout.decode().split(" ") == ["", *files, closed, *others, memory], done.stderr.decode()


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.1.decoder")
def test_in_confinement_computing_has_an_end() -> None:
    assert confined("endless").returncode == -signal.SIGXCPU


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.1.decoder")
async def test_the_child_starts_with_nothing(decoder: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIJDLIJN_TEST_SECRET", "planted")
    await assert_decodes(decoder)
    (pid,) = decoder.pids
    process = Path(f"/proc/{pid}")
    status = dict(line.split(":\t", 1) for line in (process / "status").read_text().splitlines())
    assert (status["Seccomp"], status["NoNewPrivs"]) == ("2", "1")
    if os.geteuid() == 0:
        assert (process / "environ").read_bytes() == b"OPENBLAS_NUM_THREADS=1\0"
        open_files = {os.readlink(one) for one in (process / "fd").iterdir()}
        assert {name.partition(":")[0] for name in open_files} == {"socket", "/dev/null"}


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.1.decoder", "T3.6.hostile")
async def test_a_child_that_dies_costs_the_frame_that_it_had(decoder: Decoder) -> None:
    await assert_decodes(decoder)
    (pid,) = decoder.pids
    under_way = asyncio.create_task(decoder.carry_out(Order(LARGE), bytes(LARGE.decoded_bytes)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGSEGV)
    with pytest.raises(InputInvalid, match="ends its decoder"):
        await under_way
    await assert_decodes(decoder)
    assert decoder.pids != (pid,)


@pytest.mark.hazard("H22")
async def test_a_child_that_died_while_idle_costs_nothing(decoder: Decoder) -> None:
    await assert_decodes(decoder)
    (pid,) = decoder.pids
    os.kill(pid, signal.SIGKILL)

    async def is_gone() -> bool:
        return str(pid) not in os.listdir("/proc")

    await eventually(is_gone)
    await assert_decodes(decoder)


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.1.decoder")
async def test_a_frame_that_takes_too_long_is_given_up() -> None:
    async with Decoder.open(Limits(wall_s=5), size=1) as decoder:
        await assert_decodes(decoder)
        (pid,) = decoder.pids
        # Stopped, it answers on no machine, however fast that is.
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(InputInvalid, match="too long"):
            await decoder.carry_out(Order(LARGE), bytes(LARGE.decoded_bytes))
        assert decoder.pids == ()
        await assert_decodes(decoder)


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.1.decoder", "T3.6.hostile")
async def test_a_frame_that_needs_too_much_memory_is_refused_and_the_next_has_all_of_it() -> None:
    async with Decoder.open(Limits(memory_bytes=256 * 1024 * 1024), size=1) as decoder:
        await assert_decodes(decoder)
        (pid,) = decoder.pids
        order = Order(replace(LARGE, rows=16384), Picture("image/png", 80, Grayscale()))
        with pytest.raises(InputInvalid):
            await decoder.carry_out(order, bytes(4 * LARGE.decoded_bytes))
        await assert_decodes(decoder)
        assert decoder.pids != (pid,)


@pytest.mark.hazard("H22")
async def test_a_child_has_an_end_whatever_it_leaks(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tijdlijn.services.timeline.images.decoding.worker.FRAMES_EACH", 2)
    pids: list[int] = []
    for _ in range(4):
        await assert_decodes(decoder)
        pids += decoder.pids
    assert pids[0] == pids[1] != pids[2] == pids[3]


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.6.hostile")
async def test_noise_in_place_of_frames_hurts_nothing(decoder: Decoder) -> None:
    noise = np.random.default_rng(7)
    for name in ("JPGExtended.dcm", "JPEG-LL.dcm", "JPEG2000.dcm", "MR_small_RLE.dcm"):
        image = published(name)
        for _ in range(20):
            spoilt = np.frombuffer(image.frame, np.uint8).copy()
            spoilt[noise.integers(20, len(spoilt), 30)] = noise.integers(0, 256, 30)
            try:
                await decoder.carry_out(Order(image.pixels), spoilt.tobytes())
            except InputInvalid:
                continue
    await assert_decodes(decoder)


@pytest.mark.requirement("T3.6.htj2k")
async def test_frames_are_made_in_parallel_within_bounds() -> None:
    samples = np.random.default_rng(3).integers(0, 4096, (12, 64, 64)).astype("<u2")
    pixels = PixelFormat(Codec.NONE, 64, 64, 1, 16, 12, 11, False, "MONOCHROME2")
    async with Decoder.open(size=2) as decoder:
        made = await asyncio.gather(*(decoder.carry_out(Order(pixels), one.tobytes()) for one in samples))
        assert len(decoder.pids) == 2
    assert made == [bytes(htj2k_encode(one, reversible=True)) for one in samples]


async def test_whoever_goes_away_leaves_the_child_in_order(decoder: Decoder) -> None:
    await assert_decodes(decoder)
    (pid,) = decoder.pids
    gone = asyncio.create_task(decoder.carry_out(Order(LARGE), bytes(LARGE.decoded_bytes)))
    waiting = asyncio.create_task(decoder.carry_out(Order(IMAGE.pixels), IMAGE.frame))
    await asyncio.sleep(0)
    gone.cancel()
    waiting.cancel()
    await assert_decodes(decoder)
    assert decoder.pids == (pid,)


async def test_room_is_given_in_order_and_given_back(decoder: Decoder) -> None:
    held = 128 * 1024 * 1024
    began: list[str] = []

    async def hold(name: str, size_bytes: int) -> None:
        async with decoder.room(size_bytes):
            began.append(name)
            await release.wait()

    async def two_hold() -> bool:
        return len(began) == 2

    release = asyncio.Event()
    wanted = (("a", held), ("b", held), ("c", held), ("d", 1))
    tasks = [asyncio.create_task(hold(name, size_bytes)) for name, size_bytes in wanted]
    await eventually(two_hold)
    release.set()
    await asyncio.gather(*tasks)
    assert began == ["a", "b", "c", "d"]
