"""response_url: five answers within thirty minutes, seen by one person or by all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.playground.content import read_message
from bot.playground.errors import ApiError
from bot.playground.workspace import Message, Workspace

LIFETIME = 30 * 60
USES = 5


@dataclass(frozen=True, slots=True)
class Origin:
    """What was answered: by whom, where, and which message stands there to be replaced."""

    channel: str
    user: str
    message_ts: str | None = None
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class _Address:
    origin: Origin
    since: float
    used: int = 0


class Responses:
    """Gives out response_urls under `base_url` and takes what is posted to them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._addresses: dict[str, _Address] = {}
        self.base_url = ""

    def give(self, origin: Origin) -> str:
        """A new response_url."""
        key = self._workspace.ids.secret()
        self._addresses[key] = _Address(origin, self._workspace.now())
        return f"{self.base_url}{key}"

    def take(self, key: str, body: object) -> None:
        """Carry out one answer. ApiError: not_found, expired_url, used_url, and what is wrong with the message."""
        address = self._addresses.get(key)
        if address is None:
            raise ApiError("not_found")
        if self._workspace.now() - address.since > LIFETIME:
            raise ApiError("expired_url")
        if address.used >= USES:
            raise ApiError("used_url")
        if not isinstance(body, dict):
            raise ApiError("invalid_payload")
        self._addresses[key] = replace(address, used=address.used + 1)
        shown = self.show(address.origin, body)
        if shown and address.origin.message_ts is None:
            origin = replace(address.origin, message_ts=shown.ts)
            self._addresses[key] = replace(self._addresses[key], origin=origin)

    def answered(self, response_url: str, message: Message) -> None:
        """Remember the acknowledgement's own message as the one that `replace_original` means."""
        key = response_url.removeprefix(self.base_url)
        address = self._addresses.get(key)
        if address:
            self._addresses[key] = replace(address, origin=replace(address.origin, message_ts=message.ts))

    def forget(self) -> None:
        """Let none be good any more."""
        self._addresses.clear()

    def show(self, origin: Origin, body: Mapping[str, Any]) -> Message | None:
        """Post, replace or delete as the body says; what is shown then. ApiError as read_message."""
        old = self._workspace.find(origin.channel, origin.message_ts) if origin.message_ts else None
        if body.get("delete_original"):
            if old:
                self._workspace.delete(old)
            return None
        text, blocks = read_message(body, self._workspace.ids, total=None)
        if body.get("replace_original") and old:
            edited = None if old.shown_to else self._workspace.ids.ts()
            return self._workspace.put(replace(old, text=text, blocks=blocks, edited_ts=edited))
        everyone = body.get("response_type") == "in_channel"
        return self._workspace.put(
            Message(
                channel=origin.channel,
                ts=self._workspace.ids.ts(),
                user=self._workspace.install.bot.user_id,
                text=text,
                blocks=blocks,
                thread_ts=body.get("thread_ts") or origin.thread_ts,
                shown_to=None if everyone else origin.user,
            )
        )
