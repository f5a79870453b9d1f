"""Finding objectives and key results by their titles."""

import re
from typing import Any

from sqlalchemy import Connection, bindparam

from storage.okr_lines import KEY_RESULT_LINES, LIVE_KEY_RESULT, OBJECTIVE_LINES, KeyResultLine, ObjectiveLine
from storage.okrs import key_results, objectives, title_key
from storage.sight import IN_SIGHT, KEY_RESULT_IN_SIGHT, Sight


def _like(text: str) -> str:
    """Any title that holds the text; what LIKE would interpret stands for itself."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", title_key(text)) + "%"


_FIND_OBJECTIVES = (
    OBJECTIVE_LINES.where(
        objectives.c.workspace_id == bindparam("workspace_id"),
        objectives.c.dropped_at.is_(None),
        objectives.c.title_key.like(bindparam("like"), escape="\\"),
        IN_SIGHT,
    )
    .order_by((objectives.c.owner_id == bindparam("person_id")).desc(), objectives.c.due_on.desc(), objectives.c.id)
    .limit(bindparam("limit"))
)
_FIND_KEY_RESULTS = (
    KEY_RESULT_LINES.where(
        key_results.c.workspace_id == bindparam("workspace_id"),
        LIVE_KEY_RESULT,
        key_results.c.title_key.like(bindparam("like"), escape="\\"),
        IN_SIGHT,
        KEY_RESULT_IN_SIGHT,
    )
    .order_by((key_results.c.owner_id == bindparam("person_id")).desc(), key_results.c.due_on.desc(), key_results.c.id)
    .limit(bindparam("limit"))
)


def find_objectives(db: Connection, sight: Sight, text: str, limit: int) -> list[ObjectiveLine]:
    """Live objectives whose title holds the text, in any case; own ones first."""
    return [ObjectiveLine(*row) for row in db.execute(_FIND_OBJECTIVES, _sought(sight, text, limit))]


def find_key_results(db: Connection, sight: Sight, text: str, limit: int) -> list[KeyResultLine]:
    """Live key results whose title holds the text, in any case; own ones first."""
    return [KeyResultLine(*row) for row in db.execute(_FIND_KEY_RESULTS, _sought(sight, text, limit))]


def _sought(sight: Sight, text: str, limit: int) -> dict[str, Any]:
    return {
        "workspace_id": sight.workspace_id,
        "person_id": sight.person_id,
        "like": _like(text),
        "limit": limit,
    } | sight.given
