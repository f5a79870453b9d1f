"""Drafts: a call that is too long for its button leaves what was typed in the database, and takes its number along."""

import json
from dataclasses import replace

from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card, Element
from handlers.chat.reply import Refused
from handlers.chat.router import is_long
from storage import drafts

DRAFT = "~draft"
"""A name in a call that is no field's: the number of the draft that holds what was typed."""

LONGEST_DRAFT_NUMBER = 18


def parked(ask: Ask, card: Card) -> Card:
    """The card, with a draft in place of every call that is too long for its button."""
    if not any(isinstance(element, Button) and is_long(element.call) for element in card.body):
        return card
    return Card(card.text, tuple(_element(ask, element) for element in card.body))


def _element(ask: Ask, element: Element) -> Element:
    if not isinstance(element, Button) or not is_long(element.call):
        return element
    body = json.dumps(dict(element.call.given), ensure_ascii=False)
    draft = drafts.keep(ask.db, ask.workspace_id, ask.person.id, body, ask.now)
    return replace(element, call=replace(element.call, given={DRAFT: str(draft)}))


def resumed(ask: Ask, call: Call) -> Call:
    """The call with what its draft holds. Raises Refused where that is gone, or somebody else's."""
    number = call.given.get(DRAFT)
    if number is None:
        return call
    is_number = number.isdecimal() and len(number) <= LONGEST_DRAFT_NUMBER
    body = drafts.resume(ask.db, int(number), ask.person.id) if is_number else None
    if body is None:
        raise Refused("What you typed is no longer kept. Type the command again, please.")
    return replace(call, given=json.loads(body))
