"""Why a number says what it says: every number answers for itself."""

from typing import Annotated

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.okrs.explaining.key_result import key_result_explained
from handlers.okrs.explaining.objective import objective_explained
from handlers.okrs.fields import ThingRef
from handlers.okrs.measuring.details import details
from handlers.okrs.sight import is_private, visible
from handlers.okrs.standing import judge
from storage.check_ins import history
from storage.contributions import contributions
from storage.okr_lines import KeyResultLine, key_results_ever_of


class Why(Form, command="okr why", title="Why", reads=True, submit="Show", example="/okr why KR-5"):
    """Say where the numbers of an objective or a key result come from."""

    thing: Annotated[ThingRef, Label("Which", "A code, or some words of the title.")]


def why(ask: Ask, form: Why) -> Reply:
    """The formula with the numbers in it, the pace, and the rule that gave the status word."""
    thing, judging = form.thing, judge(ask.company, ask.now)
    again = None if is_private(thing) else Why.asked(thing=thing.code)
    if isinstance(thing, KeyResultLine):
        said = history(ask.db, thing.id, 1)
        last, beneath = said[0] if said else None, details(ask, thing)
        return Whisper(key_result_explained(thing, last, judging, beneath), share=again)
    ever = key_results_ever_of(ask.db, thing.id)
    seen = visible(ask, ever)
    hidden = sum(line.dropped_at is None for line in ever) - sum(line.dropped_at is None for line in seen)
    aligned = () if thing.roll_up == "key_results" else contributions(ask.db, policy.sight(ask), thing.id)
    return Whisper(objective_explained(thing, seen, hidden, judging, aligned), share=again)
