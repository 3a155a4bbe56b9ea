"""What the decoder's child process gives up before it reads the first byte that came from outside.

After this it can compute, and read and write the one socket that it was born with: no file, no network, no
other process, no new program, no more than so much memory. What the system does not offer is told, not
passed over.

Standard: Linux seccomp(2), prctl(2), setrlimit(2).
"""

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Mapping
from typing import Final

_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_EPERM = 1
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | _EPERM
_LOAD, _EQUALS, _RETURN = 0x20, 0x15, 0x06
_AT_NUMBER, _AT_ARCHITECTURE, _AT_FIRST_ARGUMENT = 0, 4, 16
_ON_ITSELF = "prlimit64"
"""Sets limits; on another process it would be a way to end that. Left for the process itself, which is 0."""

_CALLS: Final[Mapping[str, tuple[int, Mapping[str, int]]]] = {
    "x86_64": (
        0xC000003E,
        {
            **{"read": 0, "write": 1, "close": 3, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12},
            **{"rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "readv": 19, "sched_yield": 24},
            **{"mremap": 25, "madvise": 28, "getpid": 39, "exit": 60, "getrusage": 98, "sigaltstack": 131},
            **{"gettid": 186, "futex": 202, "sched_getaffinity": 204, "clock_gettime": 228},
            **{"exit_group": 231, "prlimit64": 302, "getrandom": 318},
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            **{"close": 57, "read": 63, "write": 64, "readv": 65, "exit": 93, "exit_group": 94, "futex": 98},
            **{"clock_gettime": 113, "sched_getaffinity": 123, "sched_yield": 124, "sigaltstack": 132},
            **{"rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "getrusage": 165},
            **{"getpid": 172, "gettid": 178, "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222},
            **{"mprotect": 226, "madvise": 233, "prlimit64": 261, "getrandom": 278},
        },
    ),
}
"""The numbers by which each architecture knows the calls that are left; every other is refused."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def confine(memory_bytes: int) -> tuple[str, ...]:
    """Give up everything; name what could not be given up here.

    Irrevocable. `memory_bytes` is the most that this process may ever have mapped.
    """
    lacking: list[str] = []
    # Whatever the parent left open; beside the socket only /dev/null is needed, for output and complaints.
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        lacking.append("no-new-privileges")
    if not _filtered(libc):
        lacking.append("system-calls")
    return tuple(lacking)


def limit_cpu(more_s: int) -> None:
    """End this process (SIGXCPU) once it has computed so many seconds more; each call begins anew."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + more_s, hard))


def _filtered(libc: ctypes.CDLL) -> bool:
    known = _CALLS.get(platform.machine())
    if known is None or os.name != "posix":
        return False
    written = _instructions(*known)
    buffer = ctypes.create_string_buffer(written, len(written))
    program = _Program(len(written) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    done: int = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return done == 0


def _instructions(architecture: int, calls: Mapping[str, int]) -> bytes:
    """A program for the kernel: another architecture ends the process, what is not in the list is refused."""
    instruction = struct.Struct("=HBBI").pack
    free = [number for name, number in calls.items() if name != _ON_ITSELF]
    # How many instructions lie between a check and the last one, which allows.
    checks = [instruction(_EQUALS, len(free) - place + 3, 0, number) for place, number in enumerate(free)]
    return b"".join(
        (
            instruction(_LOAD, 0, 0, _AT_ARCHITECTURE),
            instruction(_EQUALS, 1, 0, architecture),
            instruction(_RETURN, 0, 0, _KILL),
            instruction(_LOAD, 0, 0, _AT_NUMBER),
            *checks,
            instruction(_EQUALS, 0, 2, calls[_ON_ITSELF]),
            instruction(_LOAD, 0, 0, _AT_FIRST_ARGUMENT),
            instruction(_EQUALS, 1, 0, 0),
            instruction(_RETURN, 0, 0, _REFUSE),
            instruction(_RETURN, 0, 0, _ALLOW),
        )
    )
