"""Setting objectives: for the company, a team or oneself, open or private, at once or as a draft."""

from collections.abc import Mapping
from typing import Annotated

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Card, Element, Note
from handlers.chat.fields import Label, ShortText, TickKind
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import Mention
from handlers.okrs.coaching.cards import beside_objective
from handlers.okrs.drafting import drafts
from handlers.okrs.fields import ObjectiveRef
from handlers.okrs.options import COMPANY, CycleToCome, DayToCome, TeamOrCompany
from handlers.okrs.seeing.show import sharing
from handlers.okrs.setting import cards
from handlers.people.fields import PeopleRef, PersonRef
from storage import audit
from storage.cycles import cycle_of
from storage.involvements import involve
from storage.okr_changes import NewObjective, add_objective
from storage.okr_lines import ObjectiveLine, known_objective
from storage.rollups import lock_objective, recompute_objective
from storage.teams import TeamLine

WHO_SEES = (
    "Everyone in the company can see it, unless it is private: then the owners, the owner's managers, "
    "the readers you name and the owners of its key results."
)


class New(Form, command="okr new", title="Set an objective", submit="Set", example="/okr new Win new customers"):
    """Set an objective: what you or your team want to reach in a cycle."""

    title: Annotated[ShortText, Label("Title", "What will be better in the end, in one sentence without a number.")]
    team: Annotated[TeamOrCompany | None, Label("Team", "Leave it empty for an objective of your own.")] = None
    owner: Annotated[PersonRef | None, Label("Owner", "You, unless you name somebody.")] = None
    co_owners: Annotated[PeopleRef, Label("Co-owners", "Who may do all that the owner may.")] = ()
    cycle: Annotated[CycleToCome | None, Label("Cycle", "The one that runs now, unless you say.")] = None
    parent: Annotated[ObjectiveRef | None, Label("Parent", "The objective that this one helps.")] = None
    by: Annotated[DayToCome | None, Label("By", "When it is due; the end of the cycle, unless you say.")] = None
    aspirational: Annotated[bool, TickKind("Aspirational: 70 % is a good result")] = False
    private: Annotated[bool, TickKind("Private: not for everyone to see")] = False
    readers: Annotated[PeopleRef, Label("Readers", "Who else may see it if it is private.")] = ()
    draft: Annotated[bool, TickKind("Draft: to be talked about first")] = False

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Note.of(WHO_SEES),)


def new(ask: Ask, form: New) -> Reply:
    """Set an objective; tell its owner where that is somebody else."""
    if not policy.may_create_objective(ask):
        raise Refused("Guests cannot set objectives. Ask a colleague of the company to set it for you.")
    if form.readers and not form.private:
        raise Refused("Everyone can see an open objective. Add --private to name its readers, or leave them out.")
    parent = form.parent
    if parent is not None and parent.is_draft and not form.draft:
        raise Refused(f"{parent.code} is a draft, so only drafts are part of it. Publish it first, or add --draft.")
    if parent is not None:
        lock_objective(ask.db, parent.id)
    code = add_objective(ask.db, _objective(ask, form))
    made = known_objective(ask.db, ask.workspace_id, code)
    _involve(ask, form, made)
    if parent is not None:
        recompute_objective(ask.db, parent.id)
    _record(ask, form, made)
    if made.owner_id != ask.person.id:
        outgoing.tell(ask, made.owner_id, cards.objective_given(made, ask.writer))
    said = _drafted(ask, form, made) if made.is_draft else cards.objective_set(made)
    return Whisper(said.plus(*beside_objective(made)), share=sharing(made))


def _drafted(ask: Ask, form: New, made: ObjectiveLine) -> Card:
    """Show the draft to whom it is talked about with; return the answer."""
    return drafts.introduce(ask, made, [Mention(one.id, one.name) for one in form.readers])


def _objective(ask: Ask, form: New) -> NewObjective:
    cycle = form.cycle or cycle_of(ask.company_today, ask.company.cycles)
    if form.by is not None and form.by < cycle.starts_on:
        raise Refused(
            f"It would be due on {form.by}, before {cycle.label} begins on {cycle.starts_on}. "
            "Name a later day, or a cycle that begins earlier."
        )
    team = form.team if isinstance(form.team, TeamLine) else None
    return NewObjective(
        workspace_id=ask.workspace_id,
        title=form.title,
        owner_id=form.owner.id if form.owner else ask.person.id,
        level="team" if team else "company" if form.team == COMPANY else "person",
        team_id=team.id if team else None,
        parent_id=form.parent.id if form.parent else None,
        cycle=cycle.label,
        starts_on=cycle.starts_on,
        due_on=form.by or cycle.ends_on,
        ambition="aspirational" if form.aspirational else "committed",
        created_by=ask.person.id,
        created_at=ask.now,
        published_at=None if form.draft else ask.now,
        is_private=form.private,
    )


def _involve(ask: Ask, form: New, made: ObjectiveLine) -> None:
    """Whoever writes a private objective for somebody else may read what they wrote."""
    involve(ask.db, made.id, "co_owner", [one.id for one in form.co_owners], ask.now)
    readers = {one.id for one in form.readers}
    if made.is_private and made.owner_id != ask.person.id:
        readers.add(ask.person.id)
    involve(ask.db, made.id, "reader", sorted(readers), ask.now)


def _record(ask: Ask, form: New, made: ObjectiveLine) -> None:
    after = {
        "title": made.title,
        "owner": made.owner_id,
        "due": made.due_on,
        "private": made.is_private,
        "draft": made.is_draft,
        "readers": [one.id for one in form.readers],
        "co_owners": [one.id for one in form.co_owners],
    }
    audit.record(ask.db, ask.workspace_id, ask.person.id, "set objective", made.code, ask.now, after=after)
