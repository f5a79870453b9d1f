"""The Web API as the stock client calls it: arguments, tokens, scopes, refusals, paging."""

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.calls import called, refusal
from tests.playground.clock import Clock
from tests.playground.company import local_slack


async def test_a_token_says_who_the_bot_is_and_what_it_may(client: AsyncWebClient) -> None:
    answer = await client.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0RUNGS", "B0RUNGS", "T0LOCAL")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


async def test_no_token_and_a_wrong_token_are_told_apart(slack: Playground) -> None:
    none = await called(slack, "auth.test", headers={})
    wrong = await called(slack, "auth.test", headers={"Authorization": "Bearer xoxb-other"})

    assert (none, wrong) == ({"ok": False, "error": "not_authed"}, {"ok": False, "error": "invalid_auth"})


async def test_an_unknown_method_is_refused(slack: Playground) -> None:
    assert await called(slack, "chat.shout") == {"ok": False, "error": "unknown_method"}


@pytest.mark.parametrize(
    "how",
    [
        {"params": {"channel": "C1GEN", "text": "hi"}},
        {"data": {"channel": "C1GEN", "text": "hi"}},
        {"json": {"channel": "C1GEN", "text": "hi"}},
        {"params": {"channel": "C1GEN"}, "json": {"text": "hi"}},
        {"data": {"channel": "C1GEN", "text": "hi", "token": "xoxb-local-playground"}, "headers": {}},
    ],
)
async def test_arguments_come_by_query_form_or_json(slack: Playground, how: Json) -> None:
    answer = await called(slack, "chat.postMessage", **how)

    assert answer["message"]["text"] == "hi"


async def test_blocks_may_come_as_a_string_of_json(slack: Playground) -> None:
    blocks = json.dumps([{"type": "divider"}])

    answer = await called(slack, "chat.postMessage", data={"channel": "C1GEN", "blocks": blocks})

    assert answer["message"]["blocks"][0]["type"] == "divider"


async def test_broken_json_is_refused(slack: Playground) -> None:
    headers = {"Authorization": "Bearer xoxb-local-playground", "Content-Type": "application/json"}

    assert (await called(slack, "api.test", data=b"{", headers=headers))["error"] == "invalid_json"


async def test_a_method_without_its_scope_names_the_scope(slack: Playground, client: AsyncWebClient) -> None:
    slack.workspace.install = type(slack.workspace.install)(scopes=frozenset({"commands"}))

    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user="U1ANA")

    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "users:read"


async def test_people_are_listed_page_by_page(client: AsyncWebClient) -> None:
    seen: list[str] = []
    cursor = ""
    for _ in range(9):
        page = await client.users_list(limit=2, cursor=cursor)
        seen += [member["id"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break

    assert seen == ["U1ANA", "U2BEN", "U3GUEST", "U4GONE", "U0RUNGS", "USLACKBOT"]


async def test_a_person_has_zone_mail_and_standing(client: AsyncWebClient) -> None:
    user = (await client.users_info(user="U2BEN"))["user"]
    guest = (await client.users_info(user="U3GUEST"))["user"]
    gone = (await client.users_info(user="U4GONE"))["user"]

    assert (user["tz"], user["tz_offset"], user["profile"]["email"]) == ("America/New_York", -18000, "ben@x.example")
    assert (guest["is_restricted"], gone["deleted"]) == (True, True)


async def test_people_are_found_by_mail_unless_they_left(client: AsyncWebClient) -> None:
    found = await client.users_lookupByEmail(email="Ana@x.example")

    assert found["user"]["id"] == "U1ANA"
    assert await refusal(client.users_lookupByEmail(email="olga@x.example")) == "users_not_found"
    assert await refusal(client.users_info(user="U9NOBODY")) == "user_not_found"


async def test_private_channels_without_the_bot_are_hidden(client: AsyncWebClient) -> None:
    listed = await client.conversations_list(types="public_channel,private_channel")

    assert [channel["name"] for channel in listed["channels"]] == ["general", "dev", "hr"]
    assert await refusal(client.conversations_info(channel="C4BOARD")) == "channel_not_found"
    assert (await client.conversations_members(channel="C3HR"))["members"] == ["U1ANA", "U0RUNGS"]


async def test_a_direct_message_opens_once(client: AsyncWebClient) -> None:
    first = await client.conversations_open(users="U2BEN")
    second = await client.conversations_open(users=["U2BEN"], return_im=True)

    assert (first["already_open"], second["already_open"]) == (False, True)
    assert first["channel"]["id"] == second["channel"]["id"]
    assert await refusal(client.conversations_open(users="U4GONE")) == "user_disabled"
    assert await refusal(client.conversations_open(users="U9NOBODY")) == "user_not_found"


async def test_the_bot_joins_public_channels(client: AsyncWebClient, slack: Playground) -> None:
    await client.conversations_join(channel="C2DEV")

    assert "U0RUNGS" in slack.workspace.place("dev").members
    assert [room["name"] for room in (await client.users_conversations())["channels"]] == ["general", "dev"]


async def test_user_groups_name_their_members(client: AsyncWebClient) -> None:
    groups = await client.usergroups_list(include_users=True)
    members = await client.usergroups_users_list(usergroup="S1MKT")

    assert groups["usergroups"][0]["users"] == members["users"] == ["U1ANA", "U2BEN"]


async def test_a_file_goes_up_in_three_steps(client: AsyncWebClient, slack: Playground) -> None:
    await client.files_upload_v2(
        channel="C1GEN", content=b"\x89PNG...", filename="chart.png", initial_comment="Week 47"
    )

    posted = slack.messages("general")[-1]
    assert (posted.text, posted.files[0]["mimetype"]) == ("Week 47", "image/png")
    assert slack.state.files[posted.files[0]["id"]].data == b"\x89PNG..."


async def test_a_file_that_was_never_uploaded_cannot_be_completed(client: AsyncWebClient) -> None:
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=3)

    files = [{"id": announced["file_id"], "title": "a"}]
    assert await refusal(client.files_completeUploadExternal(files=files, channel_id="C1GEN")) == "file_not_found"


async def test_the_server_listens_on_this_machine_alone(clock: Clock) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        type(local_slack(clock))(people=(), rooms=(), now=clock, host="0.0.0.0")  # noqa: S104


async def test_another_host_name_is_turned_away(slack: Playground) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{slack.url}/", headers={"Host": "evil.example"}) as response,
    ):
        assert response.status == 403
