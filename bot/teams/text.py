"""Text as Teams takes it. `escape` is the one place where what people wrote meets the markdown of Adaptive Cards."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, assert_never
from urllib.parse import quote, urlencode

from bot.teams import limits
from bot.wording import ELLIPSIS, Reader, dated, head, is_web_address, line, quantity, shorten, size
from handlers.chat.text import Bold, Code, Command, Date, Italic, Link, Mention, MessageLink, Number, Plain, Span, Spans

Json = dict[str, Any]

WORD_JOINER = "\u2060"
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_MARK = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)|[*`]|(?<![^\W_])_|_(?![^\W_])", re.MULTILINE)
_PAIR = re.compile(r"!(?=\[|$)|<(?=[A-Za-z/!?]|$)|\](?=[(\[:]|$)|\{(?=\{|$)|~(?=~|$)|&(?=#?\w+;|#?$)", re.MULTILINE)
_MARK_IN_PLAIN = re.compile(r"\{(?=\{)|<(?=/?at\b)")
"""Dates and mentions: what clients look for in labels too."""
_LINE_MARK = re.compile(r"(?:[-+]|\d+[.)]|#{1,6})(?:\s|$)|>|=+\s*$|-{2,}\s*$|(?:-\s+){2,}|\||~")
_ACCOUNT = re.compile(r"[^\s<>]+")
_IN_NO_NAME = re.compile(r"[^\w .,'’()@+-]|_")
_MENTIONED = re.compile(r"<at>[^<>]*</at>")
_MARKED = (Bold, Italic, Code, Command, Link, MessageLink)
"""Spans that begin and end with a mark."""
_CONVERSATION = re.compile(r"19:[^\s/?#]+")
_MESSAGE = re.compile(r"[0-9]+")
_URL_SAFE = "!#$%&'*+,/:;=?@~"


class Mentions:
    """The people whom one card mentions. Teams finds one in a text by what stands between `<at>` and `</at>`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._texts: dict[int, str] = {}
        self._entities: dict[str, Json] = {}

    def text(self, mention: Mention) -> str:
        """What stands for the person in a text; the bold name of one who has no account here."""
        account = self._reader.accounts.get(mention.person_id, "")
        if not _ACCOUNT.fullmatch(account):
            return _marked("**", _inert(line(mention.name)), mention.name)
        if mention.person_id not in self._texts:
            self._texts[mention.person_id] = self._new(mention, account)
        return self._texts[mention.person_id]

    def entities(self, text: str) -> list[Json]:
        """The entities of those whom the text, or the JSON that it stands in, mentions."""
        named = dict.fromkeys(_MENTIONED.findall(text))
        return [self._entities[name] for name in named if name in self._entities]

    def _new(self, mention: Mention, account: str) -> str:
        name = shorten(line(_IN_NO_NAME.sub(" ", mention.name)), limits.MENTIONED_NAME) or "somebody"
        text, number = f"<at>{name}</at>", 1
        while text in self._entities:
            number += 1
            text = f"<at>{name} ({number})</at>"
        self._entities[text] = {"type": "mention", "text": text, "mentioned": {"id": account, "name": name}}
        return text


def escape(text: str) -> str:
    """The text as markdown that shows it and does nothing else: no mention, link, list, date or formatting.

    `*`, `_` and the like get a backslash, where they would format. What only counts as two marks together, or at the
    beginning of a line, is held apart by a word joiner, which is invisible and which no client's markdown knows.
    """
    return _lines(_inert(text))


def markdown(spans: Spans, reader: Reader, mentions: Mentions, limit: int) -> str:
    """The spans as markdown in which at most `limit` characters of theirs stand; what is cut off ends with "…"."""
    return _lines("".join(_pieces(_shortened(spans, reader, limit), reader, mentions)))


def plain(text: str, limit: int, otherwise: str = "–") -> str:
    """Text on one line for what takes no markdown: a button, a label; `otherwise` stands for blank text."""
    shown = shorten(line(_UNPRINTABLE.sub("\ufffd", text)), limit) or otherwise
    return _MARK_IN_PLAIN.sub(rf"\g<0>{WORD_JOINER}", shown)


