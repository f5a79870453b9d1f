"""What a search found: how many, then each with its number, where it belongs and a way to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Row
from handlers.chat.text import Bold, Command, Spans, joined, spans
from handlers.okrs.lines import mark, named, owner
from handlers.okrs.measuring.phrases import measured
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS, sample_judge
from handlers.okrs.shares import percent, share_of
from handlers.okrs.sight import all_seen_by
from handlers.okrs.standing import WORDS, Judge
from storage.okr_lines import KeyResultLine, ObjectiveLine

PAGE = 12
"""Finds on a page."""


@dataclass(frozen=True, slots=True)
class Result:
    """A page of what fits the words; `count` is of all pages, `number` begins at 1."""

    words: str
    lines: Sequence[ObjectiveLine | KeyResultLine]
    count: int
    number: int

    @property
    def pages(self) -> int:
        return -(-self.count // PAGE)


def found(result: Result, judge: Judge, following: Call | None) -> Card:
    """A page of finds; `following` asks for the next one."""
    counted = f"{result.count} found for “{result.words}”"
    body: list[Element] = [Paragraph.of(Bold(str(result.count)), f" found for “{result.words}”")]
    body += [Row(_find(line, judge), Button("Show", Call("okr show", {"thing": line.code}))) for line in result.lines]
    if following is not None:
        body.append(Button("Next", following))
    seen_by = all_seen_by(result.lines)
    body.append(Note.of(f"Page {result.number} of {result.pages}. {seen_by}" if result.pages > 1 else seen_by))
    return Card(f"{counted}: {', '.join(line.code for line in result.lines)}", tuple(body))


def nothing_found(words: str) -> Card:
    """Nothing fits, or nothing that the reader may see; what else to type."""
    ways_on = [
        spans("Fewer words find more, and the beginning of a word is enough: ", Command(_with_less(words))),
        spans("See everyone's: ", Command("/okr list all")),
    ]
    return Card(
        f"Nothing found for “{words}”.",
        (Paragraph.of(f"Nothing found for “{words}” in titles and in the names of owners and teams."),)
        + ((Paragraph(joined(ways_on, "\n")),) if words else ()),
    )


def _with_less(words: str) -> str:
    """The longest of several words, or the first letters of one."""
    several = words.split()
    longest = max(several, key=len, default="")
    return f"/okr search {longest if len(several) > 1 else longest[: max(3, len(longest) // 2)]}"


def _find(line: ObjectiveLine | KeyResultLine, judge: Judge) -> Spans:
    if isinstance(line, ObjectiveLine):
        reached = spans(" · ", percent(line.progress)) if line.progress else ()
        team = f" · {line.team_name}" if line.team_name else ""
        return spans(*named(line), f"{mark(line)}\n{line.cycle}", *reached, f"{team} · ", owner(line))
    share = share_of(line)
    reached = () if share is None else spans(", ", percent(share))
    status = WORDS[judge.status(line)]
    beneath = spans(f"{line.objective_code} · ", *measured(line), *reached, f" · {status} · ", owner(line))
    return spans(*named(line), f"{mark(line)}\n", *beneath)


_LINES = (OBJECTIVE, PRE_ORDERS, DELIVERY_DAYS)
_NEXT = Call("okr search", {"words": "car", "page": "2"})
EXAMPLES: dict[str, Callable[[], Card]] = {
    "search": lambda: found(Result("car", _LINES, 3, 1), sample_judge(), None),
    "search, first of three pages": lambda: found(Result("car", _LINES * 4, 30, 1), sample_judge(), _NEXT),
    "search that finds nothing": lambda: nothing_found("flying boats"),
}
