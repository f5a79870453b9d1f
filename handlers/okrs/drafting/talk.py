"""Talking about a draft: agreeing with it, suggesting something, and taking a suggestion over."""

from collections.abc import Mapping
from typing import Annotated

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Call, Element, Note
from handlers.chat.fields import Label, LongText, ShortText, TextKind, Unreadable, WordKind
from handlers.chat.form import Form
from handlers.chat.grammar import fill
from handlers.chat.number import row_number
from handlers.chat.reply import OpenForm, Refused, ReplaceCard, Reply, Whisper
from handlers.chat.text import Mention, Spans, spans
from handlers.okrs.drafting import cards, suggestion_cards
from handlers.okrs.drafting.drafts import must_be_draft, show_draft, talk_of
from handlers.okrs.fields import ObjectiveRef, find_objective
from handlers.okrs.following.follow import tell_followers
from handlers.okrs.refusals import ask_owner
from handlers.okrs.rights import may_change
from handlers.okrs.setting.kr import AddKeyResult
from storage import audit, okr_drafts, suggestions
from storage.involvements import involve, release
from storage.okr_lines import ObjectiveLine, known_objective
from storage.rollups import lock_objective
from storage.suggestions import SuggestionLine

LONGEST_SUGGESTION = 400
"""Characters of a key result as it is typed: a title, its numbers and options."""


class Agree(Form, command="okr agree", title="Agree", submit="Agree", listed=False):
    """Agree with a draft, or take that back."""

    objective: ObjectiveRef


class Suggest(Form, command="okr suggest", title="Suggest", submit="Suggest", listed=False):
    """Suggest another title for a draft, a key result, or say what you think."""

    objective: ObjectiveRef
    title: Annotated[ShortText, Label("Title", "Change it if another one would be better.")] = ""
    key_result: Annotated[
        str,
        TextKind(LONGEST_SUGGESTION, many_lines=False),
        Label("Key result", "With its numbers, such as: Obtain pre-orders from 0 to 3000."),
    ] = ""
    comment: Annotated[LongText, Label("Comment", "Why, or what else you think.")] = ""

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = _named(ask, given)
        return given if line is None or "title" in given else {**given, "title": line.title}

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        line = _named(ask, given)
        if line is None:
            return ()
        if line.is_private or line.team_name is None:
            return (Note.of(f"Only {line.owner_name} will read it."),)
        return (Note.of(f"Everyone in the channel of {line.team_name} will be able to read it."),)

    def wanting(self) -> Mapping[str, str]:
        if self.new_title or self.key_result or self.comment:
            return {}
        return {"comment": "Say something: another title, a key result, or what you think."}

    @property
    def new_title(self) -> str:
        """The title, where it is not the one that the draft has."""
        return "" if self.title == self.objective.title else self.title


class TakeOver(Form, command="okr take-over", title="Take over", submit="Take over", listed=False):
    """Take over what a colleague suggested for a draft."""

    suggestion: Annotated[str, WordKind()]


def agree(ask: Ask, form: Agree) -> Reply:
    """Note that the writer agrees, or does so no more where they did; the draft's card counts it."""
    line = form.objective
    must_be_draft(line)
    _must_be_member(ask)
    if line.owner_id == ask.person.id:
        return Whisper(cards.own_draft(line))
    # Two who agree at once wait for each other, so that the card counts both.
    lock_objective(ask.db, line.id)
    is_taken_back = release(ask.db, line.id, "agreed", (ask.person.id,)) > 0
    if not is_taken_back:
        involve(ask.db, line.id, "agreed", (ask.person.id,), ask.now)
    show_draft(ask, line)
    return Whisper(cards.agreed(talk_of(ask, line), is_taken_back=is_taken_back))


def suggest(ask: Ask, form: Suggest) -> Reply:
    """Keep the suggestion and say it in the thread of the draft's card; without a card, to the owner."""
    line = form.objective
    must_be_draft(line)
    _must_be_member(ask)
    number = suggestions.suggest(
        ask.db,
        line.id,
        ask.person.id,
        ask.now,
        title=form.new_title,
        key_result=form.key_result,
        comment=form.comment,
    )
    one = _known(ask, number)
    return Whisper(suggestion_cards.thanks(line, _said(ask, line, one)))


