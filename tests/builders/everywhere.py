"""Somebody who stands in every column of every table in which one can."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlmodel import SQLModel

from storage.agendas import AgendaItem
from storage.check_in_answers import CheckInAnswer
from storage.check_ins import CheckIn
from storage.conversations import Conversation
from storage.drafts import Draft
from storage.evidence import Evidence
from storage.feedback import Feedback
from storage.feedback_requests import Asked, FeedbackRequest
from storage.file_offers import FileOffer
from storage.follows import FollowedChange
from storage.goal_plans import GoalComment, GoalPlan
from storage.goals import Goal, GoalUpdate
from storage.involvements import involve
from storage.messages import Revision, Spot, show
from storage.okrs import key_results
from storage.one_to_ones import OneToOne
from storage.outbox import Outgoing
from storage.people import people
from storage.reactions import Reaction
from storage.reminders import NudgeCount
from storage.steps import Step
from storage.suggestions import Suggestion
from storage.switches import Switch
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.company import NOW, a_person, a_team


def add(db: Connection, row: SQLModel) -> None:
    values = row.model_dump()
    table = SQLModel.metadata.tables[str(type(row).__tablename__)]
    db.execute(insert(table).values({name: value for name, value in values.items() if name != "id" or value}))


def evidence(saved_by: int, about_id: int, said_by: int | None = None, message: str = "1") -> Evidence:
    return Evidence(
        workspace_id=1,
        saved_by=saved_by,
        about_id=about_id,
        said_by=said_by,
        text="Well done",
        platform="teams",
        conversation="19:x",
        message=message,
        said_at=NOW,
        created_at=NOW,
    )


def be_everywhere(db: Connection, who: int) -> None:
    """Let the person stand in every column of every table in which one can."""
    other = a_person(db, 1, "Ben Okafor")
    objective = an_objective(db, 1, who)
    a_key_result(db, 1, objective, who)
    key_result = db.execute(select(func.max(key_results.c.id))).scalar_one()
    show(db, Revision(1, "praise:F-1", "praise", Spot("slack", "C1"), "{}", 0, NOW))
    a_team(db, 1, members=[who, other], lead=who)
    involve(db, an_objective(db, 1, other), "follower", [who], NOW)
    db.execute(update(people).where(people.c.id == other).values(manager_id=who))
    for row in (
        CheckIn(workspace_id=1, key_result_id=key_result, person_id=who, created_at=NOW),
        Step(key_result_id=key_result, position=1, title="Draw it", done_at=NOW, done_by=who),
        Suggestion(objective_id=objective, person_id=who, taken_at=NOW, taken_by=who, created_at=NOW),
        FollowedChange(
            person_id=who, objective_id=objective, key_result_id=0, followed_id=0, card="{}", created_at=NOW
        ),
        evidence(who, who, who),
        NudgeCount(person_id=who, week="2026-W47", count=1),
        Draft(workspace_id=1, person_id=who, body="{}", created_at=NOW),
        FileOffer(workspace_id=1, person_id=who, name="okrs.csv", content=b"a", created_at=NOW),
        Conversation(
            workspace_id=1,
            platform="teams",
            external_id="a:1",
            kind="personal",
            service_url="https://teams.example",
            tenant="t",
            person_id=who,
            updated_at=NOW,
        ),
        Outgoing(
            workspace_id=1,
            queue=f"@{who}",
            lane=0,
            action="post",
            platform="teams",
            person_id=who,
            card="{}",
            created_at=NOW,
        ),
        *what_is_said(who),
        *goals_of(who),
        Switch(workspace_id=1, name="goals in reviews", is_on=True, set_by=who, set_at=NOW),
    ):
        add(db, row)


def what_is_said(who: int) -> Iterator[SQLModel]:
    """The person in feedback, answers and one-to-ones."""
    yield CheckInAnswer(workspace_id=1, check_in_id=1, key_result_id=1, person_id=who, text="Good", created_at=NOW)
    yield FeedbackRequest(workspace_id=1, asked_by=who, about_id=who, question="How was it?", created_at=NOW)
    yield Asked(request_id=1, person_id=who)
    yield Feedback(
        workspace_id=1,
        code="F-1",
        author_id=who,
        receiver_id=who,
        about_id=who,
        manager_id=who,
        visibility="manager",
        text="Good",
        created_at=NOW,
    )
    yield Reaction(message_id=1, person_id=who, emoji="clap", is_there=True, happened_at=1)
    yield one_to_one(who, who)
    yield AgendaItem(
        workspace_id=1,
        one_to_one_id=1,
        kind="action",
        text="Call",
        author_id=who,
        owner_id=who,
        created_at=NOW,
        done_at=NOW,
        done_by=who,
    )


def one_to_one(first: int, second: int, **changes: Any) -> OneToOne:
    return OneToOne(workspace_id=1, first_id=first, second_id=second, created_at=NOW, **changes)


def goals_of(who: int) -> Iterator[SQLModel]:
    """A goal of the person, and all of them in a cycle on their way to the approval."""
    yield Goal(
        workspace_id=1,
        code="G-1",
        title="Give talks",
        owner_id=who,
        cycle="2026-Q4",
        starts_on=NOW.date(),
        due_on=NOW.date(),
        weight=Decimal(100),
        start=Decimal(0),
        target=Decimal(4),
        created_by=who,
        created_at=NOW,
    )
    yield GoalUpdate(workspace_id=1, goal_id=1, person_id=who, progress=Decimal(0), created_at=NOW)
    yield GoalPlan(workspace_id=1, owner_id=who, cycle="2026-Q4", approver_id=who)
    yield GoalComment(workspace_id=1, plan_id=1, person_id=who, text="Fine", created_at=NOW)
