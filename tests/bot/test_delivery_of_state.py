"""Messages that change: sent once as they are now, edited in place, with their lines under them."""

import asyncio
from datetime import timedelta

from bot.sender import Blocked
from handlers.chat.ask import Ask
from handlers.chat.outgoing import Shown, show, show_to, under
from storage import messages
from tests.bot.post_office import Office, card, channel
from tests.builders import NOW


def write(ask: Ask, text: str) -> None:
    """Write to the asker directly what may change later."""
    show_to(ask, [Shown(ask.person.id, "feedback:F-1", "received", card(text))])


async def test_a_message_revised_before_it_was_sent_is_sent_once_as_it_is_now(office: Office) -> None:
    for text in ("0 of 9 in", "1 of 9 in"):
        await office.handle(lambda ask, text=text: show(ask, "team:1:W48", "check_in", channel("C1"), card(text)))  # type: ignore[misc]

    await office.drain()

    assert office.platform.said == ["1 of 9 in"]


async def test_a_message_revised_after_it_was_sent_is_edited_in_place(office: Office) -> None:
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("0 of 9 in")))
    await office.drain()
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("1 of 9 in")))
    await office.drain()

    last = office.platform.letters[-1]
    assert (last.action, last.message, last.conversation) == ("edit", "ts1", "C1")
    assert office.platform.said == ["0 of 9 in", "1 of 9 in"]


async def test_edits_that_wait_become_one(office: Office) -> None:
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("0 of 9 in")))
    await office.drain()
    for text in ("1 of 9 in", "2 of 9 in", "3 of 9 in"):
        await office.handle(lambda ask, text=text: show(ask, "team:1:W48", "check_in", channel("C1"), card(text)))  # type: ignore[misc]

    await office.drain()

    assert office.platform.said == ["0 of 9 in", "3 of 9 in"]


async def test_a_message_revised_while_it_is_being_sent_is_edited_afterwards(office: Office) -> None:
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("0 of 9 in")))
    office.platform.gate.clear()
    draining = asyncio.create_task(office.drain())
    await office.platform.arrived.wait()
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("1 of 9 in")))
    office.platform.gate.set()
    await draining

    assert [letter.action for letter in office.platform.letters] == ["post", "edit"]
    assert office.platform.said == ["0 of 9 in", "1 of 9 in"]


async def test_a_line_waits_for_the_message_it_belongs_under(office: Office) -> None:
    def check_in(ask: Ask) -> None:
        message_id = show(ask, "team:1:W48", "check_in", channel("C1"), card("1 of 9 in"))
        under(ask, message_id, card("Ana: 42"))

    await office.handle(check_in)
    await office.drain()

    assert [(letter.conversation, letter.thread) for letter in office.platform.letters] == [("C1", ""), ("C1", "ts1")]


async def test_a_line_under_a_message_in_a_thread_goes_into_the_same_thread(office: Office) -> None:
    def coach(ask: Ask) -> None:
        message_id = show(ask, "draft:1", "draft", channel("C1", "root"), card("A draft"))
        under(ask, message_id, card("What would you measure?"))

    await office.handle(coach)
    await office.drain()

    assert [letter.thread for letter in office.platform.letters] == ["root", "root"]


async def test_an_edit_knows_the_thread_of_its_message(office: Office) -> None:
    place = channel("C1", "root")
    for text in ("0 of 9 in", "1 of 9 in"):
        await office.handle(lambda ask, text=text: show(ask, "draft:1", "draft", place, card(text)))  # type: ignore[misc]
        await office.drain()

    last = office.platform.letters[-1]
    assert (last.action, last.conversation, last.thread, last.message) == ("edit", "C1", "root", "ts1")


async def test_lines_under_a_message_that_is_blocked_are_blocked_too(office: Office) -> None:
    def check_in(ask: Ask) -> None:
        message_id = show(ask, "team:1:W48", "check_in", channel("C1"), card("1 of 9 in"))
        under(ask, message_id, card("Ana: 42"))

    office.platform.outcomes = [Blocked("channel_not_found")]
    await office.handle(check_in)

    assert await office.drain()
    assert (await office.states(), await office.cards()) == (["blocked", "blocked"], ["", ""])


async def test_a_message_that_was_blocked_is_posted_anew_when_it_changes(office: Office) -> None:
    office.platform.outcomes = [Blocked("not_in_channel")]
    for text in ("0 of 9 in", "1 of 9 in"):
        await office.handle(lambda ask, text=text: show(ask, "team:1:W48", "check_in", channel("C1"), card(text)))  # type: ignore[misc]
        await office.drain()

    assert [letter.action for letter in office.platform.letters] == ["post", "post"]
    assert await office.external_ids() == ["ts1"]


async def test_a_direct_message_is_edited_where_it_was_sent(office: Office) -> None:
    for text in ("Clear demo", "Clear demo, next time show the numbers"):
        await office.handle(lambda ask, text=text: write(ask, text))  # type: ignore[misc]
        await office.drain()

    first, last = office.platform.letters
    assert (first.action, first.conversation, first.account) == ("post", "", "U0ANARUIZ")
    assert (last.action, last.conversation, last.message) == ("edit", "D-U0ANARUIZ", "ts1")


async def test_a_direct_message_that_changes_waits_for_working_hours_and_goes_once_as_it_is_then(
    office: Office,
) -> None:
    office.clock.at = NOW - timedelta(hours=5)
    for text in ("Clear demo", "Clear demo, next time show the numbers"):
        await office.handle(lambda ask, text=text: write(ask, text))  # type: ignore[misc]
    await office.drain()
    assert office.platform.said == []

    office.clock.at = NOW
    await office.drain()

    assert office.platform.said == ["Clear demo, next time show the numbers"]


async def test_a_direct_message_revised_while_it_is_being_sent_is_edited_afterwards(office: Office) -> None:
    await office.handle(lambda ask: write(ask, "Clear demo"))
    office.platform.gate.clear()
    draining = asyncio.create_task(office.drain())
    await office.platform.arrived.wait()
    await office.handle(lambda ask: write(ask, "Taken back"))
    office.platform.gate.set()
    await draining

    assert [(letter.action, letter.conversation) for letter in office.platform.letters] == [
        ("post", ""),
        ("edit", "D-U0ANARUIZ"),
    ]


async def test_a_line_under_a_direct_message_goes_into_its_thread(office: Office) -> None:
    def comment(ask: Ask) -> None:
        write(ask, "3 goals, 100 of 100")
        message_id = messages.shown(ask.db, ask.workspace_id, "feedback:F-1", "received")
        assert message_id is not None
        under(ask, message_id, card("Ben: make the first one smaller"))

    await office.handle(comment)
    await office.drain()

    last = office.platform.letters[-1]
    assert (last.conversation, last.thread) == ("D-U0ANARUIZ", "ts1")