def address(url: str) -> str:
    """The address with everything percent-encoded that stands in none; "" where it may not become a link."""
    if not is_web_address(url) or size(url) > limits.URL:
        return ""
    return quote(url, safe=_URL_SAFE, errors="replace")


def _inert(text: str) -> str:
    printable = _UNPRINTABLE.sub("\ufffd", text)
    return _PAIR.sub(rf"\g<0>{WORD_JOINER}", _MARK.sub(r"\\\g<0>", printable))


def _lines(text: str) -> str:
    """The lines with an empty one between them, as markdown needs it; none begins like a list, a heading or a quote."""
    lines = [one.strip() for one in text.splitlines()]
    return "\n\n".join(WORD_JOINER + one if _LINE_MARK.match(one) else one for one in lines if one)


def _shortened(spans: Spans, reader: Reader, limit: int) -> Iterator[Span]:
    left = limit
    for span in spans:
        cost = _cost(span, reader)
        if cost <= left:
            left -= cost
            yield span
            continue
        if not isinstance(span, Mention | Date | Number | Link | MessageLink):
            yield replace(span, text=head(span.text, left).rstrip())
        yield Plain(ELLIPSIS)
        return


def _cost(span: Span, reader: Reader) -> int:
    match span:
        case Mention(name=name):
            return size(name)
        case Date():
            return size(dated(span, reader))
        case Number(value=value, unit=unit):
            return size(quantity(value, unit, reader.locale))
        case Link(text=text, url=url):
            return size(text) + size(url)
        case Plain() | Bold() | Italic() | Code() | Command() | MessageLink():
            return size(span.text)
        case _:
            assert_never(span)


def _pieces(spans: Iterator[Span], reader: Reader, mentions: Mentions) -> Iterator[str]:
    """Each span as markdown; two marks beside each other are held apart, so that they stay two."""
    after_mark = False
    for span in spans:
        piece = _piece(span, reader, mentions)
        if not piece:
            continue
        is_marked = isinstance(span, _MARKED)
        if is_marked and after_mark:
            yield WORD_JOINER
        yield piece
        after_mark = is_marked and not piece[-1].isspace()


def _piece(span: Span, reader: Reader, mentions: Mentions) -> str:
    match span:
        case Plain(text=text):
            return _inert(text)
        case Bold(text=text) | Code(text=text) | Command(text=text):
            return _marked("**", _inert(line(text)), text)
        case Italic(text=text):
            return _marked("*", _inert(line(text)), text)
        case Link(text=text, url=url):
            return _link(text, url)
        case Mention():
            return mentions.text(span)
        case Date():
            return dated(span, reader)
        case Number(value=value, unit=unit):
            return _inert(quantity(value, unit, reader.locale))
        case MessageLink():
            return _message_link(span, reader.archive)
        case _:
            assert_never(span)


def _marked(mark: str, inner: str, text: str) -> str:
    """The text between marks; spaces at its ends stand outside, and a joiner keeps the marks off its punctuation."""
    if not inner:
        return " " if text else ""
    before = "" if inner[0].isalnum() else WORD_JOINER
    after = "" if inner[-1].isalnum() else WORD_JOINER
    return f"{' ' * text[:1].isspace()}{mark}{before}{inner}{after}{mark}{' ' * text[-1:].isspace()}"


def _link(label: str, url: str) -> str:
    target = address(url)
    if not target:
        return _inert(label)
    shown = _inert(line(label)).replace("[", "\\[").replace("]", "\\]") or _inert(target)
    return f"[{shown}]({target})"


def _message_link(link: MessageLink, archive: str) -> str:
    """The archive is "https://teams.microsoft.com/l/message/?tenantId=…"; the address of the message comes between."""
    known = _CONVERSATION.fullmatch(link.conversation) and _MESSAGE.fullmatch(link.message)
    if not known or not is_web_address(archive):
        return _inert(link.text)
    start, _, query = archive.partition("?")
    if link.conversation.endswith("@thread.tacv2"):
        place = {"parentMessageId": link.thread or link.message}
    else:
        place = {"context": '{"contextType":"chat"}'}
    parameters = "&".join(filter(None, (query, urlencode(place))))
    return _link(link.text, f"{start}{quote(link.conversation, safe='')}/{link.message}?{parameters}")
