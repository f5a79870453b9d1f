"""Everything as files, asked for in chat: they come by direct message, a moment later, as making them takes time."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Final

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask, Place
from handlers.chat.due import Occasion
from handlers.chat.reply import Attachment, Reply, Whisper
from handlers.people.rights import require_set_up
from handlers.transfer import screens
from handlers.transfer.exporting import rows as writing
from handlers.transfer.forms import EXPORT, Export
from handlers.transfer.reading.sheets import COLUMNS, Subject
from handlers.transfer.reading.spreadsheet import csv_lines
from storage import people, reminders
from storage.reminders import Plan
from storage.sight import Sight
from storage.transfer.snapshots import check_ins_out, snapshot

MOST_CHECK_INS: Final = 50_000
"""Check-ins that fit into a message's file."""


def export(ask: Ask, form: Export) -> Reply:
    """Let the files be made next; they hold what the writer may see."""
    require_set_up(ask, "export everything")
    wanted = Plan(EXPORT, f"person:{ask.person.id}", ask.person.id, ask.now)
    reminders.plan(ask.db, ask.workspace_id, [wanted])
    return Whisper(screens.export_begun())


def send_files(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Make the files that were asked for and send each in a message of its own."""
    for due in occasion.due:
        person = people.profile(occasion.db, due.subject_id)
        asked = Ask(occasion.db, occasion.now, person, Place(""), occasion.company)
        _send(occasion, due.subject_id, policy.sight(asked))
    return {due.id: None for due in occasion.due}


def _send(occasion: Occasion, person_id: int, sight: Sight) -> None:
    store = snapshot(occasion.db, occasion.workspace_id, sight)
    check_ins = list(islice(check_ins_out(occasion.db, occasion.workspace_id, sight), MOST_CHECK_INS + 1))
    told = check_ins if len(check_ins) <= MOST_CHECK_INS else []
    files: dict[Subject, Iterable[writing.Cells]] = {
        "okrs": writing.okr_rows(store),
        "check_ins": writing.check_in_rows(told),
        "people": writing.people_rows(store),
        "teams": writing.team_rows(store),
    }
    if len(check_ins) > MOST_CHECK_INS:
        del files["check_ins"]
        outgoing.tell(occasion, person_id, screens.too_many_check_ins(MOST_CHECK_INS))
    for subject, rows in files.items():
        lines = [writing.csv_row(subject, cells) for cells in rows]
        content = "".join(csv_lines([COLUMNS[subject], *lines])).encode()
        card = screens.exported(f"{subject}.csv", len(lines))
        outgoing.tell(occasion, person_id, card, attachment=Attachment(f"{subject}.csv", content))
