"""A company in which everybody has talked to everybody near: feedback, praise, reactions, requests, one-to-ones, goals.

Ten of each for every person, so that ten thousand people have given a hundred thousand pieces of feedback. The
database itself makes the rows out of its people, which takes seconds.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, text

from storage import bulk, workspaces
from storage.database import Connection
from storage.feedback import feedbacks
from storage.people import Account, Person
from tests.benchmarks.edge import IDENTITY, NOW, account

POSTED_IN: Final = "C0PRAISE"
REPORTS: Final = 8
"""People below each manager."""

_WORDS: Final = """
CREATE TEMPORARY VIEW near AS
SELECT one.workspace_id, one.id AS one_id, other.id AS other_id, other.manager_id
FROM person AS one JOIN person AS other ON other.id BETWEEN one.id - 5 AND one.id + 5 AND other.id <> one.id;

INSERT INTO team (workspace_id, name, name_key, platform, channel, channel_name, version, created_at)
SELECT workspace_id, 'Team ' || id, 'team ' || id, 'slack', 'C' || id, '', 1, :now FROM person WHERE id % 10 = 0;

INSERT INTO membership (team_id, person_id)
SELECT team.id, person.id FROM person JOIN team ON team.channel = 'C' || (person.id - person.id % 10 + 10);

INSERT INTO feedback_request (workspace_id, asked_by, about_id, question, created_at)
SELECT workspace_id, id, id, 'What should I do more of?', :now FROM person;

INSERT INTO feedback_asked (request_id, person_id, state)
SELECT feedback_request.id, other_id, 'waiting' FROM near JOIN feedback_request ON asked_by = one_id;

INSERT INTO feedback (workspace_id, code, author_id, receiver_id, about_id, manager_id, visibility, is_praise, kind,
company_value, text, platform, conversation, message, thread, created_at, version)
SELECT workspace_id, 'F-' || row_number() OVER (ORDER BY one_id, other_id), one_id, other_id, other_id,
CASE WHEN one_id % 3 = 0 THEN manager_id END, CASE one_id % 3 WHEN 0 THEN 'manager' WHEN 1 THEN 'public' ELSE 'private'
END, false, '', '', 'Show the numbers first', '', '', '', '', :now, 1 FROM near;

INSERT INTO feedback_addition (workspace_id, feedback_id, text, created_at)
SELECT workspace_id, id, 'And then the story', :now FROM feedback WHERE id % 3 = 0;

INSERT INTO message (workspace_id, subject, kind, platform, conversation, thread, external_id, version, created_at)
SELECT workspace_id, 'praise:' || id, 'praise', 'slack', 'C0PRAISE', '', '1700.' || id, 1, :now FROM person;

INSERT INTO feedback (workspace_id, code, author_id, receiver_id, about_id, visibility, is_praise, kind, company_value,
text, message_id, platform, conversation, message, thread, created_at, version)
SELECT near.workspace_id, 'F-' || (1000000 + one_id), one_id, other_id, other_id, 'public', true, '', '',
'It went like clockwork', message.id, '', '', '', '', :now, 1
FROM near JOIN message ON subject = 'praise:' || one_id WHERE other_id = one_id + 1;

INSERT INTO reaction (message_id, person_id, emoji, is_there, happened_at)
SELECT message.id, other_id, 'clap', true, 1 FROM near JOIN message ON subject = 'praise:' || one_id;

INSERT INTO one_to_one (workspace_id, first_id, second_id, created_at, version)
SELECT workspace_id, one_id, other_id, :now, 1 FROM near WHERE one_id < other_id;

INSERT INTO agenda_item (workspace_id, one_to_one_id, kind, text, author_id, created_at)
SELECT workspace_id, id, 'topic', 'The plan for next year', first_id, :now FROM one_to_one;

INSERT INTO goal (workspace_id, code, title, title_key, owner_id, cycle, starts_on, due_on, weight, start, target,
unit, current_value, progress, created_by, created_at, version, drop_reason)
SELECT workspace_id, 'G-' || row_number() OVER (ORDER BY one_id, other_id), 'Learn to sail', 'learn to sail', one_id,
'2026-Q4', '2026-10-01', '2026-12-31', 10000000, 0, 10000000, '', 0, 0, one_id, :now, 1, '' FROM near;

INSERT INTO goal_update (workspace_id, goal_id, person_id, value, progress, note, created_at)
SELECT workspace_id, id, owner_id, 1000000, 100000, '', :now FROM goal;

INSERT INTO goal_plan (workspace_id, owner_id, cycle, state, version)
SELECT workspace_id, id, '2026-Q4', 'open', 1 FROM person;

UPDATE counter SET last = 10000000 WHERE prefix IN ('F', 'G');

DROP VIEW near
"""
_NOW = bindparam("now", NOW, type_=feedbacks.c.created_at.type)


@dataclass(frozen=True, slots=True)
class Crowd:
    """A workspace and who is in it, by id."""

    workspace_id: int
    people: tuple[int, ...]

    @property
    def one(self) -> int:
        """Somebody in the middle, who has given, received and been asked ten times."""
        return self.people[len(self.people) // 2]

    def near(self, steps: int) -> int:
        """Somebody so far from that person."""
        return self.people[len(self.people) // 2 + steps]


def fill(db: Connection, people: int) -> Crowd:
    """Put so many people, ten at least, and what is between them into the empty, migrated database."""
    workspace_id = workspaces.install(db, "slack", IDENTITY.team_id, "Company X", NOW)
    ids = bulk.add_numbered(db, Person, [_person(workspace_id, number) for number in range(people)])
    bulk.add_rows(db, Account, [_account(workspace_id, number, one) for number, one in enumerate(ids)])
    bulk.set_managers(db, {one: ids[(number - 1) // REPORTS] for number, one in enumerate(ids) if number})
    crowd = Crowd(workspace_id, tuple(ids))
    for statement in _WORDS.split(";\n"):
        db.execute(text(statement).bindparams(_NOW) if ":now" in statement else text(statement))
    bulk.take_stock(db)
    return crowd


def _person(workspace_id: int, number: int) -> bulk.Row:
    name = f"Person {number}"
    return {"workspace_id": workspace_id, "name": name, "search_key": name.lower(), "welcomed_at": NOW}


def _account(workspace_id: int, number: int, person_id: int) -> bulk.Row:
    known = {"platform": "slack", "external_id": account(number), "refreshed_at": NOW}
    return {"workspace_id": workspace_id, "person_id": person_id, **known}
