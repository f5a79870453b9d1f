"""The coach: how well an objective and its key results are written, and what would make them better."""

from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.okrs.coaching.cards import coached
from handlers.okrs.fields import ObjectiveRef
from handlers.okrs.rights import may_change
from handlers.okrs.sight import is_private, visible
from storage.okr_lines import key_results_of_objectives


class Coach(Form, command="okr coach", title="Coach", reads=True, submit="Look", example="/okr coach O-2"):
    """Look at an objective and its key results with a coach's eyes: what is good, and what could be better."""

    objective: Annotated[ObjectiveRef, Label("Objective", "A code, or some words of the title.")]


def coach(ask: Ask, form: Coach) -> Reply:
    """How many of the rules hold, and advice on the others, each with its reason."""
    line = form.objective
    seen = visible(ask, key_results_of_objectives(ask.db, (line.id,)))
    card = coached(line, seen, ask.company, may_change(ask, line))
    return Whisper(card, share=None if is_private(line) else Coach.asked(objective=line.code))
