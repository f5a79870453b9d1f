"""Whom something is about that one may say only of oneself and of those whom one manages."""

from collections.abc import Callable, Sequence

from handlers.chat.ask import Ask
from handlers.chat.fields import PickKind, Unreadable
from handlers.chat.screen import Choice
from handlers.people.fields import PERSON, person_value
from storage import evidence
from storage.people import MOST_HITS, Somebody, folded


def oneself_or_report(may: Callable[[Ask, Somebody], bool], is_for: str) -> PickKind:
    """The writer or somebody whom they manage, as far as they `may`; `is_for` as in "Evidence is kept about"."""

    def find(ask: Ask, text: str) -> Somebody:
        found: Somebody = PERSON.find(ask, text)
        if not may(ask, found):
            raise Unreadable(f"{is_for} yourself and those whom you manage, and {found.name} is neither.")
        return found

    return PickKind(find, _choices, _span, _shown)


def _choices(ask: Ask, query: str) -> tuple[Choice, ...]:
    oneself = (_oneself(ask),) if folded(query) in folded(ask.person.name) else ()
    found = evidence.reports(ask.db, ask.workspace_id, ask.person.id, query, MOST_HITS - len(oneself))
    return (*oneself, *(Choice(person.name, person_value(person.id)) for person in found))


def _oneself(ask: Ask) -> Choice:
    return Choice(f"{ask.person.name} (yourself)", person_value(ask.person.id))


def _span(ask: Ask, ahead: Sequence[str]) -> int:
    return PERSON.span(ask, ahead)


def _shown(ask: Ask, text: str) -> tuple[Choice, ...]:
    return (_oneself(ask),) if text == person_value(ask.person.id) else PERSON.shown(ask, text)
