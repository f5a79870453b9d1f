"""What Slack posts to the bot, in Slack's own shapes."""

from bot.playground.inputs import state_of
from bot.playground.residents import Resident
from bot.playground.responses import Origin
from bot.playground.shapes import SENT, message_json, person_json, view_json
from bot.playground.state import State
from bot.playground.views import View
from bot.playground.workspace import Conversation, Json, Message


class Payloads:
    """Builds payloads; each that may open a modal carries a fresh trigger_id."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._install = state.workspace.install

    def command(self, person: Resident, room: Conversation, command: str, text: str) -> Json:
        """A slash command."""
        install = self._install
        return {
            "token": install.verification_token,
            "team_id": install.team_id,
            "team_domain": install.domain,
            "channel_id": room.id,
            "channel_name": _room_name(room),
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": install.bot.app_id,
            "is_enterprise_install": "false",
            "response_url": self._state.responses.give(Origin(room.id, person.id)),
            "trigger_id": self._state.triggers.give(person.id),
        }

    def message_action(self, person: Resident, callback_id: str, message: Message) -> Json:
        """A message shortcut."""
        room = self._state.workspace.conversations[message.channel]
        origin = Origin(room.id, person.id, thread_ts=message.thread_ts)
        return {
            "type": "message_action",
            "token": self._install.verification_token,
            "action_ts": self._state.workspace.ids.ts(),
            "team": self._team(),
            "user": {"id": person.id, "name": person.name, "team_id": self._install.team_id},
            "channel": {"id": room.id, "name": _room_name(room)},
            "is_enterprise_install": False,
            "callback_id": callback_id,
            "trigger_id": self._state.triggers.give(person.id),
            "response_url": self._state.responses.give(origin),
            "message_ts": message.ts,
            "message": self._message(message),
        }

    def message_press(self, person: Resident, message: Message, action: Json, values: Json) -> Json:
        """block_actions from a message; an ephemeral one is not in the payload, only its ts."""
        room = self._state.workspace.conversations[message.channel]
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": room.id,
            "is_ephemeral": message.shown_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        origin = Origin(room.id, person.id, message_ts=message.ts, thread_ts=message.thread_ts)
        known = self._interaction("block_actions", person) | {
            "container": container,
            "trigger_id": self._state.triggers.give(person.id),
            "channel": {"id": room.id, "name": _room_name(room)},
            "state": {"values": state_of(list(message.blocks), values)},
            "response_url": self._state.responses.give(origin),
            "actions": [action],
        }
        return known if message.shown_to else known | {"message": self._message(message)}

    def view_press(self, person: Resident, view: View, action: Json) -> Json:
        """block_actions from a modal or Home."""
        return self._interaction("block_actions", person) | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._state.triggers.give(person.id),
            "view": view_json(view, self._install),
            "actions": [action],
        }

    def view_submission(self, person: Resident, view: View) -> Json:
        """The Submit button of a modal."""
        return self._interaction("view_submission", person) | {
            "trigger_id": self._state.triggers.give(person.id),
            "view": view_json(view, self._install),
        }

    def view_closed(self, person: Resident, view: View) -> Json:
        """The Cancel button of a modal."""
        return self._interaction("view_closed", person) | {"view": view_json(view, self._install), "is_cleared": False}

    def suggestion(self, person: Resident, target: Message | View, block_id: str, action_id: str, query: str) -> Json:
        """block_suggestion: what an external select may offer for these letters."""
        known = self._interaction("block_suggestion", person)
        known |= {"action_id": action_id, "block_id": block_id, "value": query}
        if isinstance(target, View):
            container = {"type": "view", "view_id": target.id}
            return known | {"container": container, "view": view_json(target, self._install)}
        room = self._state.workspace.conversations[target.channel]
        container = {"type": "message", "message_ts": target.ts, "channel_id": room.id}
        where = {"container": container, "channel": {"id": room.id, "name": _room_name(room)}}
        return known | where | ({} if target.shown_to else {"message": self._message(target)})

    def event(self, event: Json) -> Json:
        """An event in its envelope, with an event_id of its own."""
        install = self._install
        authorization = {
            "team_id": install.team_id,
            "user_id": install.bot.user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": install.verification_token,
            "team_id": install.team_id,
            "api_app_id": install.bot.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self._state.workspace.ids.next("Ev"),
            "event_time": int(self._state.workspace.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": self._state.workspace.ids.secret(),
        }

    def said(self, kind: str, message: Message) -> Json:
        """The event of a person's message: `app_mention`, or `message` in a direct message."""
        event: Json = {
            "type": kind,
            "user": message.user,
            "text": message.text,
            "ts": message.ts,
            "team": self._install.team_id,
            "channel": message.channel,
            "event_ts": message.ts,
        }
        if message.client_msg_id:
            event["client_msg_id"] = message.client_msg_id
        if message.thread_ts:
            event["thread_ts"] = message.thread_ts
        if message.files:
            event |= {"files": list(message.files), "upload": False}
        if kind == "message":
            event["channel_type"] = "im"
            event |= {"subtype": "file_share"} if message.files else {}
        return self.event(event)

    def echo(self, message: Message) -> Json:
        """The event of what the bot said in a direct message."""
        event = self._message(message) | {"channel": message.channel, "event_ts": message.ts, "channel_type": "im"}
        if message.files:
            event |= {"subtype": "file_share", "files": list(message.files)}
        return self.event(event)

    def edit_echo(self, old: Message, new: Message) -> Json:
        """The event of the bot's edit of what it said in a direct message."""
        ts = self._state.workspace.ids.ts()
        event: Json = {
            "type": "message",
            "subtype": "message_changed",
            "message": self._message(new),
            "previous_message": self._message(old),
            "channel": new.channel,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel_type": "im",
        }
        return self.event(event)

    def home_opened(self, person: Resident) -> Json:
        """app_home_opened on the Home tab, with the view that stands there."""
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self._state.workspace.direct(person.id).id,
            "tab": "home",
            "event_ts": self._state.workspace.ids.ts(),
        }
        view = self._state.views.homes.get(person.id)
        return self.event(event | ({"view": view_json(view, self._install)} if view else {}))

    def reaction(self, kind: str, user_id: str, message: Message, name: str) -> Json:
        """reaction_added or reaction_removed."""
        return self.event(
            {
                "type": kind,
                "user": user_id,
                "reaction": name,
                "item": {"type": "message", "channel": message.channel, "ts": message.ts},
                "item_user": message.user,
                "event_ts": self._state.workspace.ids.ts(),
            }
        )

    def member_joined(self, user_id: str, room: Conversation) -> Json:
        """member_joined_channel."""
        return self.event(
            {
                "type": "member_joined_channel",
                "user": user_id,
                "channel": room.id,
                "channel_type": "C" if room.kind == "public" else "G",
                "team": self._install.team_id,
                "event_ts": self._state.workspace.ids.ts(),
            }
        )

    def person_event(self, kind: str, person: Resident) -> Json:
        """team_join or user_change."""
        now = self._state.workspace.now()
        with_email = "users:read.email" in self._install.scopes
        event: Json = {"type": kind, "user": person_json(person, self._install, now, with_email=with_email)}
        return self.event(event | ({"cache_ts": int(now)} if kind == "user_change" else {}))

    def tokens_revoked(self) -> Json:
        """tokens_revoked: the bot's token is good for nothing any more."""
        return self.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self._install.bot.user_id]}})

    def app_uninstalled(self) -> Json:
        """app_uninstalled."""
        return self.event({"type": "app_uninstalled"})

    def _interaction(self, kind: str, person: Resident) -> Json:
        install = self._install
        user = {"id": person.id, "username": person.name, "name": person.name, "team_id": install.team_id}
        return {
            "type": kind,
            "team": self._team(),
            "user": user,
            "api_app_id": install.bot.app_id,
            "token": install.verification_token,
            "is_enterprise_install": False,
        }

    def _team(self) -> Json:
        return {"id": self._install.team_id, "domain": self._install.domain}

    def _message(self, message: Message) -> Json:
        thread = self._state.workspace.thread(message.channel, message.thread_ts or message.ts)
        return message_json(message, self._install, SENT, thread)


def _room_name(room: Conversation) -> str:
    match room.kind:
        case "im":
            return "directmessage"
        case "private":
            return "privategroup"
        case "public":
            return room.name
