"""These tests ask a real gateway over real TLS."""

from collections.abc import AsyncIterator

import pytest

from tests.lib.certificates import ca
from tests.lib.gateway import Holder, running_holder
from tijdlijn.testing.development_ca import DevelopmentCa

__all__ = ["ca"]


@pytest.fixture
async def holder(fresh_database: str, ca: DevelopmentCa) -> AsyncIterator[Holder]:
    """A running gateway with an asking institution."""
    async with running_holder(fresh_database, ca) as running:
        yield running
