"""The company's switches, as the settings show them."""

from collections.abc import Mapping
from typing import Final

from handlers.chat.card import Button, Call, Element, Heading, Note, Row
from handlers.chat.text import Bold, Date, Mention, Span, Spans, spans
from handlers.company import Company
from storage.switches import SWITCHES, SwitchLine

COUNTS_FROM: Final = "What is switched counts from the next review cycle on."


def switch_rows(company: Company, stand: Mapping[str, SwitchLine], *, own: bool) -> tuple[Element, ...]:
    """A row for each switch: how it stands, who set it so and when. Who sets things up finds a button beside it."""
    rows = [
        Row(_said(company, name, stand.get(name)), _button(name, stand.get(name)) if own else None) for name in SWITCHES
    ]
    return (Heading("Reviews"), *rows, Note.of(COUNTS_FROM))


def switched(name: str, *, on: bool) -> str:
    """What a switch does once it is set, as a sentence."""
    return f"{label(name)} is {'on' if on else 'off'} from the next review cycle on."


def label(name: str) -> str:
    """The name as it begins a line."""
    return name[:1].upper() + name[1:]


def _said(company: Company, name: str, line: SwitchLine | None) -> Spans:
    if line is None:
        return spans(Bold(label(name)), ": off, never set")
    parts: list[str | Span] = [Bold(label(name)), f": {'on' if line.is_on else 'off'}, set by "]
    return spans(*parts, Mention(line.set_by, line.set_by_name), " ", Date(company.day_of(line.set_at), line.set_at))


def _button(name: str, line: SwitchLine | None) -> Button:
    """It asks for the state that it names, so that an old one does nothing twice."""
    is_on = line is not None and line.is_on
    state = "off" if is_on else "on"
    return Button(f"Switch {state}", Call("rungs switch", {"name": name, "state": state}))
