"""Answering a check-in: said in its thread where it was pressed there, kept beside it, and shown with it."""

from collections.abc import Mapping
from typing import Annotated

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Label, LongText, WordKind
from handlers.chat.form import Form
from handlers.chat.number import row_number
from handlers.chat.outgoing import Note as Letter
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.check_ins import answering_cards as cards
from handlers.check_ins.answering_cards import Where
from handlers.okrs.sight import in_sight, is_private, sees
from storage import audit, check_in_answers, people, rhythm
from storage.check_in_answers import Answerable
from storage.messages import Spot
from storage.okr_lines import KeyResultLine, key_result_by_code


class AnswerCheckIn(Form, command="checkin answer", title="Answer", submit="Answer", listed=False):
    """Answer a colleague's check-in."""

    check_in: Annotated[str, WordKind()]
    text: Annotated[LongText, Label("Answer")]

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("check_in",)

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        found = _found(ask, given.get("check_in", ""))
        if found is None:
            return ()
        one, line = found
        where = _where_said(ask, line, one, _thread(ask))
        return (cards.asked(line, one), Note.of(cards.read_by(line, one, where)))


def answer(ask: Ask, form: AnswerCheckIn) -> Reply:
    """Keep the answer and say it in the thread; from elsewhere, whoever checked in is told, if they see it still."""
    found = _found(ask, form.check_in)
    if found is None:
        raise Refused("This check-in is not there any more. See what there is: /okr list.")
    one, line = found
    thread = _thread(ask)
    _refuse_unless_open(ask, line, one, is_in_thread=thread is not None)
    answer_id = check_in_answers.answer(ask.db, ask.workspace_id, one.id, line.id, ask.person.id, form.text, ask.now)
    # Its text stays out of the audit.
    audit.record(ask.db, ask.workspace_id, ask.person.id, "answer check-in", line.code, ask.now, after={"id": one.id})
    where = _where_said(ask, line, one, thread)
    if thread is not None:
        outgoing.under(ask, thread, cards.in_thread(line, one, ask.person, form.text))
    elif where == "directly":
        letter = Letter(one.person_id, cards.told(line, one, ask.writer, form.text), f"check_in_answer:{answer_id}")
        outgoing.tell_in_hours(ask, [letter])
    return Whisper(cards.kept(line, one, where))


def _found(ask: Ask, number: str) -> tuple[Answerable, KeyResultLine] | None:
    """The check-in and its key result; None where there is none for the writer."""
    one = check_in_answers.answerable(ask.db, ask.workspace_id, row_number(number))
    line = key_result_by_code(ask.db, ask.workspace_id, one.code) if one else None
    return None if one is None or line is None or not sees(ask, line) else (one, line)


def _thread(ask: Ask) -> int | None:
    """The weekly post in whose thread it was asked for."""
    place = ask.place
    if place.kind != "channel" or not place.thread:
        return None
    spot = Spot(place.platform, place.conversation, place.thread)
    return check_in_answers.message_at(ask.db, ask.workspace_id, spot, rhythm.POST)


def _where_said(ask: Ask, line: KeyResultLine, one: Answerable, thread: int | None) -> Where:
    """Where the answer is said. Whoever checked in may have lost sight of the key result since, and is told no more."""
    if thread is not None:
        return "in the thread"
    if one.person_id == ask.person.id:
        return "nowhere"
    who = people.by_ids(ask.db, (one.person_id,))[one.person_id]
    eyes = policy.sight_of(ask.workspace_id, who.id, who.standing)
    return "directly" if in_sight(ask.db, eyes, line) else "nowhere"


def _refuse_unless_open(ask: Ask, line: KeyResultLine, one: Answerable, *, is_in_thread: bool) -> None:
    if not policy.may_answer_check_ins(ask):
        raise Refused("Guests cannot answer check-ins here. Tell whoever checked in what you think.")
    if line.dropped_at is not None:
        raise Refused(f"{line.code} was dropped, so nothing of it is answered any more. /okr list shows what runs.")
    if one.is_taken_back:
        raise Refused(f"This check-in of {line.code} was taken back. See what stands: /okr show {line.code}.")
    if is_in_thread and is_private(line):
        raise Refused(
            f"{line.code} is private by now, so nothing about it is said in a thread. Write to @{one.person_name}."
        )
