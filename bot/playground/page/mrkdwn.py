"""Slack's mrkdwn as HTML: everything is escaped first, so no text ever becomes markup of its own."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from itertools import groupby
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.playground.page.dates import written
from bot.playground.page.emoji import with_emoji

NameOf = Callable[[str], str]
"""The id of a user, channel or user group as people read it; the id itself where nobody knows it."""

_CONTROL = re.compile(r"<([^<>]*)>")
_CODE = re.compile(r"```\n?(.+?)```|(?<![\w\u2060`])`([^`\n]+)`(?![\w\u2060`])", re.DOTALL)
# A word joiner counts as a letter to Slack: it is how text is kept from being formatted.
_STYLES = tuple(
    (re.compile(rf"(?<![\w\u2060{sign}])[{sign}](?=\S)([^{sign}\n]+?)(?<=\S)[{sign}](?![\w\u2060{sign}])"), tag)
    for sign, tag in (("*", "strong"), ("_", "em"), ("~", "s"))
)
_SLOT = re.compile("\ue000(\\d+)\ue001")
_NO_SLOT = str.maketrans("", "", "\ue000\ue001")
_STAMP = re.compile(r"[0-9]{1,12}")
_QUOTE = re.compile(r"&gt; ?")
_REST = re.compile(r"^(?:&gt;){3}\s*(.*)", re.DOTALL | re.MULTILINE)
# Screen readers say each sign of a bar; the percentage beside it says the same.
_BAR = re.compile("[▰▱]{2,}")
_BULLET = re.compile(r"\s*([•◦▪]) ")
_BREAK_BEFORE = re.compile(r"<br>(?=<(?:pre|blockquote|div))")
_BREAK_AFTER = re.compile(r"(?<=</)(pre|blockquote|div)><br>")
_SCHEMES = frozenset({"http", "https", "mailto"})
_BROADCASTS = frozenset({"here", "channel", "everyone"})


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom text is drawn: `user_id` is their own ("" for nobody), `zone` where they are."""

    name_of: NameOf
    user_id: str = ""
    zone: tzinfo = UTC


def plain_html(text: str) -> Markup:
    """Text of a plain_text object."""
    return Markup(str(escape(with_emoji(text))).replace("\n", "<br>"))  # noqa: S704


def mrkdwn_html(text: str, reader: Reader) -> Markup:
    """Text of a mrkdwn object, as this reader sees it."""
    slots: list[str] = []

    def slot(markup: str) -> str:
        slots.append(markup)
        return f"\ue000{len(slots) - 1}\ue001"

    def code(match: re.Match[str]) -> str:
        if match[1] is not None:
            return slot(f"<pre>{_escaped(match[1].removesuffix(chr(10)))}</pre>")
        return slot(f"<code>{_escaped(match[2])}</code>")

    def control(match: re.Match[str]) -> str:
        return slot(_control_html(match[1], reader))

    raw = text.translate(_NO_SLOT)
    body = _lines_html(_escaped(with_emoji(_CONTROL.sub(control, _CODE.sub(code, raw)))))
    while _SLOT.search(body):
        body = _SLOT.sub(lambda match: slots[int(match[1])], body)
    return Markup(_BREAK_AFTER.sub(r"\1>", _BREAK_BEFORE.sub("", body)))  # noqa: S704


def user_html(user_id: str, reader: Reader, label: str = "") -> Markup:
    """A mention of a person; the reader's own stands out."""
    kind = "mention mine" if user_id == reader.user_id else "mention"
    return Markup('<bdi class="{}">@{}</bdi>').format(kind, _named(user_id, reader, label))


def channel_html(channel_id: str, reader: Reader, label: str = "") -> Markup:
    """A channel's name."""
    return Markup('<bdi class="mention">#{}</bdi>').format(_named(channel_id, reader, label))


def group_html(group_id: str, reader: Reader, label: str = "") -> Markup:
    """A mention of a user group."""
    return Markup('<bdi class="ping">@{}</bdi>').format(_named(group_id, reader, label.removeprefix("@")))


def broadcast_html(who: str) -> Markup:
    """@here, @channel, @everyone."""
    return Markup('<span class="ping">@{}</span>').format(who)


def link_html(address: str, label: str = "") -> Markup:
    """A link that opens beside the page; words alone where the address is none that Slack would follow."""
    said = label or address.removeprefix("mailto:")
    if not is_address(address):
        return escape(said)
    return Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(address, said)


def is_address(text: str) -> bool:
    """Whether a link may lead there: to the web or to a mailbox, never into a script."""
    try:
        return urlsplit(text).scheme in _SCHEMES
    except ValueError:
        return False


def _lines_html(body: str) -> str:
    rest = _REST.search(body)
    before = body[: rest.start()] if rest else body
    parts = list(_groups_html(before.removesuffix("\n").split("\n"))) if before else []
    if rest:
        parts.append(f"<blockquote>{'<br>'.join(map(_styled, rest[1].split(chr(10))))}</blockquote>")
    return "<br>".join(parts)


def _groups_html(lines: Iterable[str]) -> Iterator[str]:
    """Each line by itself, but for lines of a quote that follow each other."""
    for is_quote, group in groupby(lines, lambda line: bool(_QUOTE.match(line))):
        if is_quote:
            quoted = (_styled(_QUOTE.sub("", line, count=1)) for line in group)
            yield f"<blockquote>{'<br>'.join(quoted)}</blockquote>"
        else:
            for line in group:
                yield _line_html(line)


def _line_html(line: str) -> str:
    bullet = _BULLET.match(line)
    if not bullet:
        return _styled(line)
    return f'<div class="bullet"><span>{bullet[1]} </span>{_styled(line[bullet.end() :])}</div>'


def _styled(line: str) -> str:
    for pattern, tag in _STYLES:
        line = pattern.sub(rf"<{tag}>\1</{tag}>", line)
    return _BAR.sub(r'<span aria-hidden="true">\g<0></span>', line)


def _unescaped(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _escaped(text: str) -> str:
    return html.escape(_unescaped(text))


def _control_html(inner: str, reader: Reader) -> str:
    target, _, label = (_unescaped(part) for part in inner.partition("|"))
    if target.startswith("@"):
        return user_html(target[1:], reader, label)
    if target.startswith("#"):
        return channel_html(target[1:], reader, label)
    if target.startswith("!"):
        return _special_html(target[1:], label, reader)
    return link_html(target, with_emoji(label)) if is_address(target) else html.escape(f"<{_unescaped(inner)}>")


def _special_html(target: str, label: str, reader: Reader) -> str:
    match target.split("^"):
        case ["subteam", group]:
            return group_html(group, reader, label)
        case ["date", stamp, form, *link]:
            said = (written(int(stamp), form, reader.zone) if _STAMP.fullmatch(stamp) else None) or label or form
            return link_html(link[0], said) if link else escape(said)
        case [who] if who in _BROADCASTS:
            return broadcast_html(who)
        case _:
            return escape(label or f"<!{target}>")


def _named(key: str, reader: Reader, label: str) -> str:
    name = reader.name_of(key).translate(_NO_SLOT)
    return label if name == key and label else name
