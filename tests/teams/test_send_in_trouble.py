"""TeamsSender in trouble: refusals, broken connections, people and places that are gone."""

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.sender import Blocked, Sent, TryLater, Unknown
from bot.teams.card_address import CardAddress
from storage.conversations import Reference
from storage.people import accounts
from storage.reach import unreachable
from tests.teams.posting import GENERAL, LUNCH, Post, a_letter, attempts, to_ben
from tests.teams.shapes import HANG_UP, Json


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "7"}, 7.0), ({}, 2.0)])
async def test_too_much_is_tried_again_after_the_pause_that_teams_asks_for(
    post: Post, headers: dict[str, str], seconds: float
) -> None:
    post.service.fail_next(429, "<html>Too many</html>", headers, matching="/emea")

    assert await post.sender.send(a_letter()) == TryLater("limited", seconds)
    assert attempts(post) == 1


@pytest.mark.parametrize("status", [412, 500, 502, 503, 504])
@pytest.mark.parametrize("action", ["post", "edit"])
async def test_trouble_at_microsofts_is_tried_again_later_and_not_at_once(post: Post, action: str, status: int) -> None:
    post.service.fail_next(status, "<html>Sorry</html>", matching="/emea")

    assert await post.sender.send(a_letter(action=action, message="1700")) == TryLater("failed")
    assert len(post.service.calls) == 1


async def test_a_connection_that_breaks_leaves_it_unknown(post: Post) -> None:
    post.service.fail_next(HANG_UP, matching="POST /emea")

    assert isinstance(await post.sender.send(a_letter()), Unknown)


async def test_nothing_listening_is_out_of_reach(post: Post) -> None:
    nowhere = Reference("19:moved@thread.v2", "group", "http://127.0.0.1:9/", post.service.tenant)
    await post.conversations.note(nowhere)

    assert await post.sender.send(a_letter(conversation="19:moved@thread.v2")) == TryLater("out of reach")


@pytest.mark.parametrize("is_known", [True, False])
async def test_somebody_who_removed_the_bot_is_unreachable_from_then_on(post: Post, is_known: bool) -> None:
    if is_known:
        await post.met(post.ben)
    post.service.gone.add(post.service.roster[1].id)

    outcome = await post.sender.send(to_ben(post))

    assert isinstance(outcome, Blocked)
    assert await post.database.read(lambda db: unreachable(db, post.workspace_id, "teams")) == {post.ben}


async def test_any_403_in_a_personal_chat_says_that_nothing_arrives(post: Post) -> None:
    await post.met(post.ben)
    post.service.fail_next(403, "<html>No</html>", matching="/emea")

    assert await post.sender.send(to_ben(post)) == Blocked("HTTP 403")
    stood = select(accounts.c.unreachable_at).where(accounts.c.person_id == post.ben)
    assert await post.database.read(lambda db: db.scalar(stood)) is not None


async def test_a_channel_that_rungs_was_removed_from_is_left(post: Post) -> None:
    post.service.fail_next(403, {"error": {"code": "BotNotInConversationRoster"}}, matching="/emea")

    assert await post.sender.send(a_letter()) == Blocked("BotNotInConversationRoster")
    assert await post.conversations.find(GENERAL) is None
    assert await post.sender.send(a_letter()) == Blocked("Rungs is not in it any more")
    assert attempts(post) == 1


@pytest.mark.parametrize("conversation", ["19:nowhere@thread.tacv2", "19:nowhere@thread.v2"])
async def test_a_conversation_that_is_not_there_is_given_up(post: Post, conversation: str) -> None:
    assert await post.sender.send(a_letter(conversation=conversation)) == Blocked("ConversationNotFound")


async def test_an_answer_in_place_of_a_card_that_is_gone_is_said_below(post: Post) -> None:
    gone = CardAddress(LUNCH, "1700000000001").written()

    outcome = await post.sender.send(a_letter(action="replace", conversation="", reply_url=gone))

    assert outcome == Sent(post.service.conversations[LUNCH][0].id, LUNCH)
    assert (post.said(LUNCH), attempts(post, "PUT"), attempts(post)) == (["Hello"], 1, 1)


async def test_an_answer_in_a_conversation_that_is_gone_is_given_up(post: Post) -> None:
    gone = CardAddress("19:nowhere@thread.v2", "1700000000001").written()

    outcome = await post.sender.send(a_letter(action="replace", conversation="", reply_url=gone))

    assert outcome == Blocked("ConversationNotFound")
    assert (attempts(post, "PUT"), attempts(post)) == (1, 1)


async def test_an_edit_of_a_message_that_is_gone_is_given_up(post: Post) -> None:
    outcome = await post.sender.send(a_letter(action="edit", message="1700000000001"))

    assert outcome == Blocked("ActivityNotFoundInConversation")


async def test_a_token_that_is_not_taken_is_told_to_the_operator_once(post: Post) -> None:
    denied: Json = {"error": {"code": "BadAuthentication"}}
    post.service.fail_next(401, denied, times=99, matching="POST /emea")

    with capture_logs() as lines:
        assert [await post.sender.send(a_letter()) for _ in range(3)] == [TryLater("failed")] * 3

    assert [line["log_level"] for line in lines if "TEAMS_APP_PASSWORD" in line["event"]] == ["error"]
