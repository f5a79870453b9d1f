"""Storing a check-in: who may, what it feeds, and who hears of it."""

from handlers.chat.ask import Ask
from handlers.chat.card import Card, Paragraph
from handlers.chat.reply import Refused
from handlers.chat.text import Command
from handlers.check_ins import posts, screens
from handlers.check_ins.trail import note_down
from handlers.okrs.refusals import ask_owner
from handlers.okrs.rights import may_change
from handlers.okrs.sight import is_private
from handlers.okrs.standing import due_days
from storage import recording
from storage.okr_lines import KeyResultLine
from storage.recording import GoneError, Recorded, Said


def refuse_unless_open_to(ask: Ask, line: KeyResultLine) -> None:
    """Raises Refused where the writer may not check in, or nobody may yet."""
    if not may_change(ask, line):
        raise ask_owner(line, "check in")
    if line.is_draft:
        raise _still_a_draft(line)


def save(ask: Ask, line: KeyResultLine, said: Said) -> Recorded:
    """Record it; the objective's progress and the team's post are right at once. Raises Refused."""
    refuse_unless_open_to(ask, line)
    due = due_days(ask.company)
    try:
        (one,) = recording.record(ask.db, ask.workspace_id, ask.person.id, [line.objective_id], [said], ask.now, due)
    except GoneError as gone:
        raise Refused(f"{line.code} was dropped, so nothing was stored. /okr list shows yours.") from gone
    note_down(ask, "check in", [(line, one)])
    if not is_private(line):
        posts.announce(ask, line.owner_id, lambda: screens.thread_line(ask.person.name, [(line, one)]))
    return one


def _still_a_draft(line: KeyResultLine) -> Refused:
    command = f"/okr publish {line.objective_code}"
    text = f"{line.objective_code} is a draft and counts from {command} on. Then {line.code} takes check-ins."
    said = Paragraph.of(
        f"{line.objective_code} is a draft and counts from ",
        Command(command),
        f" on. Then {line.code} takes check-ins.",
    )
    return Refused(text, Card(text, (said,)))
