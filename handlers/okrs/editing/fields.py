"""The fields of the forms that edit: like those that make a thing, and "none" empties what may be empty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from handlers.chat.alternatives import Nothing, or_none
from handlers.chat.ask import Ask
from handlers.chat.fields import LONGEST_TITLE, Alone, OneOfKind, PickKind, PicksKind, TextKind, Unreadable
from handlers.chat.form import Form
from handlers.chat.screen import Choice, Input
from handlers.okrs.fields import OBJECTIVE
from handlers.okrs.options import TEAM_OR_COMPANY
from handlers.people.fields import PERSON, TEAM, names_person
from storage.okr_lines import ObjectiveLine
from storage.people import Somebody
from storage.teams import TeamLine


@dataclass(frozen=True, slots=True)
class LineKind:
    """All words up to the next option, on one line. No text that takes what is left over of a command."""

    text: TextKind

    def read(self, ask: Ask, text: str) -> str:
        plain = self.text.read(ask, text)
        if not plain:
            raise Unreadable("Please write something here.")
        return plain

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return 1 if ahead and " " in ahead[0] else len(ahead)

    def typed(self, ask: Ask, text: str) -> str:
        return self.text.typed(ask, text)

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return self.text.input(ask, text, hint)


@dataclass(frozen=True, slots=True)
class ReasonKind(LineKind):
    """The same, and it may be empty."""

    def read(self, ask: Ask, text: str) -> str:
        return self.text.read(ask, text)


@dataclass(frozen=True, slots=True)
class RawKind(TextKind):
    """Words of a command as they were typed, mentions and quotes included, to be read by another form."""

    def read(self, ask: Ask, text: str) -> str:
        return text.strip()


def emptied(form: Form, names: Iterable[str]) -> dict[str, str]:
    """What was emptied in an open form, and cannot be empty: a sentence for each field."""
    labels = {field.name: field.label for field in form.spec.fields}
    return {name: f"Please fill in “{labels[name]}”." for name in names if getattr(form, name) is None}


def _people() -> PickKind:
    def span(ask: Ask, ahead: Sequence[str]) -> int:
        return 1 if ahead and names_person(ahead[0]) else 0

    return PickKind(PERSON.find, PERSON.choices, span, PERSON.shown)


def _yes_no(yes: str, no: str) -> OneOfKind:
    return OneOfKind((Choice(yes, "yes"), Choice(no, "no")))


NewTitle = Annotated[str, LineKind(TextKind(LONGEST_TITLE, many_lines=False))]
NewReason = Annotated[str, ReasonKind(TextKind(LONGEST_TITLE, many_lines=False))]
TeamOrNone = Annotated[TeamLine | Literal["company", "none"], or_none(TEAM_OR_COMPANY)]
OwnTeamOrNone = Annotated[TeamLine | Nothing, or_none(TEAM)]
ParentOrNone = Annotated[ObjectiveLine | Nothing, or_none(OBJECTIVE, "None: it stands by itself")]
PeopleOrNone = Annotated[tuple[Somebody | Nothing, ...], PicksKind(or_none(_people()))]
Aspirational = Annotated[
    str, _yes_no("Aspirational: 70 % is a good result", "Committed: all of it is expected"), Alone("yes")
]
Private = Annotated[str, _yes_no("Private: only for whom it names", "Open: everyone in the company"), Alone("yes")]
RollUpWord = Annotated[
    str,
    OneOfKind(
        (
            Choice("Its own key results", "key-results"),
            Choice("The objectives aligned to it", "aligned"),
            Choice("Both", "both"),
        )
    ),
]
