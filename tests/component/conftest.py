"""Every component test may have a database."""

from tests.lib.postgres import fresh_database, postgres

__all__ = ["fresh_database", "postgres"]
