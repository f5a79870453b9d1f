"""Drafts on screen: the card that colleagues talk about, what they suggest, and how it ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers.chat.card import Button, Call, Card, Element, Fact, Facts, Heading, Menu, Note, Option, Paragraph, Row
from handlers.chat.text import Bold, Command, Date, Mention, Span, Spans, joined, spans
from handlers.okrs.coaching.cards import ask_coach
from handlers.okrs.drafting import suggestion_cards as drafting_suggestions
from handlers.okrs.lines import named, owner, short
from handlers.okrs.measuring.phrases import measured
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS
from handlers.okrs.setting.cards import add_key_result
from handlers.okrs.sight import seen_by
from storage.okr_lines import KeyResultLine, ObjectiveLine

MOST_KEY_RESULTS = 15
MOST_NAMED = 10
MOST_LISTED = 8
"""Drafts that a list shows; there being more is said."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A draft with its key results so far, and who agrees with it; the owner does not count."""

    line: ObjectiveLine
    key_results: Sequence[KeyResultLine] = ()
    agreed: Sequence[Mention] = ()


def posted(talk: Talk) -> Card:
    """The card of a draft in its team's channel, and for those who are named to read a private one."""
    code = talk.line.code
    return Card(
        f"Draft {code}: {short(talk.line.title)}",
        (
            *_about(talk),
            Button("Agree", Call("okr agree", {"objective": code}), "primary"),
            suggest_button(code),
            ask_coach(code),
            _counts_later(talk.line),
        ),
    )


def shown(talk: Talk, *, may_edit: bool) -> Card:
    """A draft as whoever names it sees it: those who work on it publish it, the others say what they think."""
    if not may_edit:
        return posted(talk)
    code = talk.line.code
    return Card(
        f"Draft {code}: {short(talk.line.title)}",
        (
            *_about(talk),
            add_key_result(code, "Add a key result", "plain" if talk.key_results else "primary"),
            publish_button(code, "primary" if talk.key_results else "plain"),
            ask_coach(code),
            _counts_later(talk.line),
        ),
    )


def published(talk: Talk) -> Card:
    """What the card in the channel becomes."""
    line = talk.line
    return Card(
        f"{line.code} is published: {short(line.title)}",
        (
            Paragraph.of(Bold(line.code), " is published: ", Bold(line.title)),
            Facts(tuple(_facts(line))),
            *_key_results(talk),
            Button("Show", Call("okr show", {"thing": line.code})),
            Note.of(f"It counts from now on. {seen_by(line)}"),
        ),
    )


def dropped(line: ObjectiveLine, reason: str, by: Mention) -> Card:
    """What the card in the channel becomes of a draft that nobody wants any more."""
    return Card(
        f"Draft {line.code} is dropped: {short(line.title)}",
        (
            Paragraph.of(Bold("Dropped"), " · ", Bold(line.code), f" {line.title}"),
            Paragraph.of(by, f" dropped this draft. Reason: {reason}"),
        ),
    )


def withdrawn() -> Card:
    """What the card in the channel becomes of a draft that was made private: it names nothing any more."""
    said = "The draft that stood here is private now."
    return Card(said, (Paragraph.of(said),))


def drafted(line: ObjectiveLine, channel: str, readers: Sequence[Mention]) -> Card:
    """The answer to who wrote a draft: where it can be talked about, and what comes next."""
    return Card(
        f"{line.code} is a draft: {short(line.title)}",
        (
            Paragraph.of(Bold(line.code), " is a draft: ", Bold(line.title)),
            Facts(tuple(_facts(line))),
            Paragraph(_where(line, channel, readers)),
            add_key_result(line.code, "Add a key result", "primary"),
            publish_button(line.code),
            _counts_later(line),
        ),
    )


