"""From Teams' activities to requests in the words of no platform."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser

from bot.teams.activity import PLATFORM, Account, Activity, Mentioned
from bot.teams.body import Json, inner, said
from handlers.chat.ask import Message, Place
from handlers.chat.words import channel_marker, clean, person_marker
from storage.people import Known

LONGEST_MESSAGE = 100_000
"""Characters of a message's HTML that are read: more than Teams lets anybody write."""

_TAG = re.compile(r"</?at\b[^>]*>", re.IGNORECASE)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_UNTYPED = re.compile("[\u200e\u200f\u2060\ufeff]|(?<!\\S)\u200b+|\u200b+(?!\\S)")
"""What nobody types, but what comes with a command that is copied: our own cards put a word joiner before some."""
_BREAKS = frozenset(("br", "p", "div", "li", "tr", "blockquote", "pre", "h1", "h2", "h3"))
_UNREAD = frozenset(("script", "style"))
_CHANNEL = "19:"
_NOBODY = frozenset(("channel", "tag", "team"))
_PAUSES = " ,:;.!?\r\n"


def others(activity: Activity) -> tuple[Account, ...]:
    """The people whom a message mentions, beside our bot."""
    people = (one for one in activity.mentions if one.id != activity.bot and _is_somebody(one))
    return tuple(Account(one.object_id or one.id, one.id, one.name) for one in people if one.object_id or one.id)


def words(activity: Activity, known: Mapping[str, Known]) -> str:
    """What was said to the bot: what stands after its first mention, else what stands before it."""
    parts = _parts(_PRIVATE.sub("", activity.text), activity.mentions)
    ours = (place for place, part in enumerate(parts) if isinstance(part, Mentioned) and part.id == activity.bot)
    first = next(ours, None)
    if first is None:
        return _worded(parts, activity, known).strip()
    after = _worded(parts[first + 1 :], activity, known)
    chosen = after.lstrip(" ,:") if after.strip(_PAUSES) else _worded(parts[:first], activity, known)
    return chosen.strip()


def _parts(text: str, mentions: Sequence[Mentioned]) -> list[str | Mentioned]:
    """The text cut at its mentions. People of one name are mentioned by one text, and stand there in their order."""
    marks: dict[str, list[Mentioned]] = {}
    for one in mentions:
        if one.text:
            marks.setdefault(one.text, []).append(one)
    if not marks:
        return [text]
    pattern = "|".join(map(re.escape, sorted(marks, key=len, reverse=True)))
    parts: list[str | Mentioned] = []
    begin = 0
    for found in re.finditer(pattern, text):
        named = marks[found.group()]
        parts += [text[begin : found.start()], named.pop(0) if len(named) > 1 else named[0]]
        begin = found.end()
    return [*parts, text[begin:]]


def _worded(parts: Iterable[str | Mentioned], activity: Activity, known: Mapping[str, Known]) -> str:
    """The text with mentions as our own markers; everything else is plain."""
    return "".join(_marker(part, activity, known) if isinstance(part, Mentioned) else _plain(part) for part in parts)


def _marker(one: Mentioned, activity: Activity, known: Mapping[str, Known]) -> str:
    if one.id == activity.bot:
        return ""
    if one.id.startswith(_CHANNEL):
        return channel_marker(one.id, one.name)
    who = known.get(one.object_id) or known.get(one.id)
    return person_marker(who.person_id, who.name) if who else f"@{one.name or 'someone'}"


def _plain(part: str) -> str:
    return _UNTYPED.sub("", _unescaped(_TAG.sub("", part)))


def _unescaped(text: str) -> str:
    """Teams escapes these and no other; a blank that keeps a line together is a blank."""
    plain = text.replace("&nbsp;", " ").replace("\u00a0", " ").replace("&lt;", "<").replace("&gt;", ">")
    return plain.replace("&quot;", '"').replace("&#39;", "'").replace("&amp;", "&")


def _is_somebody(one: Mentioned) -> bool:
    return not one.id.startswith(_CHANNEL) and one.kind not in _NOBODY


def message_author(payload: Json) -> Account | None:
    """Who wrote the message on which a message action was used; None for a bot and for nobody."""
    user = inner(inner(payload, "from"), "user")
    identity = said(user, "id")
    return Account(identity, "", clean(said(user, "displayName"))) if identity else None


def action_message(activity: Activity, known: Mapping[str, Known]) -> Message:
    """The message on which a message action was used."""
    payload = inner(activity.value, "messagePayload")
    author = message_author(payload)
    by = known.get(author.id) if author else None
    application = inner(inner(payload, "from"), "application")
    name = author.name if author else clean(said(application, "displayName"))
    return Message(
        place=_message_place(activity, payload),
        text=plain_text(said(inner(payload, "body"), "content")),
        author_id=by.person_id if by else None,
        author_name=by.name if by else name or "somebody",
        said_at=_instant(said(payload, "createdDateTime")),
    )


def _message_place(activity: Activity, payload: Json) -> Place:
    message, root = said(payload, "id"), said(payload, "replyToId") or activity.thread
    thread = root if root != message else ""
    kind = activity.place.kind
    return Place(PLATFORM, activity.conversation, thread=thread, message=message, kind=kind, name=activity.channel_name)


def _instant(text: str) -> datetime:
    """When it was written; the beginning of time where Teams does not say it readably."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def plain_text(html: str) -> str:
    """What a message's HTML says, as plain text: no tag, script or attribute survives but what a picture is called."""
    reader = _Text()
    reader.feed(html[:LONGEST_MESSAGE])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return clean(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))


class _Text(HTMLParser):
    """Collects the text between tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif tag in _BREAKS:
            self.said.append("\n")
        elif tag in ("img", "emoji"):
            self.said.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in _BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.said.append(_PRIVATE.sub("", data).replace("\r", "").replace("\n", " "))
