"""Home's line about the reader's own goals."""

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Element, Row
from handlers.chat.text import Bold, spans
from handlers.goals import cards, phrases
from handlers.goals.formula import attainment, weights_text
from handlers.goals.seeing.cycles import shown_cycle


def summary_rows(ask: Ask) -> tuple[Element, ...]:
    """One line, "Goals 62 % · 3 goals, weights 100 of 100"; nothing where there are none. One statement."""
    if ask.is_aloud or not policy.may_have_goals(ask):
        return ()
    cycle, by_cycle = shown_cycle(ask, ask.person.id)
    lines = by_cycle.get(cycle, ())
    if not lines:
        return ()
    found = attainment(lines)
    count = phrases.counted(len(lines))
    said = spans(Bold("Goals"), " ", *cards.attained(found), f" · {count}, weights {weights_text(found, ask.company)}")
    return (Row(said, Button("See my goals", Call("goal list"))),)
