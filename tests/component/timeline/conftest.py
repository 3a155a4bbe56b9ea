"""These tests ask the timeline's image room over HTTP, with real PostgreSQL behind it."""

from collections.abc import AsyncIterator

import pytest

from tests.lib.certificates import ca
from tests.lib.image_desk import Desk, image_desk

__all__ = ["ca"]


@pytest.fixture
async def desk(fresh_database: str) -> AsyncIterator[Desk]:
    """A running room with a holder that offers only manifests and Part 10 files."""
    async with image_desk(fresh_database) as running:
        yield running
