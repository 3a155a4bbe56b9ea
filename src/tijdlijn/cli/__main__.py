"""`python -m tijdlijn.cli`."""

import sys

from tijdlijn.cli import main

if __name__ == "__main__":
    sys.exit(main())
