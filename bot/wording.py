"""How a reader is told numbers, days and shares: the part of rendering that every platform has in common."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from handlers.chat.card import UNSAID
from handlers.chat.text import Date

CELLS = 10
ELLIPSIS = "…"
_ONE = Decimal(1)
_CURRENCY_SIGNS = frozenset("$€£¥₹₩₽₺₫₴₦₱฿")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom something is rendered.

    `locale` is a language tag ("de-DE"), `today` the reader's own day. `accounts` are the platform's ids by our person
    id; who is not among them is named, not mentioned. `archive` is the address that links to messages start with
    ("https://companyx.slack.com/"); where it is empty, they are shown without a link.
    """

    locale: str
    today: date
    zone: ZoneInfo
    accounts: Mapping[int, str] = field(default_factory=dict)
    archive: str = ""


@dataclass(frozen=True, slots=True)
class Separators:
    """How digits are set: between groups, before the fraction, and from how many whole digits on there are groups."""

    group: str
    point: str
    grouped_from: int = 4
    lakh: bool = False


_ENGLISH = Separators(",", ".")
_COMMA = Separators(".", ",")
_SPACED = Separators("\u00a0", ",")
_BY_TAG = {
    "de-AT": Separators("\u00a0", ","),
    "de-CH": Separators("’", "."),
    "de-LI": Separators("’", "."),
    "it-CH": Separators("’", "."),
    "en-IN": Separators(",", ".", lakh=True),
    "hi-IN": Separators(",", ".", lakh=True),
    "en-ZA": _SPACED,
    "es-MX": _ENGLISH,
    "es-US": _ENGLISH,
    "pt-PT": Separators("\u00a0", ",", grouped_from=5),
}
_BY_LANGUAGE = (
    dict.fromkeys(("da", "de", "el", "hr", "id", "is", "it", "nl", "pt", "ro", "sl", "sr", "tr", "vi"), _COMMA)
    | dict.fromkeys(("cs", "fi", "hu", "nb", "nn", "no", "ru", "sk", "sv", "uk"), _SPACED)
    | {
        "bg": Separators("\u00a0", ",", grouped_from=5),
        "es": Separators(".", ",", grouped_from=5),
        "fr": Separators("\u202f", ","),
        "hi": Separators(",", ".", lakh=True),
        "pl": Separators("\u00a0", ",", grouped_from=5),
    }
)
"""Digits as CLDR sets them for the languages that Slack and Teams come in; the others are set as in English."""


def number(value: Decimal, locale: str) -> str:
    """The value with every digit it has and no trailing zeros, grouped for the locale: "1,250", "1.250,5"."""
    if not value.is_finite():
        return str(value)
    style = _separators(locale)
    whole, _, fraction = f"{abs(value):f}".partition(".")
    fraction = fraction.rstrip("0")
    sign = "-" if value < 0 and (int(whole) or fraction) else ""
    return sign + _grouped(whole, style) + (style.point + fraction if fraction else "")


def quantity(value: Decimal, unit: str, locale: str) -> str:
    """The value with its unit: "1,250 orders", "40 %", "$45"."""
    figure = number(value, locale)
    if not unit:
        return figure
    if unit not in _CURRENCY_SIGNS:
        return f"{figure} {unit}"
    return f"-{unit}{figure[1:]}" if figure.startswith("-") else f"{unit}{figure}"


def dated(span: Date, reader: Reader) -> str:
    """The day of a span as its reader sees it."""
    return day(span.at.astimezone(reader.zone).date() if span.at else span.day, reader.today)


def day(value: date, today: date) -> str:
    """The day as seen from today, with the date in brackets: "Friday (27 Nov)", "3 days ago (19 Nov)"."""
    shown = f"{value.day} {_MONTHS[value.month - 1]}"
    if value.year != today.year:
        shown = f"{shown} {value.year}"
    return f"{_relative(value, today)} ({shown})"


def percentage(share: Decimal) -> str:
    """The share 0..1 in whole per cent: "30 %". Only what is complete says 100."""
    held = _held(share)
    points = int((held * 100).quantize(_ONE, ROUND_HALF_UP))
    return f"{points if held == _ONE else min(points, 99)} %"


def bar(share: Decimal | None, unsaid: str = UNSAID) -> str:
    """Ten cells and the percentage, "▰▰▰▱▱▱▱▱▱▱ 30 %"; None is "▱▱▱▱▱▱▱▱▱▱ not said", or what else is `unsaid`.

    A cell is filled when its tenth is reached.
    """
    if share is None:
        return f"{'▱' * CELLS} {unsaid}"
    full = int(_held(share) * CELLS)
    return f"{'▰' * full}{'▱' * (CELLS - full)} {percentage(share)}"


def sparkline(values: tuple[Decimal, ...]) -> str:
    """One tick a value, from the lowest "▁" to the highest "█"; all the same is a line in the middle."""
    if not values:
        return ""
    low, high = min(values), max(values)
    if low == high:
        return "▄" * len(values)
    ticks = "▁▂▃▄▅▆▇█"
    return "".join(ticks[int((value - low) * (len(ticks) - 1) / (high - low))] for value in values)


def size(text: str) -> int:
    """The length as platforms count it: UTF-16 units, so that an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` UTF-16 units, ending with "…" where something was cut off."""
    return text if size(text) <= limit else head(text, limit - size(ELLIPSIS)).rstrip() + ELLIPSIS


def head(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` UTF-16 units that keeps letters with their accents and emoji whole."""
    if size(text) <= limit:
        return text
    end, used = 0, 0
    for mark in text:
        used += 1 + (mark > "\uffff")
        if used > limit:
            break
        end += 1
    cut = end
    while cut > 0 and (_clings(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    return text[: cut or end]


def is_web_address(url: str) -> bool:
    """Whether the address may become a link: http or https, with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _held(share: Decimal) -> Decimal:
    return min(max(share, Decimal(0)), _ONE) if share.is_finite() else Decimal(0)


def _clings(mark: str) -> bool:
    joins = mark == "\u200d" or "\ufe00" <= mark <= "\ufe0f" or "\U0001f3fb" <= mark <= "\U0001f3ff"
    return joins or bool(unicodedata.combining(mark))


@lru_cache(maxsize=64)
def _separators(locale: str) -> Separators:
    tag = locale.replace("_", "-")
    return _BY_TAG.get(tag) or _BY_LANGUAGE.get(tag.partition("-")[0].lower(), _ENGLISH)


def _grouped(whole: str, style: Separators) -> str:
    if len(whole) < style.grouped_from or len(whole) <= 3:
        return whole
    return style.group.join(reversed([*_groups_from_right(whole, 2 if style.lakh else 3)]))


def _groups_from_right(whole: str, width: int) -> Iterator[str]:
    yield whole[-3:]
    rest = whole[:-3]
    while rest:
        yield rest[-width:]
        rest = rest[:-width]


def _relative(value: date, today: date) -> str:
    ahead = (value - today).days
    match ahead:
        case 0:
            return "today"
        case 1:
            return "tomorrow"
        case -1:
            return "yesterday"
        case _ if 1 < ahead < 7:
            return _WEEKDAYS[value.weekday()]
    distance = _distance(abs(ahead))
    return f"in {distance}" if ahead > 0 else f"{distance} ago"


def _distance(days: int) -> str:
    for unit, length, upto in (("day", 1, 14), ("week", 7, 60), ("month", 30, 548)):
        if days < upto:
            return _counted(days // length, unit)
    return _counted(round(days / 365), "year")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
