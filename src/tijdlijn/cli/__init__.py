"""The command line: `serve` for production, `demo` for looking, and the small commands of an operator.

Exit status: 0 done (and the timeline is complete), 3 the timeline is incomplete, 2 wrong use, 1 anything
else (architecture.md §8g). No command takes a BSN as an argument: it would stand in the process list and
the shell's history.
"""

import sys
from collections.abc import Sequence

from tijdlijn.cli.parser import parse
from tijdlijn.cli.status import FAILED, WRONG_USE
from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid, TijdlijnError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    chosen = parse(arguments)
    try:
        return chosen.command(chosen)
    except ConfigurationInvalid as error:
        return _failed(*error.faults)
    except InputInvalid as error:
        _failed(str(error))
        return WRONG_USE
    except TijdlijnError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(": ".join(filter(None, [error.filename and str(error.filename), error.strerror])))
    except KeyboardInterrupt:
        return FAILED


def _failed(*sentences: str) -> int:
    for sentence in sentences:
        sys.stderr.write(f"tijdlijn: {sentence}\n")
    return FAILED
