"""Asks the kernel to end this process when the one that made it is gone, however that ended.

Standard: prctl(2), PR_SET_PDEATHSIG.
"""

import ctypes
import signal

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have SIGTERM sent to this process when its parent dies; call it first thing in a forked child."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
