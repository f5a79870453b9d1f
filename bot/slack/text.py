"""Text as Slack takes it. `escape` is the one place where what people wrote meets Slack's markup."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, assert_never
from urllib.parse import quote

from bot.wording import ELLIPSIS, Reader, dated, head, is_web_address, line, quantity, shorten, size
from handlers.chat.text import Bold, Code, Command, Date, Italic, Link, Mention, MessageLink, Number, Plain, Span, Spans

Json = dict[str, Any]

WORD_JOINER = "\u2060"
ZERO_WIDTH_SPACE = "\u200b"
_MARKUP = re.compile(r"[&<>*_~`]")
_OPENING = re.compile(r"(?<![^\W_])[*_~](?=\S)|`")
_CLOSING = re.compile(r"(?<=\S)[*_~](?![^\W_])")
_QUOTE = re.compile(r"^(?=\s*&gt;)", re.MULTILINE)
_USER = re.compile(r"[UW][A-Z0-9]+")
_CONVERSATION = re.compile(r"[CDG][A-Z0-9]+")
_TIMESTAMP = re.compile(r"[0-9]+\.[0-9]+")
_MARKED = (Bold, Italic, Code, Command, Mention)
"""Spans that begin and end with a mark."""
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


def escape(text: str) -> str:
    """The text as mrkdwn that shows it and does nothing else: no mention, no link, no formatting.

    `&`, `<` and `>` become entities, as Slack prescribes. Slack has no escape for its formatting marks, so one that
    stands where it would format (at the edge of a word) gets a word joiner on its outer side, which is invisible and
    puts it inside a word; snake_case and 5*3 stay as they are.
    """
    if not _MARKUP.search(text):
        return text
    return _QUOTE.sub(WORD_JOINER, _entities(_CLOSING.sub(rf"\g<0>{WORD_JOINER}", _OPENING.sub(_joined_mark, text))))


def mrkdwn(spans: Spans, reader: Reader, limit: int) -> str:
    """The spans as mrkdwn of at most `limit` characters; what is too long ends with "…", never amid markup."""
    whole = _joined(spans, reader)
    return whole if size(whole) <= limit else _cut(spans, reader, limit - size(ELLIPSIS)) + ELLIPSIS


def formatted(spans: Spans, reader: Reader, limit: int) -> Json:
    """A mrkdwn text object. `verbatim`: Slack looks for no names, channels or addresses of its own in it."""
    return {"type": "mrkdwn", "text": mrkdwn(spans, reader, limit), "verbatim": True}


def plain(text: str, limit: int, otherwise: str = "–") -> Json:
    """A plain_text object on one line, with nothing but emoji names interpreted; `otherwise` stands for blank text."""
    return {"type": "plain_text", "text": shorten(line(text), limit) or otherwise, "emoji": True}


def fallback(text: str, limit: int) -> str:
    """The text beside blocks, for notifications and screen readers: escaped, never blank."""
    return _escaped_within(text.strip(), limit) or "Rungs"


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _joined_mark(found: re.Match[str]) -> str:
    return WORD_JOINER + found[0]


def _escaped_within(text: str, limit: int) -> str:
    escaped = escape(text)
    if size(escaped) <= limit:
        return escaped
    length = _most(size(text), lambda length: size(escape(head(text, length))) < limit)
    return escape(head(text, length)) + ELLIPSIS


def _joined(spans: Spans, reader: Reader) -> str:
    return "".join(_pieces(spans, reader))


def _pieces(spans: Spans, reader: Reader) -> Iterator[str]:
    """Each span as mrkdwn, held apart by a zero-width space where a mark would touch a letter and not format."""
    before = ""
    after_mark = False
    for span in spans:
        piece = _piece(span, reader)
        if not piece:
            continue
        marked = isinstance(span, _MARKED)
        begins_with_mark = marked and not piece[0].isspace()
        if (begins_with_mark and (after_mark or before.isalnum())) or (after_mark and piece[0].isalnum()):
            yield ZERO_WIDTH_SPACE
        yield piece
        before, after_mark = piece[-1], marked and not piece[-1].isspace()


def _piece(span: Span, reader: Reader) -> str:
    match span:
        case Plain(text=text):
            return escape(text)
        case Bold(text=text):
            return _marked("*", escape(line(text)), text)
        case Italic(text=text):
            return _marked("_", escape(line(text)), text)
        case Code(text=text) | Command(text=text):
            return _marked("`", _entities(line(text).replace("`", "ˋ")), text)
        case Link(text=text, url=url):
            return _link(text, url)
        case Mention(person_id=person_id, name=name):
            return _mention(name, reader.accounts.get(person_id, ""))
        case Date():
            return dated(span, reader)
        case Number(value=value, unit=unit):
            return escape(quantity(value, unit, reader.locale))
        case MessageLink():
            return _message_link(span, reader.archive)
        case _:
            assert_never(span)


def _marked(mark: str, inner: str, text: str) -> str:
    """The text between marks; spaces at its ends stand outside, where Slack wants them."""
    if not inner:
        return " " if text else ""
    return f"{' ' * text[:1].isspace()}{mark}{inner}{mark}{' ' * text[-1:].isspace()}"


def _mention(name: str, account: str) -> str:
    return f"<@{account}>" if _USER.fullmatch(account) else _marked("*", escape(line(name)), name)


def _link(label: str, url: str) -> str:
    if not is_web_address(url):
        return escape(label)
    address = _entities(quote(url, safe=_URL_SAFE))
    shown = escape(line(label)).replace("|", "¦")
    return f"<{address}|{shown}>" if shown else f"<{address}>"


def _message_link(link: MessageLink, archive: str) -> str:
    known = _CONVERSATION.fullmatch(link.conversation) and _TIMESTAMP.fullmatch(link.message)
    if not known or not is_web_address(archive):
        return escape(link.text)
    url = f"{archive}archives/{link.conversation}/p{link.message.replace('.', '')}"
    if _TIMESTAMP.fullmatch(link.thread):
        url = f"{url}?thread_ts={link.thread}&cid={link.conversation}"
    return _link(link.text, url)


def _cut(spans: Spans, reader: Reader, limit: int) -> str:
    """As many whole spans as fit, and of the next one as much of its text."""
    whole = _most(len(spans), lambda count: size(_joined(spans[:count], reader)) <= limit)
    kept, broken = spans[:whole], spans[whole]
    if isinstance(broken, Mention | Date | Number):
        return _joined(kept, reader)

    def begun(length: int) -> str:
        return _joined((*kept, replace(broken, text=head(broken.text, length))), reader)

    length = _most(size(broken.text), lambda length: size(begun(length)) <= limit)
    return begun(length).rstrip() if length else _joined(kept, reader)


def _most(highest: int, fits: Callable[[int], bool]) -> int:
    """The greatest number from 0 to `highest` that fits, where whatever is smaller than one that fits does too."""
    low, high = 0, highest
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low
