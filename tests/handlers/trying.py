"""What comes of words that somebody types, or of a button that they press, where nothing of it is kept."""

import re
from typing import Literal

from handlers.chat.ask import Ask
from handlers.chat.card import Call
from handlers.chat.reply import Done, FormErrors, OpenForm, Refused, ReplaceCard, Reply, Say, Whisper
from handlers.chat.router import Router

Outcome = Literal["done", "refused", "unknown"]
"""What came of it; "unknown" is word for word what is said of something that there is not."""


def tried(router: Router, ask: Ask, words: str) -> Reply | str:
    """The answer, or the sentence and the card of a refusal; nothing of what was done is kept.

    Words that begin with "press" are a button's call, with its fields by name.
    """
    kept = ask.db.begin_nested()
    try:
        return answered(router, ask, words)
    except Refused as refused:
        return repr((refused.sentence, refused.card))
    finally:
        kept.rollback()


def outcome(real: Reply | str) -> Outcome:
    """What came of it for whoever is not answered as if it were not there."""
    match real:
        case str():
            return "refused"
        case OpenForm(errors=errors) if errors and "reason" not in errors:
            return "refused"
        case FormErrors():
            return "refused"
        case Whisper() | Say() | ReplaceCard() | Done() | OpenForm():
            return "done"


def answered(router: Router, ask: Ask, words: str) -> Reply:
    """The answer to words, or to a button's call; what was done stays. Raises Refused."""
    if not words.startswith("press "):
        return router.typed(ask, words)
    command, *fields = re.split(r" (?=\w+=)", words.removeprefix("press "))
    return router.called(ask, Call(command, dict(field.split("=", 1) for field in fields)))
