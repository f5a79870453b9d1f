"""What tests are built from."""

from tests.builders.company import (
    NOW,
    PLACE,
    a_person,
    a_team,
    a_workspace,
    an_arrival,
    an_ask,
    at,
    calls,
    create_tables,
    every_command,
    in_channel,
    run,
    said,
    whispered,
    written,
)

__all__ = [
    "NOW",
    "PLACE",
    "a_person",
    "a_team",
    "a_workspace",
    "an_arrival",
    "an_ask",
    "at",
    "calls",
    "create_tables",
    "every_command",
    "in_channel",
    "run",
    "said",
    "whispered",
    "written",
]
