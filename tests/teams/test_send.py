"""TeamsSender against Microsoft's side: what arrives there, and what comes of its refusals."""

import aiohttp
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.sender import Blocked, Sent
from bot.teams.card_address import CardAddress
from bot.teams.cards import BUDGET, bytes_of
from handlers.chat.card import Button, Call, Card, Paragraph
from storage.database import Database
from storage.file_offers import file_offers
from tests.teams.posting import GENERAL, LUNCH, Post, a_letter, attempts, posting, to_ben
from tests.teams.service import TeamsService

SAFE = Card("Done", (Paragraph.of("Done"),))
LONG = Card(
    "All key results",
    (*(Paragraph.of(f"{number} {'x' * 2_000}") for number in range(60)), Button("Check in", Call("checkin"))),
)


def of_card(conversation: str, activity: str) -> str:
    return CardAddress(conversation, activity).written()


# Where it arrives


async def test_a_post_in_a_channel_begins_a_thread_and_tells_its_root(post: Post) -> None:
    outcome = await post.sender.send(a_letter())

    (message,) = post.service.conversations[GENERAL]
    assert outcome == Sent(message.id, GENERAL)
    assert post.said(GENERAL) == ["Hello"]


async def test_a_line_stands_in_the_thread(post: Post) -> None:
    root = await post.sender.send(a_letter())
    assert isinstance(root, Sent)

    outcome = await post.sender.send(a_letter(Card("Ana: 42", ()), thread=root.external_id))

    assert post.said(f"{GENERAL};messageid={root.external_id}") == ["Ana: 42"]
    assert isinstance(outcome, Sent)
    assert outcome.conversation == GENERAL


async def test_chats_have_no_threads(post: Post) -> None:
    await post.sender.send(a_letter(conversation=LUNCH, thread="1700"))

    assert post.said(LUNCH) == ["Hello"]


async def test_a_direct_message_goes_to_the_chat_that_is_known(post: Post) -> None:
    chat = await post.met(post.ben)

    outcome = await post.sender.send(to_ben(post))

    assert (post.said(chat), attempts(post)) == (["Hello"], 1)
    assert isinstance(outcome, Sent)
    assert outcome.conversation == chat


async def test_somebody_who_never_wrote_is_written_to_in_a_chat_that_is_opened_once(post: Post) -> None:
    for _ in range(2):
        assert isinstance(await post.sender.send(to_ben(post)), Sent)

    asked = [call.path for call in post.service.calls]
    chat = post.service.chat_with(post.service.roster[1].id)
    assert post.said(chat) == ["Hello", "Hello"]
    assert asked.count("/v3/conversations") == 1


async def test_somebody_without_an_account_is_not_written_to(post: Post) -> None:
    assert await post.sender.send(to_ben(post, account="")) == Blocked("no account on Teams")


async def test_a_chat_that_is_gone_is_opened_anew_once(post: Post) -> None:
    await post.note("a:gone", "personal", post.ben)

    assert isinstance(await post.sender.send(to_ben(post)), Sent)

    chat = await post.conversations.personal(post.ben)
    assert chat is not None
    assert post.said(chat.conversation) == ["Hello"]


@pytest.mark.parametrize("thread", ["", "1700000000001"])
async def test_an_edit_finds_the_message_where_it_was_posted(post: Post, thread: str) -> None:
    sent = await post.sender.send(a_letter(thread=thread, message_id=7))
    assert isinstance(sent, Sent)

    changed = a_letter(
        SAFE, action="edit", conversation=sent.conversation, thread=thread, message_id=7, message=sent.external_id
    )
    outcome = await post.sender.send(changed)

    first, second = (call.path for call in post.service.calls)
    assert outcome == sent
    assert second == f"{first}/{sent.external_id}"
    assert post.said(f"{GENERAL};messageid={thread}" if thread else GENERAL) == ["Done"]


async def test_a_card_is_replaced_where_its_button_was_pressed(post: Post) -> None:
    sent = await post.sender.send(a_letter(conversation=LUNCH))
    assert isinstance(sent, Sent)

    letter = a_letter(SAFE, action="replace", conversation="", reply_url=of_card(LUNCH, sent.external_id))
    assert await post.sender.send(letter) == Sent(sent.external_id, LUNCH)

    assert post.said(LUNCH) == ["Done"]


async def test_what_is_shared_is_said_where_the_button_was_pressed(post: Post) -> None:
    thread = f"{GENERAL};messageid=1700"

    await post.sender.send(a_letter(action="share", conversation="", reply_url=of_card(thread, "1701")))

    assert post.said(thread) == ["Hello"]


@pytest.mark.parametrize("conversation", [GENERAL, LUNCH, "19:never-heard-of@thread.v2"])
async def test_an_answer_to_one_person_never_stands_where_others_read(post: Post, conversation: str) -> None:
    chat = await post.met(post.ben)

    await post.sender.send(to_ben(post, action="reply", reply_url=of_card(conversation, "1701")))

    assert post.said(chat) == ["Hello"]
    assert post.said(conversation) == []


async def test_an_answer_to_one_person_stands_below_the_card_in_their_own_chat(post: Post) -> None:
    chat = await post.met(post.ben)

    await post.sender.send(to_ben(post, action="reply", reply_url=of_card(chat, "1701")))

    assert post.said(chat) == ["Hello"]


async def test_an_answer_to_one_person_never_stands_in_the_chat_of_another(post: Post) -> None:
    anns, bens = await post.met(post.ann), await post.met(post.ben)

    await post.sender.send(to_ben(post, action="reply", reply_url=of_card(anns, "1701")))

    assert (post.said(anns), post.said(bens)) == ([], ["Hello"])


