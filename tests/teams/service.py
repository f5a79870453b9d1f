"""Microsoft's side of Teams: the keys that tokens are signed with, the login that gives a bot its own, the Connector.

It is as strict as the real one: no call without a token that its login gave out, no message over 100 kB, to somebody
who removed the bot, or to a conversation that is not there.
"""

import itertools
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import ClientSession, web

from tests.serving import listening
from tests.teams.shapes import APP_ID, PASSWORD, TENANT, Call, Failure, Json, Message, Person, declined, error, failed
from tests.teams.tokens import Tokens

LARGEST = 100_000
"""Bytes of a message, as JSON in UTF-16."""
SCOPE = "https://api.botframework.com/.default"


@dataclass(slots=True)
class _State:
    failures: list[Failure] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    chats: dict[str, str] = field(default_factory=dict)
    """Whose personal chat it is, by conversation."""
    transports: set[Any] = field(default_factory=set)
    """Kept, so that no second one takes its place in memory and is counted as the same."""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1_790_000_000_001))


class TeamsService:
    """Microsoft, from `async with` on. What may be read and changed at any time:

    - `calls`: every request but those for keys and tokens; `logins` and `key_reads` count those.
    - `conversations`: the bot's messages by conversation id, in order, with edits applied; a conversation is known when
      it has an entry. A channel's own entry holds its posts, "<channel>;messageid=<root>" the replies to one.
    - `roster`: the people; `members`: who of them is in a conversation, everybody where it says nothing.
    - `channels`: the names of each team's channels by their ids; "" for the one that Teams does not name.
    - `gone`: ids of people who removed the bot; `page`: most members on one page.
    - `expires_in`: seconds that the bot's tokens are good for; `is_open`: whether calls without a token are taken too.
    """

    def __init__(self, people: Sequence[Person] = (), *, is_open: bool = False) -> None:
        self.app_id = APP_ID
        self.password = PASSWORD
        self.tenant = TENANT
        self.roster = list(people)
        self.members: dict[str, list[str]] = {}
        self.conversations: dict[str, list[Message]] = {}
        self.channels: dict[str, dict[str, str]] = {}
        self.gone: set[str] = set()
        self.calls: list[Call] = []
        self.logins = 0
        self.key_reads = 0
        self.expires_in = 3599
        self.page = 100
        self.is_open = is_open
        self.endpoint = ""
        self.base_url = ""
        self._state = _State()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.base_url = await self._stack.enter_async_context(listening(self._app()))
        self._session = await self._stack.enter_async_context(ClientSession())
        self.tokens = Tokens(self.app_id, self.service_url)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def service_url(self) -> str:
        return f"{self.base_url}/emea/"

    @property
    def openid_url(self) -> str:
        return f"{self.base_url}/openid"

    @property
    def login_url(self) -> str:
        return f"{self.base_url}/login"

    @property
    def connections(self) -> int:
        """How many TCP connections something was asked on."""
        return len(self._state.transports)

    def environment(self) -> dict[str, str]:
        """What the bot's environment has to say to find this service."""
        return {
            "TEAMS_APP_ID": self.app_id,
            "TEAMS_APP_PASSWORD": self.password,
            "TEAMS_TENANT_ID": self.tenant,
            "TEAMS_OPENID_METADATA_URL": self.openid_url,
            "TEAMS_LOGIN_URL": self.login_url,
        }

    def roll_keys(self) -> None:
        """Sign with a new key from now on; the old one is published no more."""
        self.tokens.roll()

    def revoke(self) -> None:
        """Take no token of the bot's that was given out so far."""
        self._state.tokens.clear()

    def fail_next(
        self,
        status: int,
        body: str | Json = "",
        headers: Mapping[str, str] | None = None,
        times: int = 1,
        matching: str = "",
    ) -> None:
        """Answer the next requests like this; those whose "METHOD /path" (decoded) holds `matching`. See HANG_UP."""
        self._state.failures.append(Failure(status, body, headers or {}, times, matching))

    def chat_with(self, user: str) -> str:
        """The personal chat of somebody with the bot, as from the moment they added it. `user` is their "29:…" id."""
        conversation = f"a:1-{user.removeprefix('29:')}"
        self._state.chats[conversation] = user
        self.members.setdefault(conversation, [user])
        self.conversations.setdefault(conversation, [])
        return conversation

    def add_conversation(self, conversation: str, members: Sequence[str] | None = None) -> None:
        """A group chat or a channel that the bot is in, with these people ("29:…"), or with everybody."""
        self.conversations.setdefault(conversation, [])
        if members is not None:
            self.members[conversation] = list(members)

    def message(self, who: Person, text: str, conversation: str = "", **more: Any) -> Json:
        """What Teams posts to the bot when somebody writes to it; in their personal chat, if nothing else is said."""
        chat = conversation or self.chat_with(who.id)
        kind = "personal" if chat.startswith("a:") else "channel" if "tacv2" in chat else "groupChat"
        return {
            "type": "message",
            "id": str(next(self._state.numbers)),
            "timestamp": "2026-10-05T06:00:00.123Z",
            "localTimestamp": "2026-10-05T08:00:00.123+02:00",
            "localTimezone": "Europe/Berlin",
            "locale": "en-GB",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": who.id, "name": who.name, "aadObjectId": who.aad},
            "recipient": {"id": f"28:{self.app_id}", "name": "Rungs"},
            "conversation": {
                "id": chat,
                "conversationType": kind,
                "tenantId": self.tenant,
                "isGroup": kind != "personal",
            },
            "channelData": {"tenant": {"id": self.tenant}},
            "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
            "textFormat": "plain",
            "text": text,
            **more,
        }

    async def deliver(self, activity: Any, *, token: str | None = None, endpoint: str = "") -> tuple[int, Any]:
        """Post an activity to the bot; return the status and the body as JSON, None where there is none.

        It carries a good token where none is given, and none at all where it is "".
        """
        bearer = self.tokens.good() if token is None else token
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        async with self._session.post(endpoint or self.endpoint, json=activity, headers=headers) as response:
            text = await response.text()
        return response.status, json.loads(text) if text else None

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._attended], client_max_size=10_000_000)
        app.add_routes(
            [
                web.get("/openid", self._openid),
                web.get("/keys", self._keys),
                web.post("/login/{tenant}/oauth2/v2.0/token", self._login),
                web.post("/emea/v3/conversations", self._create),
                web.post("/emea/v3/conversations/{id}/activities", self._post),
                web.put("/emea/v3/conversations/{id}/activities/{activity}", self._put),
                web.delete("/emea/v3/conversations/{id}/activities/{activity}", self._delete),
                web.get("/emea/v3/conversations/{id}/pagedmembers", self._paged),
                web.get("/emea/v3/teams/{team}/conversations", self._channels),
                web.get("/emea/v3/conversations/{id}/members/{user}", self._member),
            ]
        )
        return app

    @web.middleware
    async def _attended(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self._state.transports.add(request.transport)
        body = await request.read()
        answer = self._failing(request) or self._unbidden(request) or await handler(request)
        if request.path.startswith("/emea"):
            said = json.loads(body) if body else None
            self.calls.append(
                Call(
                    request.method,
                    unquote(request.path).removeprefix("/emea"),
                    said,
                    dict(request.headers),
                    answer.status,
                    dict(request.query),
                    request.raw_path,
                )
            )
        return answer

    def _failing(self, request: web.Request) -> web.Response | None:
        asked = f"{request.method} {unquote(request.path)}"
        for failure in self._state.failures:
            if failure.times > 0 and failure.matching in asked:
                failure.times -= 1
                return failed(request, failure)
        return None

    def _unbidden(self, request: web.Request) -> web.Response | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        is_known = scheme == "Bearer" and token in self._state.tokens
        if not request.path.startswith("/emea") or is_known or (self.is_open and not token):
            return None
        return error(401, "BadAuthentication", "Authorization has been denied for this request.")

    async def _openid(self, _: web.Request) -> web.Response:
        self.key_reads += 1
        return web.json_response(
            {
                "issuer": "https://api.botframework.com",
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{self.base_url}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [key.published() for key in self.tokens.published]})

    async def _login(self, request: web.Request) -> web.Response:
        self.logins += 1
        said = await request.post()
        if request.match_info["tenant"] != self.tenant:
            return declined(400, "invalid_request", "AADSTS90002: Tenant not found.")
        if said.get("grant_type") != "client_credentials" or said.get("scope") != SCOPE:
            return declined(400, "invalid_scope", "AADSTS70011: The provided value for scope is not valid.")
        if said.get("client_id") != self.app_id:
            return declined(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.")
        if said.get("client_secret") != self.password:
            return declined(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        token = f"token-{self.logins}"
        self._state.tokens.add(token)
        return web.json_response({"token_type": "Bearer", "expires_in": self.expires_in, "access_token": token})

    async def _create(self, request: web.Request) -> web.Response:
        said = await request.json()
        members = said.get("members")
        if not isinstance(members, list) or len(members) != 1:
            return error(400, "BadSyntax", "Incorrect conversation creation parameters")
        tenant = said.get("tenantId") or said.get("channelData", {}).get("tenant", {}).get("id")
        if tenant != self.tenant:
            return error(400, "BadArgument", "The tenant is missing or another one")
        user = self._found(members[0]["id"])
        if user is None or user.id in self.gone:
            return error(403, "ForbiddenOperationException", "The bot is not installed for this user")
        return web.json_response({"id": self.chat_with(user.id)}, status=201)

    async def _post(self, request: web.Request) -> web.Response:
        conversation = request.match_info["id"]
        refused = self._refused(conversation, await request.read())
        if refused is not None:
            return refused
        number = str(next(self._state.numbers))
        self.conversations.setdefault(conversation, []).append(Message(number, await request.json()))
        return web.json_response({"id": number}, status=201)

    async def _put(self, request: web.Request) -> web.Response:
        conversation, number = request.match_info["id"], request.match_info["activity"]
        refused = self._refused(conversation, await request.read())
        if refused is not None:
            return refused
        found = self._messages(conversation, number)
        if found is None:
            return error(404, "ActivityNotFoundInConversation", "The activity was not found")
        found.activity = await request.json()
        found.edits += 1
        return web.json_response({"id": number})

    async def _delete(self, request: web.Request) -> web.Response:
        conversation, number = request.match_info["id"], request.match_info["activity"]
        found = self._messages(conversation, number)
        if found is None:
            return error(404, "ActivityNotFoundInConversation", "The activity was not found")
        for messages in self.conversations.values():
            if found in messages:
                messages.remove(found)
        return web.Response()

    async def _channels(self, request: web.Request) -> web.Response:
        named = self.channels.get(unquote(request.match_info["team"]))
        if named is None:
            return error(404, "TeamNotFound", "There is no such team.")
        listed = [{"id": number} | ({"name": name} if name else {}) for number, name in named.items()]
        return web.json_response({"conversations": listed})

    async def _paged(self, request: web.Request) -> web.Response:
        conversation = request.match_info["id"]
        if not self._is_known(conversation):
            return error(404, "ConversationNotFound", "Conversation not found.")
        size = min(int(request.query.get("pageSize", self.page)), self.page)
        start = int(request.query.get("continuationToken", "at=0").partition("=")[2])
        people = self._members(conversation)
        page: Json = {"members": [one.member() for one in people[start : start + size]]}
        if start + size < len(people):
            page["continuationToken"] = f"at={start + size}"
        return web.json_response(page)

    async def _member(self, request: web.Request) -> web.Response:
        conversation, user = request.match_info["id"], request.match_info["user"]
        found = [one for one in self._members(conversation) if user in (one.id, one.aad)]
        if not self._is_known(conversation) or not found:
            return error(404, "MemberNotFoundInConversation", "The user was not found")
        return web.json_response(found[0].member())

    def _refused(self, conversation: str, body: bytes) -> web.Response | None:
        if not self._is_known(conversation):
            return error(404, "ConversationNotFound", "Conversation not found.")
        if self._state.chats.get(conversation) in self.gone:
            return error(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if len(json.dumps(json.loads(body), ensure_ascii=False).encode("utf-16-le")) > LARGEST:
            return error(413, "MessageSizeTooBig", "Message size too large.")
        return None

    def _is_known(self, conversation: str) -> bool:
        return conversation.partition(";messageid=")[0] in self.conversations

    def _members(self, conversation: str) -> list[Person]:
        inside = self.members.get(conversation.partition(";messageid=")[0])
        return [one for one in self.roster if inside is None or one.id in inside]

    def _found(self, user: str) -> Person | None:
        return next((one for one in self.roster if user in (one.id, one.aad)), None)

    def _messages(self, conversation: str, number: str) -> Message | None:
        base = conversation.partition(";messageid=")[0]
        inside = (messages for name, messages in self.conversations.items() if name.partition(";messageid=")[0] == base)
        return next((one for messages in inside for one in messages if one.id == number), None)
