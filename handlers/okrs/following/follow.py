"""Following objectives and key results: whoever does is told of each change by the clock, in their working hours.

Changes of an hour are gathered: one message a person, the first at once.
"""

from datetime import timedelta
from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.card import Card, Paragraph, dump
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.chat.text import Spans
from handlers.okrs.fields import Thing, ThingRef
from handlers.okrs.following import cards
from storage import follows
from storage.follows import Changed
from storage.involvements import WHOLE_OBJECTIVE, has_part, involve, release
from storage.okr_lines import KeyResultLine

GATHERED_FOR = timedelta(hours=1)
"""A follower who was told hears no sooner of what comes next."""


class Follow(Form, command="okr follow", title="Follow", submit="Follow", example="/okr follow KR-5"):
    """Be told when an objective or a key result changes."""

    thing: Annotated[ThingRef, Label("Which", "A code, or some words of the title.")]


class Unfollow(Form, command="okr unfollow", title="Unfollow", submit="Unfollow", example="/okr unfollow KR-5"):
    """Be told no more when it changes."""

    thing: Annotated[ThingRef, Label("Which", "A code, or some words of the title.")]


def follow(ask: Ask, form: Follow) -> Reply:
    """Tell the writer of what others change from now on; to follow twice is to follow."""
    objective_id, key_result_id = _place(form.thing)
    involve(ask.db, objective_id, "follower", (ask.person.id,), ask.now, key_result_id)
    return Whisper(cards.followed(form.thing))


def unfollow(ask: Ask, form: Unfollow) -> Reply:
    """Tell the writer of it no more, also not of what has changed and waits to be told."""
    objective_id, key_result_id = _place(form.thing)
    was_followed = release(ask.db, objective_id, "follower", (ask.person.id,), key_result_id) > 0
    follows.forget(ask.db, ask.person.id, objective_id, key_result_id)
    if isinstance(form.thing, KeyResultLine) and has_part(ask.db, objective_id, "follower", ask.person.id):
        return Whisper(cards.followed_as_a_whole(form.thing))
    return Whisper(cards.unfollowed(form.thing) if was_followed else cards.not_followed(form.thing))


def tell_followers(ask: Ask, line: Thing, change: Spans) -> None:
    """Have those who follow it told of the change, but not the writer, who made it.

    `change` is one sentence with who did it, and what was before and is now. One statement where nobody follows, two
    where somebody does. Who may see it is looked at when they are told.
    """
    objective_id, key_result_id = _place(line)
    card = dump(Card("", (Paragraph(change),)))
    follows.note(ask.db, Changed(ask.workspace_id, objective_id, key_result_id, ask.person.id, card, ask.now))


def _place(line: Thing) -> tuple[int, int]:
    """The ids of the objective and of the key result, 0 for the objective as a whole."""
    return (line.objective_id, line.id) if isinstance(line, KeyResultLine) else (line.id, WHOLE_OBJECTIVE)
