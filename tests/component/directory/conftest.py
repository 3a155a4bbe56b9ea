"""These tests run against real national services."""

from tests.lib.national import nation, national

__all__ = ["nation", "national"]
