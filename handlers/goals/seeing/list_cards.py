"""Somebody's goals in a list: the attainment first, each goal with its bar, and the formula."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Row
from handlers.chat.text import Bold, Command, Mention, Span, spans
from handlers.company import Company
from handlers.goals import cards, phrases
from handlers.goals.formula import attainment, weights_text
from handlers.goals.samples import GOALS
from handlers.people.fields import person_value
from storage.goal_lines import GoalLine


@dataclass(frozen=True, slots=True)
class Listed:
    """The goals of an owner in a cycle, as the reader sees them; `others` counts those of other cycles by label."""

    reader_id: int
    owner_id: int
    owner_name: str
    cycle: str
    lines: Sequence[GoalLine]
    others: Mapping[str, int]

    @property
    def is_own(self) -> bool:
        return self.reader_id == self.owner_id


def goals_listed(listed: Listed, company: Company, plan: Sequence[Element] = ()) -> Card:
    """A list of goals; `plan` is how far their approval is and what was said about them."""
    found = attainment(listed.lines)
    head = spans(Bold(cards.attained_text(found)), " · ", *cards.summed_up(found, company), " · ", *_whose(listed))
    body: list[Element] = [Paragraph(head)]
    body += [cards.goal_row(line) for line in listed.lines]
    body += [cards.formula_row(listed.lines), *plan, *_elsewhere(listed)]
    if listed.is_own:
        own = [line for line in listed.lines if not line.follows]
        body += [Button("Update", Call("goal update"))] if own else []
        body.append(Button("Set another", Call("goal new", {"cycle": listed.cycle})))
    body.append(Note.of(phrases.seen_by(listed.reader_id, listed.owner_id, listed.owner_name)))
    counted = phrases.counted(len(listed.lines))
    whose = "your goals" if listed.is_own else f"the goals of {listed.owner_name}"
    point = (
        f"{cards.attained_text(found)}: {whose} in {listed.cycle}, {counted}, weights {weights_text(found, company)}"
    )
    return Card(point, tuple(body))


def nothing_listed(listed: Listed) -> Card:
    """Somebody without goals is invited to set one."""
    if not listed.is_own:
        text = f"{listed.owner_name} has no goals in {listed.cycle}."
        return Card(text, (Paragraph.of(text), *_elsewhere(listed)))
    example = Command("/goal new Speak at fairs --weight 30 from 0 to 10 --unit talks")
    return Card(
        f"You have no goals in {listed.cycle} yet. Set one: /goal new TITLE",
        (
            Paragraph.of(f"You have no goals in {listed.cycle} yet. Set one: ", example),
            *_elsewhere(listed),
            Button("Set a goal", Call("goal new", {"cycle": listed.cycle}), "primary"),
            Note.of(phrases.seen_by(listed.reader_id, listed.owner_id, listed.owner_name)),
        ),
    )


def _whose(listed: Listed) -> tuple[str | Span, ...]:
    if listed.is_own:
        return (f"yours, {listed.cycle}",)
    return "of ", Mention(listed.owner_id, listed.owner_name), f", {listed.cycle}"


def _elsewhere(listed: Listed) -> Sequence[Element]:
    """Goals of other cycles are counted, so that none is forgotten."""
    whose = {} if listed.is_own else {"whose": person_value(listed.owner_id)}
    return [
        Row(spans(f"{phrases.counted(count)} in {label}"), Button("Show", Call("goal list", {**whose, "cycle": label})))
        for label, count in listed.others.items()
    ]


def _listed() -> Listed:
    return Listed(2, 2, "Ben Okafor", "2026-Q4", GOALS, {"2026": 1})


EXAMPLES: dict[str, Callable[[], Card]] = {
    "goals": lambda: goals_listed(_listed(), Company()),
    "goals of somebody": lambda: goals_listed(
        replace(_listed(), reader_id=1, lines=[replace(line, follows_in_sight=False) for line in GOALS], others={}),
        Company(),
    ),
    "goals, none yet": lambda: nothing_listed(replace(_listed(), lines=())),
    "goals of somebody, none": lambda: nothing_listed(replace(_listed(), reader_id=1, lines=())),
}
