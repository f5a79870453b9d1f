"""Finding objectives and key results: by a part of the title while somebody types, and by words in any order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, bindparam, case, func, literal, or_, select, union_all

from storage.okr_drafts import worked_on_by
from storage.okr_lines import (
    KEY_RESULT_LINES,
    LIVE_KEY_RESULT,
    OBJECTIVE_LINES,
    PUBLISHED,
    KeyResultLine,
    ObjectiveLine,
)
from storage.okrs import key_results, objectives, title_key
from storage.people import folded, people
from storage.sight import IN_SIGHT, KEY_RESULT_IN_SIGHT, Sight
from storage.teams import teams

MOST_WORDS = 12
"""Words that are looked for; what comes after them narrows no search any more."""


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what was found, in its order, and how many there are in all."""

    lines: Sequence[ObjectiveLine | KeyResultLine]
    count: int


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that is looked for, with the people and teams of that name: found once for all that may be theirs."""

    text: str
    owners: CTE
    teams: CTE


def _like(text: str) -> str:
    """Any title that holds the text; what LIKE would interpret stands for itself."""
    return f"%{_literally(title_key(text))}%"


def _literally(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


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


_OBJECTIVES_OF = OBJECTIVE_LINES.where(objectives.c.id.in_(bindparam("ids", expanding=True)))
_KEY_RESULTS_OF = KEY_RESULT_LINES.where(key_results.c.id.in_(bindparam("ids", expanding=True)))


def search(db: Connection, sight: Sight, text: str, limit: int, skipped: int = 0) -> Hits:
    """Objectives and key results of which each word of the text is in the title, or in the name of the owner or team.

    A code is found by itself. Case and accents do not matter, cycles past are looked through too. Own ones come first,
    then those due last. Drafts are found by who works on them. Three statements, whatever there is.
    """
    words = text.split()[:MOST_WORDS]
    if not words:
        return Hits((), 0)
    looked_up = [_looked_up(sight, word, place) for place, word in enumerate(words)]
    found = union_all(_objectives_with(sight, looked_up), _key_results_with(sight, looked_up)).subquery()
    page = (
        select(found.c.kind, found.c.id, func.count().over())
        .order_by(found.c.own.desc(), found.c.due_on.desc(), found.c.kind.desc(), found.c.id)
        .limit(limit)
        .offset(skipped)
    )
    rows = db.execute(page, sight.given).all()
    lines = {("O", row.id): ObjectiveLine(*row) for row in _lines(db, _OBJECTIVES_OF, _ids(rows, "O"))}
    parts = {("KR", row.id): KeyResultLine(*row) for row in _lines(db, _KEY_RESULTS_OF, _ids(rows, "KR"))}
    every: dict[tuple[str, int], ObjectiveLine | KeyResultLine] = {**lines, **parts}
    return Hits([every[kind, id_] for kind, id_, _ in rows], rows[0][2] if rows else 0)


def _ids(rows: Iterable[Any], kind: str) -> list[int]:
    return [id_ for of_kind, id_, _ in rows if of_kind == kind]


def _lines(db: Connection, statement: Any, ids: list[int]) -> Sequence[Any]:
    return db.execute(statement, {"ids": ids}).all() if ids else ()


def _looked_up(sight: Sight, word: str, place: int) -> _Word:
    owners = select(people.c.id).where(
        people.c.workspace_id == sight.workspace_id,
        people.c.search_key.like(f"% {_literally(folded(word))}%\n%", escape="\\"),
    )
    of_teams = select(teams.c.id).where(
        teams.c.workspace_id == sight.workspace_id,
        teams.c.dropped_at.is_(None),
        teams.c.name_key.like(f"%{_literally(word.casefold())}%", escape="\\"),
    )
    return _Word(word, owners.cte(f"owners_{place}"), of_teams.cte(f"teams_{place}"))


def _objectives_with(sight: Sight, words: Iterable[_Word]) -> Any:
    own = case((objectives.c.owner_id == sight.person_id, 1), else_=0)
    return select(literal("O").label("kind"), objectives.c.id, own.label("own"), objectives.c.due_on).where(
        objectives.c.workspace_id == sight.workspace_id,
        objectives.c.dropped_at.is_(None),
        *(_named(objectives, word) for word in words),
        _listed(sight),
        IN_SIGHT,
    )


def _key_results_with(sight: Sight, words: Iterable[_Word]) -> Any:
    own = case((key_results.c.owner_id == sight.person_id, 1), else_=0)
    return (
        select(literal("KR").label("kind"), key_results.c.id, own.label("own"), key_results.c.due_on)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(
            key_results.c.workspace_id == sight.workspace_id,
            LIVE_KEY_RESULT,
            *(_named(key_results, word) for word in words),
            _listed(sight),
            IN_SIGHT,
            KEY_RESULT_IN_SIGHT,
        )
    )


def _listed(sight: Sight) -> ColumnElement[bool]:
    """What counts is listed to all who may see it, a draft to who works on it."""
    return PUBLISHED if sight.is_aloud else or_(PUBLISHED, worked_on_by(sight.person_id))


def _named(table: Any, word: _Word) -> ColumnElement[bool]:
    """The word is in the title, begins a name of the owner or is in the team's, or it is the code."""
    return or_(
        table.c.title_key.like(_like(word.text), escape="\\"),
        table.c.code == word.text.upper(),
        table.c.owner_id.in_(select(word.owners.c.id)),
        table.c.team_id.in_(select(word.teams.c.id)),
    )
