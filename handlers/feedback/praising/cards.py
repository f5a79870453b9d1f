"""What people see of praise: its post, and what its writer is told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from handlers.chat.ask import Place
from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Mention, Spans, listed, listed_names, spans
from handlers.feedback.giving.cards import taken_back
from handlers.feedback.giving.samples import sample
from handlers.feedback.praising.places import Stage
from storage.feedback import FeedbackLine

LONGEST_POINT = 150
"""Characters of praise in a notification."""
MOST_NAMED = 5
"""Reactions that the post names."""
_IN_WORDS = {"+1": "like", "thumbsup": "like"}
EVERYONE = "Everyone in the company can read praise."
ASKING = f"{EVERYONE} It is posted in a team's channel, where others add to it by a reaction."


@dataclass(frozen=True, slots=True)
class Words:
    """Praise, by whom and of whom."""

    author: Mention
    praised: tuple[Mention, ...]
    text: str
    company_value: str


def post(words: Words, count: int, emojis: Sequence[str]) -> Card:
    """The post; `count` is how many people have joined in, `emojis` are the reactions that do."""
    value: Spans = spans(" · ", Bold(words.company_value)) if words.company_value else ()
    whom = listed([(one,) for one in words.praised])
    body = (
        Paragraph(spans(words.author, " praises ", *whom, *value)),
        Paragraph.of(words.text),
        *_joining(count, emojis),
    )
    return Card(f"{words.author.name} praises {_names(words.praised)}: {_point(words.text)}", body)


def told(words: Words) -> Card:
    """The same as a direct message to whom it praises, where it could be posted nowhere."""
    return post(words, 0, ()).plus(Note.of(EVERYONE))


def shown(lines: Sequence[FeedbackLine], count: int, emojis: Sequence[str]) -> Card:
    """The post of these, at least one, as it now is; what was taken back is left out."""
    there = [line for line in lines if line.withdrawn_at is None]
    if not there:
        return taken_back(Mention(lines[0].author_id, lines[0].author_name))
    praised = tuple(Mention(line.receiver_id, line.receiver_name) for line in there)
    first = there[0]
    words = Words(Mention(first.author_id, first.author_name), praised, first.text, first.company_value)
    return post(words, count, emojis)


def posted(praised: Sequence[Mention], codes: Sequence[str], stage: Stage | None) -> Card:
    """What the writer is told when it was given; without a `stage` those who are praised are told directly."""
    where = _where(stage)
    body = (
        Paragraph.of(*spans("Praised ", *listed([(one,) for one in praised])), f"{where}."),
        Note.of(Bold(_numbered(codes)), f" · {EVERYONE} For 10 minutes you can edit or withdraw it."),
        Button("Edit", Call("feedback edit", {"feedback": codes[0]})),
        Button("Withdraw", Call("feedback withdraw", {"feedback": codes[0]})),
    )
    return Card(f"Praised {_names(praised)}{where}.", body)


def said(praised: Sequence[Mention], stage: Stage | None) -> Card:
    """The same for everyone who has read it, who may change nothing."""
    text = f"Praised {_names(praised)}{_where(stage)}."
    return Card(text, (Paragraph.of(text),))


def unposted(praised: Sequence[Mention], codes: Sequence[str], channel_name: str) -> Card:
    """What the writer is told where the platform would not take the post."""
    where = f"#{channel_name}" if channel_name else "the channel"
    names = _names(praised)
    text = f"Your praise of {names} could not be posted in {where}, so they get it directly."
    body = (
        Paragraph.of(
            *spans("Your praise of ", *listed([(one,) for one in praised])),
            f" could not be posted in {where}, so they get it directly, in their working hours.",
        ),
        Note.of(Bold(_numbered(codes)), f" · {EVERYONE} For the next to be posted, add Rungs to {where}."),
    )
    return Card(text, body)


def _joining(count: int, emojis: Sequence[str]) -> Iterator[Element]:
    if count:
        yield Paragraph.of(Bold(f"{count} more"), " joins in" if count == 1 else " join in")
    if emojis:
        yield Note.of(f"React to add to it: {_named(emojis)}.")


def _named(emojis: Sequence[str]) -> str:
    """Reactions in words: the platforms have different pictures for them."""
    words = dict.fromkeys(_IN_WORDS.get(name, name.replace("_", " ")) for name in emojis)
    *most, last = list(words)[:MOST_NAMED]
    return f"{', '.join(most)} or {last}" if most else last


def _where(stage: Stage | None) -> str:
    match stage:
        case None:
            return ", directly: there is no channel to post it in"
        case Stage(place, _) if place.name:
            return f" in #{place.name}"
        case Stage(_, team):
            return f" in the channel of {team}" if team else " in this channel"


def _names(people: Sequence[Mention]) -> str:
    return listed_names([one.name for one in people])


def _numbered(codes: Sequence[str]) -> str:
    match codes:
        case [only]:
            return only
        case [_, _]:
            return listed_names(codes)
        case _:
            return f"{codes[0]} to {codes[-1]}"


def _point(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_POINT else f"{flat[: LONGEST_POINT - 1].rstrip()}…"


_ANA, _BEN, _CHEN = Mention(1, "Ana Ruiz"), Mention(2, "Ben Okafor"), Mention(3, "Chen Li")
_EMOJIS = ("raised_hands", "clap", "heart", "like")
_WORDS = Words(_ANA, (_BEN, _CHEN), "The launch went like clockwork: two days of calls, and nobody waited.", "")
_PRODUCT = Stage(Place("slack", "C0PRODUCT", kind="channel", name="product"), "Product")
EXAMPLES: dict[str, Callable[[], Card]] = {
    "praise": lambda: post(replace(_WORDS, company_value="Customer first"), 0, _EMOJIS),
    "praise that others add to": lambda: post(_WORDS, 3, _EMOJIS),
    "praise, directly": lambda: told(_WORDS),
    "praise, reworded": lambda: shown([sample(is_praise=True, visibility="public")], 1, _EMOJIS),
    "praise, taken back": lambda: taken_back(_ANA),
    "the answer to praise": lambda: posted((_BEN, _CHEN), ("F-7", "F-8"), _PRODUCT),
    "the answer to praise, said to all": lambda: said((_BEN, _CHEN), _PRODUCT),
    "praise that was not posted": lambda: unposted((_BEN, _CHEN), ("F-7", "F-8"), "product"),
    "the answer to praise without a channel": lambda: posted((_BEN,), ("F-7",), None),
}
