"""What the local workspace reads otherwise than a bot with tokens: its address, its database, its hours."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.demo.company_x import MISSION, TIME_ZONE, VALUES, VISION
from bot.settings import Environment
from handlers.company import Company

STORY_DATABASE = Path("rungs-playground.db")
"""Where the example company lives when DATABASE_URL names no place: apart from a real one, and new at each start."""


def local_environment(environment: Environment) -> Environment:
    """The environment of the local workspace: this machine alone, and a database of its own unless one is named."""
    own: dict[str, object] = {"host": "127.0.0.1"}
    if "database_url" not in environment.model_fields_set:
        own["database_url"] = SecretStr(f"sqlite:///{STORY_DATABASE}")
    return environment.model_copy(update=own)


def at_company_x(company: Company) -> Company:
    """The company as its story has it, wherever app.yaml says nothing of its own: the clock of Berlin, what for, and by
    which values.

    Nine is then nine for those whom visitors read as, in the words of a digest and on the clock.
    """
    return replace(
        company,
        time_zone=company.time_zone if company.time_zone != Company().time_zone else ZoneInfo(TIME_ZONE),
        vision=company.vision.strip() or VISION,
        mission=company.mission.strip() or MISSION,
        values=company.values or VALUES,
    )


def forget_story(environment: Environment) -> None:
    """Delete the story's database, unless DATABASE_URL names one to keep."""
    if "database_url" in environment.model_fields_set:
        return
    for ending in ("", "-wal", "-shm"):
        STORY_DATABASE.with_name(STORY_DATABASE.name + ending).unlink(missing_ok=True)
