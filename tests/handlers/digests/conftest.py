"""The people of the tests about digests, on both databases."""

import pytest

from storage.database import Database
from tests.builders.check_ins import Cast, set_up
from tests.handlers.digests.paper import a_product_team


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up)


@pytest.fixture
async def product(database: Database, cast: Cast) -> int:
    """Ana, who owns O-1, Ben, who owns its KR-1 and KR-2, and Cleo."""
    return await database.write(lambda db: a_product_team(db, cast))
