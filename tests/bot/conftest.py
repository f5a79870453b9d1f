"""The post office of the tests about delivery, on both databases."""

import pytest

from storage.database import Database
from tests.bot.clocks import HandClock
from tests.bot.post_office import Office, open_office


@pytest.fixture
async def office(database: Database) -> Office:
    """A company of two with an empty outbox, and a clock that moves by hand."""
    return await open_office(database, HandClock())
