"""Tests of the common applications speak over real sockets."""

from tests.lib.certificates import ca, strange_ca

__all__ = ["ca", "strange_ca"]
