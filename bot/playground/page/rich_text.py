"""Slack's rich_text as HTML: sections, lists within lists, quotes and preformatted text."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from markupsafe import Markup, escape

from bot.playground.page.dates import written
from bot.playground.page.emoji import emoji
from bot.playground.page.mrkdwn import Reader, broadcast_html, channel_html, group_html, link_html, user_html
from bot.playground.workspace import Json

_TAGS = (("code", "code"), ("strike", "s"), ("italic", "em"), ("bold", "strong"), ("underline", "u"))
_NOTHING = Markup("")


def rich_text_html(parts: Iterable[Json], reader: Reader) -> Markup:
    """The elements of a rich_text block, as this reader sees them. What is not known is left out."""
    drawn: list[Markup] = []
    for is_list, group in groupby(parts, lambda part: part.get("type") == "rich_text_list"):
        together = list(group)
        drawn += [_lists(together, reader)] if is_list else [_paragraph(part, reader) for part in together]
    return _NOTHING.join(drawn)


def _paragraph(part: Json, reader: Reader) -> Markup:
    inner = _inline(part, reader)
    match part.get("type"):
        case "rich_text_section":
            return Markup('<div class="text" dir="auto">{}</div>').format(_broken(inner))
        case "rich_text_quote":
            return Markup('<blockquote dir="auto">{}</blockquote>').format(_broken(inner))
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(inner)
        case _:
            return _NOTHING


def _lists(lists: list[Json], reader: Reader) -> Markup:
    """Lists that follow each other; one that is indented further stands within the last item before it."""
    drawn: list[Markup] = []
    rest = list(lists)
    while rest:
        first, *rest = rest
        within = list(_deeper(rest, first.get("indent", 0)))
        rest = rest[len(within) :]
        drawn.append(_list(first, _lists(within, reader), reader))
    return _NOTHING.join(drawn)


def _deeper(lists: Iterable[Json], indent: int) -> Iterator[Json]:
    for one in lists:
        if one.get("indent", 0) <= indent:
            return
        yield one


def _list(one: Json, within: Markup, reader: Reader) -> Markup:
    items = [_broken(_inline(item, reader)) for item in one.get("elements", ())]
    if items:
        items[-1] += within
    body = _NOTHING.join(Markup("<li>{}</li>").format(item) for item in items)
    if one.get("style") == "ordered":
        return Markup('<ol start="{}">{}</ol>').format(int(one.get("offset", 0)) + 1, body)
    return Markup("<ul>{}</ul>").format(body)


def _inline(part: Json, reader: Reader) -> Markup:
    return _NOTHING.join(_styled(piece, _piece(piece, reader)) for piece in part.get("elements", ()))


def _styled(piece: Json, drawn: Markup) -> Markup:
    style = piece.get("style") or {}
    for name, tag in _TAGS:
        if style.get(name):
            drawn = Markup(f"<{tag}>{{}}</{tag}>").format(drawn)  # noqa: S704 - the tags are ours
    return drawn


def _piece(piece: Json, reader: Reader) -> Markup:
    match piece:
        case {"type": "text", "text": text}:
            return escape(text)
        case {"type": "link", "url": url}:
            return link_html(url, piece.get("text", ""))
        case {"type": "user", "user_id": user}:
            return user_html(user, reader)
        case {"type": "channel", "channel_id": channel}:
            return channel_html(channel, reader)
        case {"type": "usergroup", "usergroup_id": group}:
            return group_html(group, reader)
        case {"type": "broadcast", "range": who}:
            return broadcast_html(who)
        case {"type": "emoji", "name": name}:
            return escape(emoji(name))
        case {"type": "date", "timestamp": int(stamp)}:
            said = written(stamp, piece.get("format", "{date}"), reader.zone) or piece.get("fallback", "")
            return link_html(piece["url"], said) if "url" in piece else escape(said)
        case {"type": "color", "value": value}:
            return escape(value)
        case _:
            return _NOTHING


def _broken(inner: Markup) -> Markup:
    return Markup(str(inner).replace("\n", "<br>"))  # noqa: S704 - escaped already; no tag of ours holds a newline
