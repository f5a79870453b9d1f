"""Slack's side of every conversation: one Bolt app, few listeners, each a request and what becomes of its answer."""

import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.readers import Readers
from bot.reception import Reception
from bot.slack import cards, forms, incoming, reactions
from bot.slack.files import Files, offered
from bot.slack.home import Home
from bot.slack.mishaps import Mishaps
from bot.slack.people import People
from bot.slack.views import Views
from handlers.chat.answer import Answer
from handlers.chat.ask import Place
from handlers.chat.card import Call
from handlers.chat.request import Request, Submitted, Typed

log = structlog.get_logger()

RETRIES = 3
"""How often Slack delivers an event again that was not acknowledged."""
ANYTHING = re.compile(r".*", re.DOTALL)
Json = dict[str, Any]
Authorize = Callable[..., Awaitable[AuthorizeResult]]


class Events:
    """What Slack sends: commands, buttons, forms, pickers, shortcuts, messages, reactions and news of people."""

    def __init__(
        self,
        reception: Reception,
        people: People,
        readers: Readers,
        views: Views,
        home: Home,
        files: Files,
        actions: Mapping[str, str],
    ) -> None:
        self._reception = reception
        self._people = people
        self._readers = readers
        self._views = views
        self._home = home
        self._files = files
        self._actions = actions

    def bolt(self, client: AsyncWebClient, signing_secret: str, authorize: Authorize) -> AsyncApp:
        """The Bolt app. `process_before_response` because Bolt's default polls for the acknowledgement every 10 ms.

        It has a name because Bolt reads the source of every caller to find one, and keeps all that: 1.5 MB.
        """
        with _unadvised():
            app = AsyncApp(
                name="Rungs",
                client=_without_token(client),
                signing_secret=signing_secret,
                authorize=authorize,
                process_before_response=True,
            )
        app.command(ANYTHING)(self._command)
        app.action(ANYTHING)(self._action)
        app.view(ANYTHING)(self._submission)
        app.options(ANYTHING)(self._options)
        app.shortcut(ANYTHING)(self._shortcut)
        app.event(ANYTHING)(self._event)
        app.error(Mishaps(self._reception).answer)
        return app

    async def _command(self, ack: AsyncAck, body: Json) -> None:
        text = f"{body['command']} {body.get('text') or ''}"
        known = await self._people.known(body["user_id"], incoming.mentioned(text))
        request = Request(
            key=f"slack:trigger:{body['trigger_id']}",
            person_id=known[body["user_id"]].person_id,
            place=incoming.command_place(body),
            what=Typed(incoming.worded(text, known)),
            reply_url=body.get("response_url", ""),
        )
        answer = await self._reception.answer(request)
        opened = await self._views.open(answer, request, body["trigger_id"])
        if answer.card is None:
            await ack()
        elif opened or answer.screen is None:
            reader = await self._readers.of(answer, answer.card)
            rendered = cards.render(answer.card, reader)
            await ack(response_type="ephemeral", text=rendered.text, blocks=rendered.blocks)
        else:
            await ack()
        self._home.refresh(request.person_id)

    async def _action(self, ack: AsyncAck, body: Json, action: Json) -> None:
        encoded = action.get("value") or (action.get("selected_option") or {}).get("value") or ""
        if not encoded:
            await ack()
            return
        known = await self._people.known(body["user"]["id"])
        view = body.get("view")
        call = _call(encoded)
        place = self._views.place(view) if view else incoming.action_place(body)
        request = Request(
            key=_press_key(body, call, place),
            person_id=known[body["user"]["id"]].person_id,
            place=place,
            what=call,
            whisper="acknowledgement" if view else "reply_url",
            reply_url=body.get("response_url", ""),
            is_in_public=incoming.is_in_public(body, place),
        )
        answer = await self._reception.answer(request)
        await self._views.show(answer, request, body.get("trigger_id", ""), view)
        await ack()
        self._home.refresh(request.person_id)

    async def _submission(self, ack: AsyncAck, body: Json, view: Json) -> None:
        sent = forms.read(view)
        known = await self._people.known(body["user"]["id"])
        person_id = known[body["user"]["id"]].person_id
        request = Request(
            key=sent.key(person_id),
            person_id=person_id,
            place=sent.place,
            what=Submitted(sent.command, sent.given),
        )
        answer = await self._reception.answer(request)
        await self._acknowledge_form(ack, answer, view)
        self._home.refresh(request.person_id)

    async def _acknowledge_form(self, ack: AsyncAck, answer: Answer, view: Json) -> None:
        if answer.errors:
            await ack(forms.errors(view, answer.errors))
            return
        shown = await self._views.rendered(answer)
        if shown is None:
            await ack()
            return
        await ack(response_action="update", view=shown)

    async def _options(self, ack: AsyncAck, body: Json) -> None:
        field = forms.read(body["view"]) if body.get("view") else None
        if field is None:
            await ack(options=[])
            return
        known = await self._people.known(body["user"]["id"])
        person = known[body["user"]["id"]].person_id
        query = body.get("value") or ""
        choices = await self._reception.choices(person, field.place, field.command, body["action_id"], query)
        await ack(forms.suggestions(choices))

    async def _shortcut(self, ack: AsyncAck, body: Json) -> None:
        command = self._actions.get(body.get("callback_id", ""))
        if command is None or "message" not in body:
            await ack()
            return
        author = str(body["message"].get("user") or "")
        writer = body["user"]["id"]
        known = await self._people.known(writer, (author, *incoming.mentioned(incoming.raw_text(body["message"]))))
        request = Request(
            key=f"slack:trigger:{body['trigger_id']}",
            person_id=known[writer].person_id,
            place=incoming.action_place(body),
            what=Call(command),
            whisper="reply_url",
            reply_url=body.get("response_url", ""),
            message=incoming.shortcut_message(body, known),
        )
        answer = await self._reception.answer(request)
        await self._views.show(answer, request, body["trigger_id"], None)
        await ack()

    async def _event(self, body: Json, event: Json, request: AsyncBoltRequest) -> None:
        match event.get("type"):
            case "app_mention":
                await self._written(body, event, request, whisper_in_place=False)
            case "message" if event.get("channel_type") == "im" and _is_a_persons(event):
                await self._written(body, event, request, whisper_in_place=True)
            case "app_home_opened" if event.get("tab") == "home":
                known = await self._people.known(event["user"])
                self._home.opened(known[event["user"]].person_id)
            case "reaction_added" | "reaction_removed":
                await self._reacted(body, event)
            case "team_join" | "user_change":
                await self._people.refresh(event["user"])
            case "tokens_revoked" | "app_uninstalled":
                log.error("slack took the token back: install the app again and set SLACK_BOT_TOKEN anew")
            case _:
                return

    async def _written(self, body: Json, event: Json, asked: AsyncBoltRequest, *, whisper_in_place: bool) -> None:
        writer = str(event.get("user") or "")
        if not writer or event.get("bot_id"):
            return
        text = _said_to_the_bot(str(event.get("text") or ""), body)
        known = await self._people.known(writer, incoming.mentioned(text))
        place = incoming.event_place(event)
        files = offered(event)
        words = incoming.worded(text, known).strip()
        request = Request(
            key=f"slack:message:{place.conversation}:{event.get('ts', '')}",
            person_id=known[writer].person_id,
            place=place,
            what=Typed(words or ("" if files else "help")),
            whisper="place" if whisper_in_place else "person",
            can_open=False,
            files=files,
        )
        if files and await self._reception.wants_files(request):
            request = replace(request, files=await self._files.fetch(event, is_last_try=_is_last_try(asked)))
        await self._reception.answer(request)
        self._home.refresh(request.person_id)

    async def _reacted(self, body: Json, event: Json) -> None:
        user, posted = str(event.get("user") or ""), reactions.posted(event)
        if posted is None or not user or user in _bots(body):
            return

        async def who() -> int:
            return (await self._people.known(user))[user].person_id

        await self._reception.reacted(posted, who, reactions.changes(event), reactions.happened_at(event))