def agreed(talk: Talk, *, is_taken_back: bool) -> Card:
    """The answer to Agree."""
    said = f"You do not agree with {talk.line.code} any more" if is_taken_back else f"You agree with {talk.line.code}"
    again = "" if is_taken_back else " Press Agree again to take it back."
    return Card(f"{said}.", (Paragraph(spans(Bold(_count(talk)), f". {said}.{again}")),))


def own_draft(line: ObjectiveLine) -> Card:
    """The answer to its owner, who agrees without saying so."""
    said = f"{line.code} is yours, so your own agreement does not count. Publish it when the others agree."
    return Card(said, (Paragraph.of(said), publish_button(line.code)))


def publish_answer(talk: Talk) -> Card:
    """The answer to who published; without key results it says what is missing."""
    line = talk.line
    missing = (
        Paragraph.of("It has no key results yet, so nothing measures it. Add one: ", _how(line)),
        add_key_result(line.code, "Add a key result", "primary"),
    )
    return Card(
        f"{line.code} is published and counts from now on.",
        (
            Paragraph.of(Bold(line.code), " is published and counts from now on: ", Bold(line.title)),
            *(() if talk.key_results else missing),
            Button("Show", Call("okr show", {"thing": line.code})),
            Note.of(seen_by(line)),
        ),
    )


def published_told(line: ObjectiveLine, by: Mention) -> Card:
    """To the owner, of whose draft somebody else made an objective."""
    return Card(
        f"{by.name} published your {line.code}: {short(line.title)}",
        (
            Paragraph.of(by, " published ", *named(line), ". It counts from now on, and it is yours."),
            Button("Show", Call("okr show", {"thing": line.code})),
        ),
    )


def drafts_listed(drafts: Sequence[ObjectiveLine], editable: Callable[[ObjectiveLine], bool]) -> tuple[Element, ...]:
    """The drafts that somebody works on, as a part of a list or of Home; nothing where there are none."""
    if not drafts:
        return ()
    rows = [Row(_listed(line), _action(line, is_editable=editable(line))) for line in drafts[:MOST_LISTED]]
    more = (Paragraph.of("and more: ", Command("/okr search WORDS")),) if len(drafts) > MOST_LISTED else ()
    return (Heading("Drafts"), *rows, *more)


def publish_button(code: str, style: str = "plain") -> Button:
    """The button that lets a draft count."""
    return Button("Publish", Call("okr publish", {"objective": code}), "primary" if style == "primary" else "plain")


def suggest_button(code: str) -> Button:
    """The button that opens the form for a suggestion."""
    return Button("Suggest", Call("okr suggest", {"objective": code}))


def _about(talk: Talk) -> tuple[Element, ...]:
    line = talk.line
    private = " · private" if line.is_private else ""
    return (
        Paragraph.of(Bold("Draft"), f"{private} · ", Bold(line.code), f" {line.title}"),
        Facts(tuple(_facts(line))),
        *_key_results(talk),
        Paragraph(_agreement(talk)),
    )


def _facts(line: ObjectiveLine) -> list[Fact]:
    facts = [Fact("Owner", (owner(line),)), Fact("Cycle", spans(line.cycle)), Fact("Due", (Date(line.due_on),))]
    if line.level != "person":
        facts.append(Fact("For", spans(line.team_name or "the company")))
    return facts


def _key_results(talk: Talk) -> tuple[Element, ...]:
    if not talk.key_results:
        return (Paragraph.of("No key results yet."),)
    lines = [spans("• ", *named(one), ": ", *measured(one)) for one in talk.key_results[:MOST_KEY_RESULTS]]
    hidden = len(talk.key_results) - MOST_KEY_RESULTS
    if hidden > 0:
        lines.append(spans(f"and {hidden} more: ", Command(f"/okr show {talk.line.code}")))
    return tuple(Paragraph(line) for line in lines)


