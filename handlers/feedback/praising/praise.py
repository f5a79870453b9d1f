"""Praise is given: posted in a team's channel, and kept in one row for each who is praised."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Label, LongText
from handlers.chat.form import Form
from handlers.chat.outgoing import Shown
from handlers.chat.reply import FormErrors, Refused, Reply, Say, Whisper
from handlers.chat.text import Mention
from handlers.feedback.giving.fields import Colleagues, CompanyValue
from handlers.feedback.giving.telling import RECEIVED, subject_of
from handlers.feedback.praising import cards, places, posts
from handlers.feedback.praising.cards import Words
from handlers.feedback.praising.places import Stage, Unclear
from handlers.people.fields import TeamRef
from storage import audit, feedback, workspaces
from storage.feedback import NewFeedback
from storage.reactions import PRAISE

MOST_PRAISED: Final = 15


class Praise(
    Form,
    command="praise",
    title="Praise",
    submit="Praise",
    example='/praise @ana @ben "the launch went like clockwork"',
):
    """Praise colleagues where everyone sees it, in their team's channel."""

    people: Annotated[Colleagues, Label("People", "Whom you praise.")]
    text: Annotated[LongText, Label("Text", "What they did, and what it changed.")]
    company_value: CompanyValue = ""
    team: Annotated[TeamRef | None, Label("Team", "In whose channel it is posted, where you share several.")] = None

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Note.of(cards.ASKING),)


def give(ask: Ask, form: Praise) -> Reply:
    """Post the praise. It names no numbers of anybody, and nothing counts how often somebody is praised."""
    if not policy.may_give_feedback(ask):
        raise Refused("Praise is for members of the company to give, and you are a guest here.")
    if len(form.people) > MOST_PRAISED:
        many = f"You name {len(form.people)} people, and {MOST_PRAISED} fit. Praise the others on their own."
        return FormErrors({"people": many})
    try:
        stage = places.stage_for(ask, form.people, form.team)
    except Unclear as unclear:
        return FormErrors({"team": str(unclear)})
    codes = workspaces.next_codes(ask.db, ask.workspace_id, "F", len(form.people))
    praised = tuple(Mention(person.id, person.name) for person in form.people)
    words = Words(ask.writer, praised, form.text, form.company_value)
    message_id = _post(ask, words, codes[0], stage) if stage else None
    _keep(ask, form, codes, message_id)
    if stage is None:
        _tell(ask, words, codes)
    if ask.is_overheard and not (stage and stage.place.conversation == ask.place.conversation):
        return Say(cards.said(praised, stage))
    return Whisper(cards.posted(praised, codes, stage))


def _post(ask: Ask, words: Words, code: str, stage: Stage) -> int:
    card = cards.post(words, 0, ask.company.praise_reactions)
    return outgoing.show(ask, posts.subject(code), PRAISE, stage.place, card)


def _keep(ask: Ask, form: Praise, codes: Sequence[str], message_id: int | None) -> None:
    given = [
        NewFeedback(
            author_id=ask.person.id,
            receiver_id=person.id,
            about_id=person.id,
            visibility="public",
            text=form.text,
            is_praise=True,
            company_value=form.company_value,
            message_id=message_id,
        )
        for person in form.people
    ]
    feedback.keep(ask.db, ask.workspace_id, codes, given, ask.now)
    whom = [person.id for person in form.people]
    audit.record(ask.db, ask.workspace_id, ask.person.id, "praise", codes[0], ask.now, after={"people": whom})


def _tell(ask: Ask, words: Words, codes: Sequence[str]) -> None:
    """Tell each of them directly what could be posted nowhere."""
    card = cards.told(words)
    outgoing.show_to(
        ask,
        [
            Shown(one.person_id, subject_of(code), RECEIVED, card)
            for one, code in zip(words.praised, codes, strict=True)
        ],
    )
