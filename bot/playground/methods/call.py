"""One call of a Web API method: its arguments, and the places it may reach."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.content import parsed
from bot.playground.errors import ApiError
from bot.playground.residents import Resident
from bot.playground.state import State
from bot.playground.workspace import Conversation, Json, Message

READ_ROOMS = ("channels:read", "groups:read", "im:read", "mpim:read")
READ_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments as they came by query, form or JSON; strings where the client sent strings."""

    state: State
    args: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """An argument as a string."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """An argument that must be there. ApiError: invalid_arguments."""
        value = self.text(name)
        if not value:
            raise ApiError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """An argument that is true, as JSON or as `1` or `true`."""
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def json(self, name: str, refusal: str = "invalid_arguments") -> Any:
        """An argument that holds JSON, or None. ApiError(refusal)."""
        return parsed(self.args.get(name), refusal)

    def words(self, name: str) -> list[str]:
        """A list that came as an array or with commas."""
        value = self.args.get(name) or []
        parts = value.split(",") if isinstance(value, str) else value
        return [str(part).strip() for part in parts if str(part).strip()]

    def person(self, name: str = "user") -> Resident:
        """The person whose id is in an argument. ApiError: user_not_found."""
        found = self.state.workspace.people.get(self.text(name))
        if found is None:
            raise ApiError("user_not_found")
        return found

    def room(self, name: str = "channel") -> Conversation:
        """A conversation that the bot can see, by id. ApiError: channel_not_found."""
        found = self.state.workspace.conversations.get(self.text(name))
        if found is None or (found.kind != "public" and not self.is_member(found)):
            raise ApiError("channel_not_found")
        return found

    def target(self, name: str = "channel") -> Conversation:
        """Where the bot may post: an id, `#name`, or a person. ApiError: channel_not_found, not_in_channel."""
        wanted = self.text(name)
        workspace = self.state.workspace
        person = workspace.people.get(wanted)
        if person:
            if not person.can_chat:
                raise ApiError("channel_not_found")
            return workspace.direct(person.id)
        named = [room for room in workspace.conversations.values() if f"#{room.name}" == wanted and room.kind != "im"]
        found = named[0] if named else workspace.conversations.get(wanted)
        if found is None or (found.kind == "private" and not self.is_member(found)):
            raise ApiError("channel_not_found")
        if not self.is_member(found) and "chat:write.public" not in workspace.install.scopes:
            raise ApiError("not_in_channel")
        return found

    def is_member(self, room: Conversation) -> bool:
        """Whether the bot is in a conversation."""
        return self.state.workspace.install.bot.user_id in room.members

    def message(self, channel: str, ts: str) -> Message:
        """A message that others can see too. ApiError: message_not_found."""
        found = self.state.workspace.find(channel, ts)
        if found is None or found.shown_to:
            raise ApiError("message_not_found")
        return found

    def page(self, items: Sequence[Json] | Sequence[str], default: int) -> tuple[list[Any], Json]:
        """One page of a list, and response_metadata with the next cursor. ApiError: invalid_cursor, invalid_limit."""
        limit, cursor = self.text("limit") or str(default), self.text("cursor")
        if not limit.isdecimal() or not 0 <= int(limit) <= 1000:
            raise ApiError("invalid_limit")
        start = cursor.removeprefix("next:") if cursor else "0"
        if not start.isdecimal() or (cursor and not cursor.startswith("next:")):
            raise ApiError("invalid_cursor")
        end = int(start) + (int(limit) or default)
        return list(items[int(start) : end]), {"next_cursor": f"next:{end}" if end < len(items) else ""}


@dataclass(frozen=True, slots=True)
class Method:
    """One method: what it does, any one of the scopes it needs, its rate tier (None: special), whose token it takes."""

    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    tier: int | None = 3
    token: Literal["bot", "app"] = "bot"  # noqa: S105 - a kind of token, not one
