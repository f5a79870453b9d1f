"""The form that edits an objective: it opens with how the objective stands, and tells what of that is to change."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from handlers.chat.ask import Ask
from handlers.chat.card import Element
from handlers.chat.card import Note as Remark
from handlers.chat.fields import Day, Keyword, Label, WordKind
from handlers.chat.form import Form
from handlers.chat.text import spans
from handlers.okrs.editing.differences import (
    EMPTY,
    Entries,
    Entry,
    day_entry,
    people_entry,
    people_in,
    person_entry,
    sealed,
    text_entry,
    texts,
)
from handlers.okrs.editing.fields import (
    Aspirational,
    NewReason,
    NewTitle,
    ParentOrNone,
    PeopleOrNone,
    Private,
    RollUpWord,
    TeamOrNone,
    emptied,
)
from handlers.okrs.fields import ObjectiveRef
from handlers.okrs.options import COMPANY, AnyCycle
from handlers.okrs.sight import sees, within_sight
from handlers.people.fields import PersonRef
from storage.involvements import Involved, Part, involved
from storage.okr_lines import ObjectiveLine, objective_by_code
from storage.okrs import RollUp
from storage.teams import TeamLine

_ROLL_UPS: Final[Mapping[RollUp, tuple[str, str]]] = {
    "key_results": ("key-results", "its own key results"),
    "aligned": ("aligned", "the objectives aligned to it"),
    "both": ("both", "its own key results and the objectives aligned to it"),
}
"""How the option says what the store calls so, and how a sentence does."""


class EditObjective(Form, command="okr edit-objective", title="Edit the objective", listed=False):
    """Change an objective."""

    objective: ObjectiveRef
    seen: Annotated[str, WordKind(1000)] = ""
    title: Annotated[NewTitle | None, Label("Title")] = None
    team: Annotated[TeamOrNone | None, Label("Team", "Empty for an objective of one person.")] = None
    owner: Annotated[PersonRef | None, Label("Owner", "Who gives it away and who gets it are told.")] = None
    co_owners: Annotated[PeopleOrNone, Label("Co-owners", "Who may do all that the owner may.")] = ()
    cycle: Annotated[AnyCycle | None, Label("Cycle", "Its due day moves along, unless you say.")] = None
    by: Annotated[Day | None, Label("By", "When it is due; what is due with it moves along.")] = None
    parent: Annotated[ParentOrNone | None, Label("Parent", "The objective that this one helps.")] = None
    aspirational: Annotated[Aspirational | None, Label("Ambition")] = None
    private: Annotated[Private | None, Label("Who sees it")] = None
    readers: Annotated[PeopleOrNone, Label("Readers", "Who else may see it if it is private.")] = ()
    roll_up: Annotated[RollUpWord | None, Label("Progress", "What it is the mean of.")] = None
    reason: Annotated[NewReason, Keyword("because"), Label("Reason", "Needed where it is due later than it was.")] = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("objective", "seen")

    def wanting(self) -> Mapping[str, str]:
        return (
            emptied(self, ("title", "owner", "cycle", "by", "aspirational", "private", "roll_up")) if self.seen else {}
        )

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = objective_by_code(ask.db, ask.workspace_id, given.get("objective", ""))
        if line is None or not sees(ask, line):
            return given
        stands = standing(ask, line)
        return {"seen": sealed(stands), **texts(stands), **given}

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Remark.of(f"{given.get('objective', '')}. What you leave as it is stays as it is."),)


LABELS = {field.name: field.label for field in EditObjective.spec.fields}


def standing(ask: Ask, line: ObjectiveLine) -> Entries:
    """How the objective stands, field by field. A parent that the writer may not see is none."""
    parts = involved(ask.db, line.id, ("co_owner", "reader"))
    return {
        "title": text_entry(line.title),
        "team": _team_entry(line),
        "owner": person_entry(line.owner_id, line.owner_name),
        "co_owners": _part_entry(parts, "co_owner"),
        "cycle": text_entry(line.cycle),
        "by": day_entry(line.due_on),
        "parent": text_entry(line.parent_code or "") if sees_parent(ask, line) else EMPTY,
        "aspirational": _aspirational_entry("yes" if line.ambition == "aspirational" else "no"),
        "private": _private_entry("yes" if line.is_private else "no"),
        "readers": _part_entry(parts, "reader"),
        "roll_up": _roll_up_entry(line.roll_up),
    }


def wanted(form: EditObjective) -> Entries:
    """What was said: of a form that stood open all its fields, of typed words those that were named."""
    entries: dict[str, Entry] = {}
    if form.title is not None:
        entries["title"] = text_entry(form.title)
    if form.owner is not None:
        entries["owner"] = person_entry(form.owner.id, form.owner.name)
    if form.cycle is not None:
        entries["cycle"] = text_entry(form.cycle.label)
    if form.by is not None:
        entries["by"] = day_entry(form.by)
    if form.aspirational is not None:
        entries["aspirational"] = _aspirational_entry(form.aspirational)
    if form.private is not None:
        entries["private"] = _private_entry(form.private)
    if form.roll_up is not None:
        entries["roll_up"] = _roll_up_entry(roll_up_of(form.roll_up))
    return entries | _what_may_be_empty(form)


def sees_parent(ask: Ask, line: ObjectiveLine) -> bool:
    """Whether the writer may know under which objective it is aligned."""
    return within_sight(ask, line).parent_id == line.parent_id


def roll_up_of(word: str) -> RollUp:
    """How the store calls what the option says."""
    return next(roll_up for roll_up, (said, _) in _ROLL_UPS.items() if said == word)


def _what_may_be_empty(form: EditObjective) -> dict[str, Entry]:
    """The fields that an open form empties by leaving nothing in them, and typed words by "none"."""
    was_open = bool(form.seen)
    entries: dict[str, Entry] = {}
    if form.team is not None or was_open:
        entries["team"] = _said_team(form)
    if form.parent is not None or was_open:
        entries["parent"] = text_entry(form.parent.code) if isinstance(form.parent, ObjectiveLine) else EMPTY
    for name, people in (("co_owners", form.co_owners), ("readers", form.readers)):
        if people or was_open:
            entries[name] = people_entry([(one.id, one.name) for one in people_in(people)])
    return entries


def _said_team(form: EditObjective) -> Entry:
    match form.team:
        case TeamLine() as team:
            return text_entry(team.name)
        case "company":
            return Entry(COMPANY, spans("the whole company"))
        case _:
            return EMPTY


def _team_entry(line: ObjectiveLine) -> Entry:
    return Entry(COMPANY, spans("the whole company")) if line.level == COMPANY else text_entry(line.team_name or "")


def _part_entry(parts: Sequence[Involved], part: Part) -> Entry:
    return people_entry(
        [(one.person_id, one.person_name) for one in parts if one.part == part and one.key_result_id is None]
    )


def _aspirational_entry(word: str) -> Entry:
    return Entry(word, spans("aspirational" if word == "yes" else "committed"))


def _private_entry(word: str) -> Entry:
    return Entry(word, spans("only whom it names" if word == "yes" else "everyone in the company"))


def _roll_up_entry(roll_up: RollUp) -> Entry:
    word, said = _ROLL_UPS[roll_up]
    return Entry(word, spans(said))
