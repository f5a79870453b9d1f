"""The one door between Rungs and Microsoft's SDK: who may come in, its pipeline, and what goes out.

No other module imports botbuilder or botframework. Of the SDK's own ways in none is used: its adapters answer every
invoke with 500, and fetch keys and tokens while the whole loop waits.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from aiohttp import ClientSession
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationAccount, ConversationReference, ResourceResponse
from botframework.connector.auth import (
    AuthenticationConstants,
    ChannelValidation,
    CredentialProvider,
    JwtTokenExtractor,
    SkillValidation,
)

from bot.addresses import TeamsAddress
from bot.clock import MachineClock
from bot.teams.body import inner
from bot.teams.connector import Connector, Json, NoBearer
from bot.teams.keys import Keys
from bot.teams.service_url import is_loopback, is_private
from bot.teams.token import Token

CHANNEL = "msteams"

log = structlog.get_logger()


class Refused(Exception):
    """A request that is not answered: 401 where nobody knows who sent it, 403 where it is no customer of ours."""

    def __init__(self, status: Literal[401, 403], kind: str) -> None:
        super().__init__(kind)
        self.status = status
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Reply:
    """What an activity is answered with; the body is an invoke's."""

    status: int = 200
    body: Json | None = None


Answer = Callable[[Json], Awaitable[Reply]]
"""What is done about an activity, given as Teams sent it."""


class Gateway:
    """Lets in what Microsoft signed for this bot and our own people sent, and hands it to the SDK's pipeline.

    `adapter` is the SDK's: its middleware may be plugged in by `adapter.use`. `connector` is for sending.
    """

    def __init__(self, address: TeamsAddress, session: ClientSession, clock: MachineClock) -> None:
        self._tenants = address.tenants
        self._keys = Keys(session, address.openid_metadata_url, clock)
        self._token = Token(session, address, clock)
        self._check = _anonymous if address.is_anonymous else _Signed(address.app_id, self._keys).check
        self._is_anonymous = address.is_anonymous
        bearer = NoBearer() if address.is_anonymous else self._token
        self.connector = Connector(session, bearer, clock, address.app_id)
        self.adapter = _Adapter(self.connector)
        self._warming: asyncio.Future[Any] | None = None

    async def start(self) -> None:
        """Begin to fetch keys and a token, without waiting for them."""
        if not self._is_anonymous:
            self._warming = asyncio.gather(self._keys.warm(), self._token.warm())

    async def close(self) -> None:
        """Fetch no more."""
        await asyncio.gather(self._keys.close(), self._token.close())
        if self._warming is not None:
            await asyncio.gather(self._warming, return_exceptions=True)

    async def turn(self, headers: Mapping[str, str], body: Json, answer: Answer) -> Reply:
        """What `answer` replies to an activity that may come in. Raises Refused, and whatever `answer` raises.

        While Microsoft's keys cannot be read, nobody can be told from anybody else: that is 401 too. Nothing is kept of
        it, so the same token lets in as soon as they can.
        """
        await self._admit(headers, body)
        if not isinstance(body.get("type"), str):
            return Reply(400)
        replies: list[Reply] = []

        async def logic(_: TurnContext) -> None:
            replies.append(await answer(body))

        await self.adapter.run_pipeline(TurnContext(self.adapter, _activity(body)), logic)
        return replies[-1] if replies else Reply()

    async def _admit(self, headers: Mapping[str, str], body: Json) -> None:
        try:
            await self._check(headers, body)
        except Refused:
            raise
        except Exception as error:  # noqa: BLE001 - the SDK raises anything at all for a token that is none
            # Its words quote the token; its kind does not.
            raise Refused(401, type(error).__name__) from None
        said = _tenants(body)
        if self._tenants and not (said and said <= self._tenants):
            raise Refused(403, "another tenant")


async def _anonymous(headers: Mapping[str, str], body: Json) -> None:
    """Let in a program on this machine: no web page in its browser, and nobody who means another bot."""
    if _values(headers, "authorization"):
        raise Refused(401, "a token in anonymous mode")
    if _values(headers, "origin"):
        raise Refused(401, "a web page")
    if body.get("channelId") != CHANNEL:
        raise Refused(401, "another channel")
    if not is_loopback(str(body.get("serviceUrl"))):
        raise Refused(401, "a service URL elsewhere")