def _without_token(client: AsyncWebClient) -> AsyncWebClient:
    """The client's address and connections; the token comes from `authorize`, and Bolt warns of a second one."""
    return AsyncWebClient(base_url=client.base_url, timeout=client.timeout, session=client.session)


@contextmanager
def _unadvised() -> Iterator[None]:
    """Keep Bolt from warning that it leaves SLACK_BOT_TOKEN alone: `authorize` answers with the same one."""

    def of_use(record: logging.LogRecord) -> bool:
        return "`token`" not in record.getMessage()

    bolts = logging.getLogger("slack_bolt.AsyncApp")
    bolts.addFilter(of_use)
    try:
        yield
    finally:
        bolts.removeFilter(of_use)


def _press_key(body: Json, call: Call, place: Place) -> str:
    """One click does one thing; Share does one thing however often it is clicked on the same card."""
    if call.shared and place.message:
        return f"slack:share:{place.conversation}:{place.message}"
    return f"slack:trigger:{body['trigger_id']}" if body.get("trigger_id") else ""


def _is_last_try(request: AsyncBoltRequest) -> bool:
    """Whether Slack will not deliver the event again."""
    tried = request.headers.get("x-slack-retry-num") or ("0",)
    return tried[0].isdecimal() and int(tried[0]) >= RETRIES


def _call(encoded: str) -> Call:
    """The call in a button's value; one that cannot be read is answered like one of an older version."""
    try:
        return Call.decoded(encoded)
    except ValueError:
        return Call("")


def _is_a_persons(event: Mapping[str, Any]) -> bool:
    return not event.get("bot_id") and event.get("subtype") in (None, "file_share", "thread_broadcast")


def _bots(body: Mapping[str, Any]) -> set[str]:
    """The users that we are."""
    return {str(one.get("user_id", "")) for one in body.get("authorizations") or ()} - {""}


def _said_to_the_bot(text: str, body: Mapping[str, Any]) -> str:
    """What stands after the first mention of the bot itself; where nothing does, what stands before it."""
    bots = _bots(body)
    if not bots:
        return text.strip()
    mention = rf"<@(?:{'|'.join(map(re.escape, bots))})(?:\|[^>]*)?>"
    before, *after = re.split(mention, text)
    return " ".join(after).lstrip(" ,:").strip() or before.strip()