@pytest.mark.parametrize("action", ["reply", "replace", "share"])
async def test_an_address_that_is_none_is_given_up(post: Post, action: str) -> None:
    letter = to_ben(post, action=action, reply_url="https://slack.example/response")

    assert await post.sender.send(letter) == Blocked("not an address of a card")


async def test_before_anything_was_heard_from_teams_nothing_can_be_sent(
    microsoft: TeamsService, sqlite_database: Database, session: aiohttp.ClientSession
) -> None:
    async with posting(microsoft, sqlite_database, session) as post:
        await post.conversations.leave(GENERAL)
        await post.conversations.leave(LUNCH)

        assert await post.sender.send(to_ben(post)) == Blocked("nothing was heard from Teams yet")


# How much


async def test_a_long_message_goes_as_several_whose_last_has_the_buttons(post: Post) -> None:
    outcome = await post.sender.send(a_letter(LONG, conversation=LUNCH))

    pages = post.service.conversations[LUNCH]
    assert len(pages) > 1
    assert outcome == Sent(pages[0].id, LUNCH)
    assert [("Check in" in str(page.activity)) for page in pages] == [*(False for _ in pages[1:]), True]


async def test_a_message_that_will_be_edited_is_one(post: Post) -> None:
    await post.sender.send(a_letter(LONG, message_id=7))

    assert len(post.service.conversations[GENERAL]) == 1


async def test_further_pages_of_a_post_in_a_channel_stand_in_its_thread(post: Post) -> None:
    outcome = await post.sender.send(a_letter(LONG))

    assert isinstance(outcome, Sent)
    assert len(post.service.conversations[GENERAL]) == 1
    assert len(post.service.conversations[f"{GENERAL};messageid={outcome.external_id}"]) > 0


async def test_a_further_page_that_is_refused_for_a_while_is_sent_a_little_later(post: Post) -> None:
    began = post.machine.at
    post.service.fail_next(429, headers={"Retry-After": "3"}, matching=";messageid=")
    post.service.fail_next(502, "<html>Sorry</html>", matching=";messageid=")

    outcome = await post.sender.send(a_letter(LONG))

    assert isinstance(outcome, Sent)
    assert "Check in" in str(post.cards(f"{GENERAL};messageid={outcome.external_id}")[-1])
    assert post.machine.at - began >= 3.0 + 2.0


async def test_a_further_page_that_cannot_be_sent_does_not_send_the_first_again(post: Post) -> None:
    post.service.fail_next(403, times=99, matching=";messageid=")

    with capture_logs() as lines:
        outcome = await post.sender.send(a_letter(LONG))

    assert isinstance(outcome, Sent)
    assert len(post.service.conversations[GENERAL]) == 1
    assert [(line["sent"], line["pages"] > 1) for line in lines if "pages" in line] == [(1, True)]


async def test_what_teams_finds_too_large_is_sent_once_more_shortened(post: Post) -> None:
    post.service.fail_next(413, {"error": {"code": "MessageSizeTooBig"}}, matching="/emea")

    assert isinstance(await post.sender.send(a_letter(LONG)), Sent)

    (shown,) = post.cards(GENERAL)
    assert bytes_of(shown) <= BUDGET // 2 + 1_000


async def test_what_is_too_large_even_then_is_given_up(post: Post) -> None:
    post.service.fail_next(413, {"error": {"code": "MessageSizeTooBig"}}, times=2, matching="/emea")

    assert await post.sender.send(a_letter(LONG)) == Blocked("MessageSizeTooBig")
    assert attempts(post) == 2


# Files


async def test_a_file_is_offered_in_the_persons_chat_after_the_words(post: Post) -> None:
    chat = await post.met(post.ben)

    await post.sender.send(to_ben(post, attachment=b"code,title\n", attachment_name="okrs.csv"))

    words, offer = post.service.conversations[chat]
    (file,) = offer.activity["attachments"]
    assert words.activity["summary"] == "Hello"
    assert (file["name"], file["contentType"]) == ("okrs.csv", "application/vnd.microsoft.teams.card.file.consent")
    assert file["content"]["sizeInBytes"] == 11
    kept = await post.database.read(lambda db: db.execute(select(file_offers)).one())
    assert (kept.id, kept.person_id, kept.content) == (
        file["content"]["acceptContext"]["offer"],
        post.ben,
        b"code,title\n",
    )


async def test_a_file_for_a_channel_is_offered_in_the_persons_chat(post: Post) -> None:
    chat = await post.met(post.ben)
    letter = to_ben(
        post, action="share", reply_url=of_card(GENERAL, "1701"), attachment=b"x", attachment_name="okrs.csv"
    )

    await post.sender.send(letter)

    assert (post.said(GENERAL), post.said(chat)) == (["Hello"], ["okrs.csv"])


async def test_a_file_for_nobody_leaves_its_words(post: Post) -> None:
    outcome = await post.sender.send(a_letter(attachment=b"x", attachment_name="okrs.csv"))

    assert isinstance(outcome, Sent)
    assert post.said(GENERAL) == ["Hello"]


@pytest.mark.parametrize("status", [400, 403, 503])
async def test_a_file_that_cannot_be_offered_does_not_send_the_words_again(post: Post, status: int) -> None:
    chat = await post.met(post.ben)
    post.service.fail_next(status, times=99, matching=chat)
    letter = to_ben(
        post, action="share", reply_url=of_card(GENERAL, "1701"), attachment=b"x", attachment_name="okrs.csv"
    )

    with capture_logs() as lines:
        assert isinstance(await post.sender.send(letter), Sent)

    assert (post.said(GENERAL), post.said(chat)) == (["Hello"], [])
    assert [line["outbox_id"] for line in lines if line["event"] == "a file was not offered"] == [41]