class _Signed:
    """Lets in what Microsoft's Teams channel signed for this app, by the SDK's validation with our own keys."""

    def __init__(self, app_id: str, keys: Keys) -> None:
        self._apps = _App(app_id)
        self._extractor = JwtTokenExtractor(
            ChannelValidation.TO_BOT_FROM_CHANNEL_TOKEN_VALIDATION_PARAMETERS,
            AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL,
            AuthenticationConstants.ALLOWED_SIGNING_ALGORITHMS,
        )
        # In place of the SDK's: its download stops the loop, and fails on an unknown key before it looks again.
        self._extractor.open_id_metadata = keys

    async def check(self, headers: Mapping[str, str], body: Json) -> None:
        """Return where it may come in. Raises Refused, and whatever the SDK raises: that is a refusal too."""
        given = _values(headers, "authorization")
        # Where there are two, nobody knows which one somebody in between has looked at.
        if len(given) != 1:
            raise Refused(401, "no token" if not given else "two tokens")
        channel, service_url = body.get("channelId"), body.get("serviceUrl")
        if channel != CHANNEL:
            raise Refused(401, "another channel")
        if not isinstance(service_url, str) or not is_private(service_url):
            raise Refused(401, "no service URL")
        identity = await self._extractor.get_identity_from_auth_header(_spelled(given[0]), CHANNEL, [CHANNEL])
        if identity is None:
            raise Refused(401, "no token of Microsoft's channels")
        await ChannelValidation.validate_identity(identity, self._apps)
        claims: Mapping[str, Any] = identity.claims
        if claims.get(ChannelValidation.SERVICE_URL_CLAIM) != service_url:
            raise Refused(401, "another service URL")
        if "exp" not in claims:
            raise Refused(401, "a token that never expires")
        if SkillValidation.is_skill_claim(claims):
            raise Refused(401, "a skill's token")


class _App(CredentialProvider):
    """The one app that tokens may be meant for; another one is named, because TEAMS_APP_ID may be the wrong one."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id

    async def is_valid_appid(self, app_id: str) -> bool:
        if app_id.lower() != self._app_id:
            raise Refused(401, "a token for another app")
        return True


class _Adapter(BotAdapter):
    """The SDK's adapter over our Connector, for middleware that sends by itself."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        sent = []
        for activity in activities:
            url, conversation = activity.service_url, activity.conversation.id
            number = await self._connector.post(url, conversation, activity.serialize())
            sent.append(ResourceResponse(id=number))
        return sent

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        url, conversation = activity.service_url, activity.conversation.id
        await self._connector.put(url, conversation, activity.id, activity.serialize())
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        await self._connector.delete(reference.service_url, reference.conversation.id, reference.activity_id)


def _values(headers: Mapping[str, str], header: str) -> list[str]:
    """Every value of a header, which is named in lower case."""
    return [value for name, value in headers.items() if name.lower() == header]


def _spelled(authorization: str) -> str:
    """The header with its scheme as the SDK writes it: RFC 9110 lets senders write it in any case (11.1)."""
    scheme, space, token = authorization.partition(" ")
    return f"Bearer{space}{token}" if scheme.lower() == "bearer" else authorization


def _tenants(body: Json) -> set[str]:
    """The directories that an activity says it is from, in lower case."""
    channel_data, conversation = inner(body, "channelData"), inner(body, "conversation")
    said = (inner(channel_data, "tenant").get("id"), conversation.get("tenantId"))
    return {tenant.lower() for tenant in said if isinstance(tenant, str) and tenant}


def _activity(body: Json) -> Activity:
    """The activity as the SDK has it; the least of it where it is of a shape that the SDK does not know."""
    try:
        return Activity().deserialize(body)
    except Exception as error:  # noqa: BLE001 - Teams may send what was not there when the SDK was made
        log.info("the SDK cannot read an activity", error=type(error).__name__)
        conversation = ConversationAccount(id=str(inner(body, "conversation").get("id", "")))
        return Activity(
            type=body["type"], channel_id=CHANNEL, service_url=body["serviceUrl"], conversation=conversation
        )
