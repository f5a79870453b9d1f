"""From Slack's payloads to requests in the words of no platform."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from handlers.chat.ask import Message, Place
from handlers.chat.words import channel_marker, clean, person_marker
from storage.people import Known

PLATFORM = "slack"

UNNAMED = ("directmessage", "privategroup")
Kind = Literal["channel", "direct"]

_ENTITY = re.compile(r"<([^<>\n]*)>")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PERSON = re.compile(r"@([UW][A-Z0-9]+)(?:\|(.*))?")
_CHANNEL = re.compile(r"#([CG][A-Z0-9]+)(?:\|(.*))?")


def mentioned(text: str) -> tuple[str, ...]:
    """The Slack ids of everybody whom the text mentions, in order, each once."""
    found = (_PERSON.fullmatch(entity) for entity in _ENTITY.findall(text))
    return tuple(dict.fromkeys(match.group(1) for match in found if match))


def worded(text: str, known: Mapping[str, Known]) -> str:
    """Slack's text as people wrote it, with mentions as our own markers; pings of a whole channel are plain words."""
    bare = _PRIVATE.sub("", text)
    pieces: list[str] = []
    position = 0
    for match in _ENTITY.finditer(bare):
        pieces.append(_unescaped(bare[position : match.start()]))
        pieces.append(_entity(match.group(1), known))
        position = match.end()
    pieces.append(_unescaped(bare[position:]))
    return "".join(pieces)


def _unescaped(text: str) -> str:
    """Slack escapes these three characters and no other: `&#xE000;` is what somebody typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _entity(inner: str, known: Mapping[str, Known]) -> str:
    if person := _PERSON.fullmatch(inner):
        who = known.get(person.group(1))
        return person_marker(who.person_id, who.name) if who else f"@{person.group(2) or 'someone'}"
    if channel := _CHANNEL.fullmatch(inner):
        return channel_marker(channel.group(1), _unescaped(channel.group(2) or channel.group(1)))
    target, _, label = inner.partition("|")
    if target.startswith("!date^"):
        return _unescaped(label)
    if target.startswith("!"):
        return f"@{(label or target[1:].partition('^')[0]).lstrip('@')}"
    if target.startswith("mailto:"):
        return _unescaped(label or target.removeprefix("mailto:"))
    return _unescaped(target)


def command_place(payload: Mapping[str, Any]) -> Place:
    conversation = str(payload.get("channel_id", ""))
    kind: Kind = "direct" if conversation.startswith("D") else "channel"
    return Place(PLATFORM, conversation, kind=kind, name=_channel_name(payload.get("channel_name")))


def action_place(payload: Mapping[str, Any]) -> Place:
    """Where a button was pressed, or a message shortcut used."""
    container = payload.get("container") or {}
    message = payload.get("message") or {}
    conversation = (payload.get("channel") or {}).get("id") or container.get("channel_id") or ""
    if not conversation:
        return Place(PLATFORM, kind="home")
    return Place(
        PLATFORM,
        conversation,
        thread=str(message.get("thread_ts") or container.get("thread_ts") or ""),
        message=str(payload.get("message_ts") or container.get("message_ts") or message.get("ts") or ""),
        kind="direct" if conversation.startswith("D") else "channel",
        name=_channel_name((payload.get("channel") or {}).get("name")),
    )


def is_in_public(payload: Mapping[str, Any], place: Place) -> bool:
    """Whether others see the card on which a button was pressed, too."""
    return place.kind == "channel" and not (payload.get("container") or {}).get("is_ephemeral")


def _channel_name(name: object) -> str:
    """The channel's name; Slack says "privategroup" and "directmessage" where it keeps the name to itself."""
    said = str(name or "")
    return "" if said in UNNAMED or said.startswith("mpdm-") else clean(said)


def event_place(event: Mapping[str, Any]) -> Place:
    """Where somebody wrote to the bot; the answer to a mention goes under the message, or into its thread."""
    conversation = str(event.get("channel", ""))
    if conversation.startswith("D"):
        return Place(PLATFORM, conversation, thread=str(event.get("thread_ts", "")), kind="direct")
    thread = str(event.get("thread_ts") or event.get("ts") or "")
    return Place(PLATFORM, conversation, thread=thread, message=str(event.get("ts", "")), kind="channel")


def shortcut_message(payload: Mapping[str, Any], known: Mapping[str, Known]) -> Message:
    """The message on which a message shortcut was used."""
    message = payload.get("message") or {}
    author = known.get(str(message.get("user", "")))
    stamp = str(message.get("ts") or payload.get("message_ts") or "0")
    name = message.get("username") or (message.get("bot_profile") or {}).get("name") or "somebody"
    return Message(
        place=action_place(payload),
        text=text_of(message, known),
        author_id=author.person_id if author else None,
        author_name=author.name if author else clean(str(name)),
        said_at=datetime.fromtimestamp(float(stamp.partition(".")[0] or 0), UTC),
    )


def text_of(message: Mapping[str, Any], known: Mapping[str, Known]) -> str:
    """What a message says, as plain text; a message of blocks alone says what its texts say."""
    return worded(raw_text(message), known)


def raw_text(message: Mapping[str, Any]) -> str:
    """The same as Slack writes it, mentions as ids."""
    return str(message.get("text") or "") or "\n".join(_texts(message.get("blocks")))


def _texts(part: object) -> list[str]:
    if isinstance(part, Mapping):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for value in part.values() for text in _texts(value)]
    if isinstance(part, list):
        return [text for item in part for text in _texts(item)]
    return []
