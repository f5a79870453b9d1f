"""Finding objectives and key results by their titles."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, exists, or_

from storage.okrs import (
    KEY_RESULT_LINES,
    LIVE_KEY_RESULT,
    OBJECTIVE_LINES,
    KeyResultLine,
    ObjectiveLine,
    key_results,
    objectives,
    title_key,
)


def _like(text: str) -> str:
    """Any title that holds the text; what LIKE would interpret stands for itself."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", title_key(text)) + "%"


_SIGHT = bindparam("seen_by", type_=key_results.c.owner_id.type)
_NAMED_IN_KEY_RESULTS = exists().where(
    key_results.c.objective_id == objectives.c.id, key_results.c.owner_id == _SIGHT, key_results.c.dropped_at.is_(None)
)
_FIND_OBJECTIVES = (
    OBJECTIVE_LINES.where(
        objectives.c.workspace_id == bindparam("workspace_id"),
        objectives.c.dropped_at.is_(None),
        objectives.c.title_key.like(bindparam("like"), escape="\\"),
        or_(_SIGHT.is_(None), objectives.c.owner_id == _SIGHT, _NAMED_IN_KEY_RESULTS),
    )
    .order_by((objectives.c.owner_id == bindparam("person_id")).desc(), objectives.c.due_on.desc(), objectives.c.id)
    .limit(bindparam("limit"))
)
_FIND_KEY_RESULTS = (
    KEY_RESULT_LINES.where(
        key_results.c.workspace_id == bindparam("workspace_id"),
        LIVE_KEY_RESULT,
        key_results.c.title_key.like(bindparam("like"), escape="\\"),
        or_(_SIGHT.is_(None), key_results.c.owner_id == _SIGHT, objectives.c.owner_id == _SIGHT),
    )
    .order_by((key_results.c.owner_id == bindparam("person_id")).desc(), key_results.c.due_on.desc(), key_results.c.id)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who looks for something: their own comes first; `all_seeing` is false for those who see only what names them."""

    workspace_id: int
    person_id: int
    all_seeing: bool = True


def find_objectives(db: Connection, seeker: Seeker, text: str, limit: int) -> list[ObjectiveLine]:
    """Live objectives whose title holds the text, in any case; the seeker's own first."""
    return [ObjectiveLine(*row) for row in db.execute(_FIND_OBJECTIVES, _sought(seeker, text, limit))]


def find_key_results(db: Connection, seeker: Seeker, text: str, limit: int) -> list[KeyResultLine]:
    """Live key results whose title holds the text, in any case; the seeker's own first."""
    return [KeyResultLine(*row) for row in db.execute(_FIND_KEY_RESULTS, _sought(seeker, text, limit))]


def _sought(seeker: Seeker, text: str, limit: int) -> dict[str, Any]:
    return {
        "workspace_id": seeker.workspace_id,
        "person_id": seeker.person_id,
        "seen_by": None if seeker.all_seeing else seeker.person_id,
        "like": _like(text),
        "limit": limit,
    }
