"""The conversations' chat on Teams: a client that does what Teams' own does, with the tests' Microsoft behind it.

It types in the personal chat, where people are named by e-mail address, or mentions Rungs where a channel is named: by
"--channel #product", too, because nowhere else can a channel be mentioned. Where a card offers the form that a command
needs, it presses that button.
"""

import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from bot.teams.files import CONSENT, DOWNLOAD
from handlers.chat.card import Call
from handlers.chat.draft import DRAFT
from handlers.chat.router import OPEN
from tests.e2e.chat import HOME, Attached, Form, Message, Ping
from tests.e2e.tally import Tally
from tests.e2e.teams_cards import Action, Json, cards_of
from tests.e2e.teams_client import BOT, CHANNELS, THREAD, TeamsClient, channels_in, member
from tests.e2e.teams_dialogs import Dialog, filled, standing_in
from tests.e2e.teams_files import Drive
from tests.teams.shapes import Message as Stored

ANYWHERE: Final = "general"
"""Where Rungs is mentioned, where it does not matter."""
CALL, FORM = "~call", "~form"


@dataclass(frozen=True, slots=True)
class Posted:
    """What a person wrote to colleagues."""

    who: str
    text: str
    root: str


class TeamsTown:
    """`settle` lets arrive what may go."""

    def __init__(self, client: TeamsClient, drive: Drive, tally: Tally, settle: Callable[[], Awaitable[None]]) -> None:
        self.client = client
        self.tally = tally
        self._drive = drive
        self._settle = settle
        self._dialogs: dict[str, Dialog] = {}
        self._asked: dict[str, tuple[int, str]] = {}
        """The number from which on the answer is, and where else than in the personal chat."""
        self._written: dict[str, Posted] = {}
        self._own: dict[tuple[str, str], Json] = {}
        """Cards that only who pressed them sees so, by person and message."""

    async def command(self, who: str, words: str, channel: str = "") -> None:
        if channel or channels_in(words):
            await self.mention(who, channel or ANYWHERE, words)
        else:
            await self.direct(who, words)

    async def answer(self, who: str) -> str:
        since, place = self._asked.pop(who, (0, ""))
        own = self._conversations[self.client.chat(who)]
        there = self._conversations.get(place, []) if place != self.client.chat(who) else []
        new = sorted((one for one in (*own, *there) if int(one.id) > since), key=lambda one: int(one.id))
        for one in new:
            await self._open_offered(who, self.client.chat(who), one)
        return "\n".join(self.client.text_of(one.activity) for one in new)

    async def direct(self, who: str, words: str, files: Sequence[Attached] = ()) -> None:
        self.tally.typed(words)
        sent = self.client.activity(
            who, self.client.chat(who), text=html.escape(self.client.addressed(words), quote=False)
        )
        if files:
            sent["attachments"] = [self._attached(file) for file in files]
        self._asked[who] = (int(sent["id"]), self.client.chat(who))
        await self.client.deliver(sent)

    async def mention(
        self, who: str, channel: str, words: str, thread: str = "", files: Sequence[Attached] = ()
    ) -> str:
        assert not files, "Teams gives bots no files outside of personal chats"
        self.tally.typed(words)
        return (await self.write(who, channel, f"@{BOT} {words}", thread)).place.partition(THREAD)[2]

    async def write(self, who: str, channel: str, words: str, thread: str = "") -> Message:
        text, entities = self.client.marked(words)
        sent = self.client.activity(who, CHANNELS[channel], text=text)
        sent["entities"] = [*sent["entities"], *entities]
        place = f"{CHANNELS[channel]}{THREAD}{thread or sent['id']}"
        sent["conversation"]["id"] = place
        self._written[sent["id"]] = Posted(who, text, thread or sent["id"])
        self._asked[who] = (int(sent["id"]), place)
        if any(one["mentioned"]["id"] == self.client.bot for one in entities):
            await self.client.deliver(sent)
        return Message(place, sent["id"], lambda: words)

    async def aloud(self, who: str, words: str, channel: str) -> None:
        await self.mention(who, channel, words)

    async def press(self, who: str, target: Message | Form, label: str, beside: str = "") -> None:
        if isinstance(target, Form):
            await self._press_in_dialog(who, label, beside)
            return
        card = self._card(who, target)
        action = _only(self.client.reading(card).actions, label, beside)
        self.tally.called(str(action.data.get(CALL, "")))
        self._asked[who] = (int(self.client.next_id(who)), target.place)
        if action.body["type"] == "Action.Submit":
            await self._fetch(who, target.place, target.id, action)
        else:
            await self._execute(who, target, action)

    async def choose(self, who: str, target: Message, option: str) -> None:
        await self.press(who, target, option)

    async def submit(self, who: str, values: Mapping[str, Any]) -> None:
        dialog = self.open_dialog(who)
        reading = self.client.reading(dialog.card)
        (send,) = [one for one in reading.actions if FORM in one.data]
        sent = await filled(reading, values, lambda asked, query: self._search(who, dialog, asked, query))
        await self._send_dialog(who, dialog, {**send.data, **sent})

    async def close(self, who: str) -> None:
        del self._dialogs[who]

    async def suggest(self, who: str, label: str, query: str) -> list[str]:
        dialog = self.open_dialog(who)
        (asked,) = [one for one in self.client.reading(dialog.card).inputs if label in (one["id"], one["label"])]
        return [hit["title"] for hit in await self._search(who, dialog, asked, query)]

    async def use(self, who: str, action: str, message: Message) -> None:
        told = {
            "commandId": self.tally.used(action),
            "commandContext": "message",
            "messagePayload": self._payload(message),
        }
        self._asked[who] = (int(self.client.next_id(who)), message.place)
        task = await self.client.invoke(who, "composeExtension/fetchTask", told, message.place)
        self._show(who, task, Dialog("", message.place, sent="composeExtension/submitAction", beside=told))

    async def react(self, who: str, message: Message, emoji: str) -> None:
        await self.client.react(who, message.place, message.id, reactionsAdded=[{"type": emoji}])

    async def unreact(self, who: str, message: Message, emoji: str) -> None:
        await self.client.react(who, message.place, message.id, reactionsRemoved=[{"type": emoji}])

    def shut(self, channel: str) -> None:
        del self.client.service.conversations[CHANNELS[channel]]

    async def home(self, who: str) -> Message:
        await self.direct(who, HOME)
        await self._settle()
        return self.messages(who)[-1]

    async def received(self, who: str) -> list[Attached]:
        """Accept whatever is offered, in order."""
        messages = list(self._conversations[self.client.chat(who)])
        offers = [
            (message.id, one)
            for message in messages
            for one in message.activity.get("attachments", ())
            if one["contentType"] == CONSENT
        ]
        return [await self._accept(who, card_id, offer) for card_id, offer in offers]

    async def welcome(self, handle: str, name: str, email: str) -> None:
        home = f"{email.replace('@', '_')}#EXT#@companyx.example"
        self.client.people[handle] = member(handle, name, email, home)
        self.client.service.roster.append(self.client.people[handle])

    def form(self, who: str) -> Form | None:
        dialog = self._dialogs.get(who)
        if dialog is None:
            return None
        reading = self.client.reading(dialog.card)
        text = dialog.word or reading.text
        return Form(str(id(dialog)), dialog.title, text, reading.errors, standing_in(reading))

    def messages(self, place: str) -> list[Message]:
        full = CHANNELS.get(place) or self.client.chat(place)
        return [self._message(full, one) for one in self._conversations[full]]

    def thread(self, place: str, root: str) -> list[Message]:
        if place not in CHANNELS:
            # A chat has no threads: what belongs to a message comes after it.
            return [message for message in self.messages(place) if int(message.id) > int(root)]
        full = f"{CHANNELS[place]}{THREAD}{root}"
        return [self._message(full, one) for one in self._conversations.get(full, [])]

    def heard(self, channel: str) -> list[Message]:
        places = [place for place in self._conversations if place.partition(THREAD)[0] == CHANNELS[channel]]
        found = [(place, one) for place in places for one in self._conversations[place]]
        return [self._message(place, one) for place, one in sorted(found, key=lambda one: int(one[1].id))]

    def whisper(self, who: str) -> Message:
        return self.messages(who)[-1]

    def current(self, message: Message) -> Message:
        return self._message(message.place, self._stored(message))

    def primary(self, message: Message) -> list[str]:
        actions = [
            one for card in cards_of(self._stored(message).activity) for one in self.client.reading(card).actions
        ]
        return [one.title for one in actions if one.body.get("style") == "positive"]

    def address(self, message: Message) -> str:
        return f"l/message/{quote(message.place.partition(THREAD)[0], safe='')}/{message.id}?"

    @property
    def fetched(self) -> int:
        return self._drive.fetched

    @property
    def faults(self) -> list[str]:
        return self.client.complaints

    @property
    def pings(self) -> list[Ping]:
        return self.client.pings

    def open_dialog(self, who: str) -> Dialog:
        """The dialog that somebody has open."""
        dialog = self._dialogs.get(who)
        assert dialog is not None, f"{who} sees no form"
        return dialog

    def reopen(self, who: str, dialog: Dialog) -> None:
        """Have a dialog open again as it was: to send it once more."""
        self._dialogs[who] = dialog

    async def _open_offered(self, who: str, place: str, message: Stored) -> None:
        """Press the only button of a card that offers a form."""
        actions = [one for card in cards_of(message.activity) for one in self.client.reading(card).actions]
        if len(actions) == 1 and {OPEN, DRAFT} & _given(actions[0]).keys():
            await self._fetch(who, place, message.id, actions[0])

    async def _fetch(self, who: str, place: str, card_id: str, action: Action) -> None:
        assert action.data["msteams"] == {"type": "task/fetch"}, "a button that only old clients press"
        told = {"data": action.data, "context": {"theme": "default"}}
        task = await self.client.invoke(who, "task/fetch", told, place, card_id)
        self._show(who, task, Dialog("", place, card_id))

    async def _execute(self, who: str, target: Message, action: Action) -> None:
        pressed = {name: action.body[name] for name in ("type", "title", "verb", "data")}
        told = {"action": pressed, "trigger": "manual"}
        body = await self.client.invoke(who, "adaptiveCard/action", told, target.place, target.id)
        match body:
            case {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": dict(card)}:
                self._own[who, target.id] = card
                self.client.faults += self.client.wrong(card)
            case {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": str()}:
                return
            case _:
                self.client.faults.append(f"no answer to {action.title}: {body}")

    async def _press_in_dialog(self, who: str, label: str, beside: str) -> None:
        dialog = self.open_dialog(who)
        action = _only(self.client.reading(dialog.card).actions, label, beside)
        self.tally.called(str(action.data.get(CALL, "")))
        self._asked[who] = (int(self.client.next_id(who)), dialog.place)
        await self._send_dialog(who, dialog, action.data)

    async def _send_dialog(self, who: str, dialog: Dialog, data: Json) -> None:
        told = {**dialog.beside, "data": data, "context": {"theme": "default"}}
        self._show(who, await self.client.invoke(who, dialog.sent, told, dialog.place, dialog.card_id), dialog)

    def _show(self, who: str, body: Any, before: Dialog) -> None:
        """What a dialog shows for that answer."""
        match body:
            case _ if not body:
                self._dialogs.pop(who, None)
            case {"task": {"type": "message", "value": str(word)}}:
                self._dialogs[who] = replace(before, card={"body": []}, word=word)
            case {"task": {"type": "continue", "value": {"title": str(title), "card": {"content": card}}}}:
                self.client.faults += self.client.wrong(card)
                self._dialogs[who] = replace(before, title=title, card=card, word="")
            case _:
                self.client.faults.append(f"no answer for a dialog: {body}")

    async def _search(self, who: str, dialog: Dialog, asked: Json, query: str) -> Sequence[Json]:
        told = {
            "queryText": query,
            "queryOptions": {"skip": 0, "top": 15},
            "dataset": asked["choices.data"]["dataset"],
            "kind": "search",
        }
        body = await self.client.invoke(who, "application/search", told, dialog.place, dialog.card_id)
        hits: Sequence[Json] = body["value"]["results"]
        assert body["statusCode"] == 200
        assert len(hits) <= 15
        return hits

    def _payload(self, message: Message) -> Json:
        posted = self._written[message.id]
        person = self.client.people[posted.who]
        payload = {
            "id": message.id,
            "createdDateTime": "2026-10-05T06:00:00.000Z",
            "messageType": "message",
            "from": {"user": {"id": person.aad, "displayName": person.name, "userIdentityType": "aadUser"}},
            "body": {"contentType": "html", "content": f"<p>{posted.text}</p>"},
        }
        return payload | ({"replyToId": posted.root} if posted.root != message.id else {})

    def _attached(self, file: Attached) -> Json:
        address = self._drive.keep(file)
        content = {"downloadUrl": address, "uniqueId": "1150D938", "fileType": file[0].rpartition(".")[2]}
        return {"contentType": DOWNLOAD, "contentUrl": address, "name": file[0], "content": content}

    async def _accept(self, who: str, card_id: str, offer: Json) -> Attached:
        address = self._drive.room(offer["name"])
        place = {"contentUrl": address, "name": offer["name"], "uploadUrl": address, "uniqueId": "1", "fileType": "csv"}
        told = {
            "type": "fileUpload",
            "action": "accept",
            "context": offer["content"]["acceptContext"],
            "uploadInfo": place,
        }
        await self.client.invoke(who, "fileConsent/invoke", told, self.client.chat(who), card_id)
        return offer["name"], self._drive.kept[address]

    @property
    def _conversations(self) -> Mapping[str, Sequence[Stored]]:
        return self.client.service.conversations

    def _message(self, place: str, stored: Stored) -> Message:
        activity = stored.activity
        return Message(place, stored.id, lambda: self.client.text_of(activity))

    def _stored(self, message: Message) -> Stored:
        found = [one for one in self._conversations[message.place] if one.id == message.id]
        assert found, "this message was deleted"
        return found[0]

    def _card(self, who: str, message: Message) -> Json:
        """The card as this person sees it."""
        own = self._own.get((who, message.id))
        return own or cards_of(self._stored(message).activity)[0]


def _given(action: Action) -> Mapping[str, str]:
    encoded = action.data.get(CALL)
    return Call.decoded(encoded).given if encoded else {}


def _only(actions: Sequence[Action], label: str, beside: str) -> Action:
    """The action of that title, in the row with that text if one is named. LookupError names those there are."""
    named = [one for one in actions if one.title == label and beside in one.row]
    if len(named) != 1:
        raise LookupError(f"{len(named)} of {label!r} among {', '.join(one.title for one in actions)}")
    return named[0]
