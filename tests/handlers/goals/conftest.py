"""Ben's goals as far as each test needs them to be."""

import pytest

from storage.database import Database
from tests.builders.goals import Stage, a_stage, button


@pytest.fixture
async def stage(database: Database) -> Stage:
    return await a_stage(database)


@pytest.fixture
async def submitted(stage: Stage) -> Stage:
    """Ben's two goals are with Ana."""
    await stage.goal("Speak at fairs", 30)
    await stage.goal("Write the handbook", 70)
    await stage.type(stage.ben, "goal submit")
    return stage


@pytest.fixture
async def approved(submitted: Stage) -> Stage:
    await submitted.press(submitted.ana, button(await submitted.card(submitted.ana), "Approve"))
    return submitted