def take_over(ask: Ask, form: TakeOver) -> Reply:
    """Take the title over, and open the form for the key result with what was understood; once."""
    one = _known(ask, row_number(form.suggestion))
    line = _draft_of(ask, one)
    lock_objective(ask.db, line.id)
    if not suggestions.take_over(ask.db, one.id, ask.person.id, ask.now):
        return _taken_already(ask, one)
    if one.title:
        line = _retitled(ask, line, one.title)
    message_id = show_draft(ask, line)
    if one.person_id != ask.person.id:
        outgoing.tell(ask, one.person_id, suggestion_cards.taken_told(line, one, ask.writer))
    if not one.key_result:
        return ReplaceCard(suggestion_cards.suggestion_taken(line, one, ask.writer), line.is_private)
    if message_id is not None:
        outgoing.under(ask, message_id, suggestion_cards.taken_line(line, one, ask.writer))
    return _key_result_form(ask, one)


def _said(ask: Ask, line: ObjectiveLine, one: SuggestionLine) -> Spans:
    """Say the suggestion where the draft is talked about; return where that was, in words."""
    card = suggestion_cards.suggested(line, one)
    lock_objective(ask.db, line.id)
    message_id = show_draft(ask, line)
    if message_id is not None:
        outgoing.under(ask, message_id, card)
        return spans("in the thread of its card")
    outgoing.tell(ask, line.owner_id, card)
    return spans("with ", Mention(line.owner_id, line.owner_name))


def _draft_of(ask: Ask, one: SuggestionLine) -> ObjectiveLine:
    """The draft that it is for. Raises Refused where the writer may not see it or not change it."""
    try:
        line = find_objective(ask, one.code)
    except Unreadable as problem:
        # What is out of sight has no suggestions, and no code.
        raise _gone() from problem
    if not may_change(ask, line):
        raise ask_owner(line, "take over suggestions for")
    must_be_draft(line)
    return line


def _retitled(ask: Ask, line: ObjectiveLine, title: str) -> ObjectiveLine:
    """The draft with its new title; the old one is kept in the audit."""
    if not okr_drafts.retitle(ask.db, line.id, line.version, title):
        raise Refused(f"{line.code} was changed a moment ago. Look at it again: /okr show {line.code}.")
    before, after = {"title": line.title}, {"title": title}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "edit", line.code, ask.now, before, after)
    tell_followers(ask, line, spans(ask.writer, f" changed the title from “{line.title}” to “{title}”."))
    return known_objective(ask.db, ask.workspace_id, line.code)


def _taken_already(ask: Ask, one: SuggestionLine) -> Reply:
    """Whoever took it over and closed the form for its key result opens that again."""
    if one.taken_by == ask.person.id and one.key_result:
        return _key_result_form(ask, one)
    raise Refused(f"{one.taken_by_name or 'A colleague'} took it over already. See the draft: /okr show {one.code}.")


def _key_result_form(ask: Ask, one: SuggestionLine) -> OpenForm:
    filled = fill(ask, AddKeyResult.spec, f"{one.code} {one.key_result}")
    return OpenForm(Call(AddKeyResult.spec.command, filled.given), notice=" ".join(filled.doubts))


def _must_be_member(ask: Ask) -> None:
    if not policy.may_create_objective(ask):
        raise Refused("Guests cannot agree or suggest. Tell the owner what you think.")


def _known(ask: Ask, number: int) -> SuggestionLine:
    one = suggestions.suggestion(ask.db, ask.workspace_id, number)
    if one is None:
        raise _gone()
    return one


def _gone() -> Refused:
    return Refused("This suggestion is not there any more. See what there is: /okr list.")


def _named(ask: Ask, given: Mapping[str, str]) -> ObjectiveLine | None:
    """The draft that is in the form already."""
    try:
        return find_objective(ask, given["objective"]) if given.get("objective") else None
    except Unreadable:
        return None
