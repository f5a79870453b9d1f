"""Drafts: shown where colleagues talk about them, and listed to who works on them."""

from collections.abc import Sequence
from functools import partial

from handlers.chat import outgoing
from handlers.chat.ask import Ask, Place
from handlers.chat.card import Card, Element
from handlers.chat.outgoing import Note
from handlers.chat.reply import Refused
from handlers.chat.text import Mention
from handlers.okrs.drafting import cards
from handlers.okrs.drafting.cards import Talk
from handlers.okrs.rights import permits
from storage import okr_drafts
from storage.involvements import WHOLE_OBJECTIVE, Involved, involved
from storage.okr_lines import KeyResultLine, ObjectiveLine, key_results_of_objectives
from storage.teams import team


def introduce(ask: Ask, line: ObjectiveLine, readers: Sequence[Mention]) -> Card:
    """Show a new draft to those with whom it is talked about; return the answer to who wrote it."""
    channel = ""
    if line.is_private:
        card = cards.posted(talk_of(ask, line))
        outgoing.tell_many(ask, [Note(one.person_id, card) for one in readers if one.person_id != ask.person.id])
    elif (place := _channel(ask, line)) is not None:
        _show(ask, line, place)
        channel = place.name
    return cards.drafted(line, channel, readers)


def show_draft(ask: Ask, line: ObjectiveLine) -> int | None:
    """Bring the card of an open draft in its team's channel up to date; return the message's id.

    `line` is as it is now, and locked. None where there is no card to talk under: of a private draft, of one without a
    team that meets in a channel, or where it is no draft any more.
    """
    if not line.is_draft or line.dropped_at is not None:
        return None
    if line.is_private:
        _withdraw(ask, line)
        return None
    place = _channel(ask, line)
    return None if place is None else _show(ask, line, place)


def show_published(ask: Ask, line: ObjectiveLine) -> None:
    """Say in the channel of the draft's card, where it has one, that it is published."""
    place = None if line.is_private else _shown_in(ask, line)
    if place is not None:
        card = cards.published(talk_of(ask, line))
        outgoing.show(ask, okr_drafts.subject(line.code), okr_drafts.KIND, place, card)


def show_dropped(ask: Ask, line: ObjectiveLine, reason: str) -> None:
    """Say in the channel of the draft's card, where it has one, that it was dropped; `line` as it was before."""
    place = _shown_in(ask, line) if line.is_draft and not line.is_private else None
    if place is not None:
        outgoing.show(
            ask, okr_drafts.subject(line.code), okr_drafts.KIND, place, cards.dropped(line, reason, ask.writer)
        )


def talk_of(ask: Ask, line: ObjectiveLine) -> Talk:
    """The draft with its key results and who agrees."""
    agreed = _agreed(line, involved(ask.db, line.id, ("agreed",)))
    return Talk(line, key_results_of_objectives(ask.db, (line.id,)), agreed)


def shown(ask: Ask, line: ObjectiveLine, lines: Sequence[KeyResultLine]) -> Card:
    """A draft as the writer sees it; `lines` are those of its key results that they see."""
    people = involved(ask.db, line.id, ("agreed", "co_owner"))
    own = {(one.part, one.key_result_id or WHOLE_OBJECTIVE) for one in people if one.person_id == ask.person.id}
    return cards.shown(Talk(line, lines, _agreed(line, people)), may_edit=permits(ask, line, own))


def drafts_part(ask: Ask, drafts: Sequence[ObjectiveLine]) -> tuple[Element, ...]:
    """The drafts as a part of a list or of Home; who may edit one is judged by what stands in its line."""
    return cards.drafts_listed(drafts, partial(permits, ask))


def must_be_draft(line: ObjectiveLine) -> None:
    """Raises Refused for what is published."""
    if not line.is_draft:
        raise Refused(f"{line.code} is published already, so it counts. See it: /okr show {line.code}.")


def _agreed(line: ObjectiveLine, people: Sequence[Involved]) -> list[Mention]:
    """Who agrees; one who has become the owner meanwhile does not count."""
    return [
        Mention(one.person_id, one.person_name)
        for one in people
        if one.part == "agreed" and one.person_id != line.owner_id
    ]


def _show(ask: Ask, line: ObjectiveLine, place: Place) -> int:
    return outgoing.show(ask, okr_drafts.subject(line.code), okr_drafts.KIND, place, cards.posted(talk_of(ask, line)))


def _withdraw(ask: Ask, line: ObjectiveLine) -> None:
    """Take what was made private out of the card that was posted while it was open."""
    place = _shown_in(ask, line)
    if place is not None:
        outgoing.show(ask, okr_drafts.subject(line.code), okr_drafts.KIND, place, cards.withdrawn())


def _shown_in(ask: Ask, line: ObjectiveLine) -> Place | None:
    """Where the card of the draft was posted."""
    spot = okr_drafts.card_place(ask.db, ask.workspace_id, line.code)
    return None if spot is None else Place(spot.platform, spot.conversation, spot.thread, kind="channel")


def _channel(ask: Ask, line: ObjectiveLine) -> Place | None:
    """Where the draft's team meets."""
    own = team(ask.db, line.team_id) if line.team_id is not None else None
    if own is None or not own.channel:
        return None
    return Place(own.platform, own.channel, kind="channel", name=own.channel_name)