def _agreement(talk: Talk) -> Spans:
    if not talk.agreed:
        return spans("Nobody has agreed yet.")
    names: list[Spans] = [(one,) for one in talk.agreed[:MOST_NAMED]]
    hidden = len(talk.agreed) - MOST_NAMED
    if hidden > 0:
        names.append(spans(f"{hidden} more"))
    return spans(Bold(_count(talk)), ": ", *joined(names))


def _count(talk: Talk) -> str:
    count = len(talk.agreed)
    return "1 person agrees" if count == 1 else f"{count} people agree"


def _counts_later(line: ObjectiveLine) -> Note:
    publish = Command(f"/okr publish {line.code}")
    return Note.of("It counts nowhere until it is published: ", publish, f". {seen_by(line)}")


def _where(line: ObjectiveLine, channel: str, readers: Sequence[Mention]) -> Spans:
    if line.is_private and readers:
        return spans("Told of it, to agree and suggest: ", *joined([(one,) for one in readers]), ".")
    if line.is_private:
        return spans("Nobody was told of it. Name readers: ", Command(f"/okr edit {line.code} --readers @somebody"))
    if channel:
        return spans(f"It stands in #{channel}, where colleagues agree and suggest.")
    return spans("It is posted nowhere, as no team of its own meets in a channel. Share shows it where you are.")


def _how(line: ObjectiveLine) -> Span:
    return Command(f"/okr kr {line.code} TITLE from 0 to 100")


def _listed(line: ObjectiveLine) -> Spans:
    count = f"{line.key_result_count} key result{'' if line.key_result_count == 1 else 's'}"
    private = " · private" if line.is_private else ""
    return spans(Bold(line.code), f" {short(line.title)}{private} · {line.cycle} · {count} · ", owner(line))


def _action(line: ObjectiveLine, *, is_editable: bool) -> Button | Menu:
    show = Call("okr show", {"thing": line.code})
    if not is_editable:
        return Button("Show", show)
    return Menu("Show or publish", (Option("Show", show), Option("Publish", publish_button(line.code).call)))


_BEN = Mention(2, "Ben Okafor")
_DRAFT = replace(OBJECTIVE, code="O-9", published_at=None, key_result_count=2)
_TALK = Talk(_DRAFT, (PRE_ORDERS, DELIVERY_DAYS), (_BEN, Mention(3, "Cleo Ito")))
EXAMPLES: dict[str, Callable[[], Card]] = drafting_suggestions.EXAMPLES | {
    "draft": lambda: posted(_TALK),
    "draft without anything": lambda: posted(Talk(_DRAFT)),
    "draft, private": lambda: posted(replace(_TALK, line=replace(_DRAFT, is_private=True))),
    "draft for its owner": lambda: shown(_TALK, may_edit=True),
    "draft for its owner, without key results": lambda: shown(Talk(_DRAFT), may_edit=True),
    "draft written for a team": lambda: drafted(_DRAFT, "sales", ()),
    "draft written for oneself": lambda: drafted(replace(_DRAFT, level="person", team_name=None), "", ()),
    "draft written in private": lambda: drafted(replace(_DRAFT, is_private=True), "", (_BEN,)),
    "draft published": lambda: published(replace(_TALK, line=replace(OBJECTIVE, code="O-9"))),
    "draft dropped": lambda: dropped(_DRAFT, "The market went away", Mention(1, "Ana Ruiz")),
    "draft withdrawn": withdrawn,
    "agreed": lambda: agreed(_TALK, is_taken_back=False),
    "agreement taken back": lambda: agreed(_TALK, is_taken_back=True),
    "own draft": lambda: own_draft(_DRAFT),
    "published": lambda: publish_answer(_TALK),
    "published without key results": lambda: publish_answer(Talk(_DRAFT)),
    "published, told": lambda: published_told(_DRAFT, Mention(1, "Ana Ruiz")),
    "drafts in a list": lambda: Card("Drafts", drafts_listed((_DRAFT, replace(_DRAFT, code="O-10")), _is_second)),
}


def _is_second(line: ObjectiveLine) -> bool:
    return line.code == "O-10"
