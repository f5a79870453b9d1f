"""Showing one objective, or one key result."""

from typing import Annotated

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Call, Card
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.okrs.drafting import drafts
from handlers.okrs.fields import Thing, ThingRef
from handlers.okrs.measuring.details import details
from handlers.okrs.seeing import show_cards
from handlers.okrs.seeing.powers import powers
from handlers.okrs.sight import is_private, visible, within_sight
from handlers.okrs.standing import judge
from storage.check_in_answers import latest
from storage.check_ins import history
from storage.contributions import contributions
from storage.okr_lines import KeyResultLine, key_results_of_objectives

CHECK_INS = 12
"""Check-ins of which a key result shows the course."""


class Show(Form, command="okr show", title="Show", reads=True, submit="Show", example="/okr show KR-5"):
    """Show an objective or a key result."""

    thing: Annotated[ThingRef, Label("Which", "A code, or some words of the title.")]


def show(ask: Ask, form: Show) -> Reply:
    """An objective with its key results, or a key result with its last check-ins."""
    thing = form.thing
    again = None if is_private(thing) else Show.asked(thing=thing.code)
    if isinstance(thing, KeyResultLine):
        return Whisper(key_result_card(ask, thing), share=again)
    lines = visible(ask, key_results_of_objectives(ask.db, (thing.id,)))
    shown = within_sight(ask, thing)
    if thing.is_draft:
        return Whisper(drafts.shown(ask, shown, lines), share=again)
    aligned = [one for one in contributions(ask.db, policy.sight(ask), thing.id) if one.in_sight]
    can = powers(ask, thing, lines)
    judging = judge(ask.company, ask.now)
    return Whisper(show_cards.objective_shown(shown, lines, judging, can, aligned), share=again)


def key_result_card(ask: Ask, line: KeyResultLine) -> Card:
    """A key result with its last check-ins and what was answered to them."""
    said = history(ask.db, line.id, CHECK_INS)
    answers = latest(ask.db, [one.id for one in said[: show_cards.CHECK_INS]], show_cards.MOST_ANSWERS)
    judging = judge(ask.company, ask.now)
    return show_cards.key_result_shown(line, said, judging, powers(ask, line), details(ask, line), answers)


def sharing(line: Thing) -> Call | None:
    """The call that shows it where others read it; None where not everyone may see it, or under what it is aligned."""
    is_hidden = is_private(line) or (not isinstance(line, KeyResultLine) and line.parent_is_private)
    return None if is_hidden else Show.asked(thing=line.code)
