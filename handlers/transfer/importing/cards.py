"""What somebody sees who imports files in chat: how to, what they would do, what is wrong with them, what was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Table
from handlers.chat.reply import Attachment
from handlers.chat.text import Bold, Command, listed_names, spans
from handlers.transfer.report import Count

MOST_SHOWN: Final = 8
"""Changes or problems on the card; more are in the file beside it."""
ALL_OR_NOTHING: Final = "Nothing is stored yet. Apply stores all of it, or nothing."
NOT_STORED: Final = "Nothing is stored."


@dataclass(frozen=True, slots=True)
class DryRun:
    """What files would do: each change a line, and what of them is read in one of two ways, left out or kept."""

    names: tuple[str, ...]
    counts: tuple[Count, ...]
    waiting: int
    changes: tuple[str, ...]
    notes: tuple[str, ...]
    is_anew: bool = False


def how_to() -> Card:
    """How one imports in chat."""
    text = "Send me one or several CSV files in this direct message, with nothing else or with the word import."
    return Card(
        text,
        (
            Paragraph.of(text, " I say what they would bring and change, and store it when you press Apply."),
            Paragraph.of(
                "The first line names the columns: ",
                Bold("kind, code, title, owner_email"),
                " and more for objectives and key results, ",
                Bold("name, email"),
                " for people, ",
                Bold("name, lead_email"),
                " for teams. ",
                Command("/rungs export"),
                " sends you such files of what is here.",
            ),
            Note.of(
                "Another tool's columns need a mapping: a .yaml file in the same message. At most 1 MB and 2,000 lines."
            ),
        ),
    )


def no_table(names: Sequence[str]) -> Card:
    """For whoever sent files that are no tables."""
    text = f"I cannot read {_listed(names)}: I take CSV files, to import them."
    return Card(text, (Paragraph.of(text, " ", Command("/rungs import"), " says how."),))


def wrong(names: Sequence[str], problems: Sequence[str]) -> Card:
    """The lines that have to be mended first."""
    count = "1 thing has" if len(problems) == 1 else f"{len(problems):,} things have"
    head = f"{count} to be mended in {_listed(names)}."
    body: list[Element] = [Paragraph.of(Bold(head), " ", NOT_STORED)]
    body += [Paragraph.of(problem) for problem in problems[:MOST_SHOWN]]
    if more := len(problems) - MOST_SHOWN:
        body += [Paragraph.of(f"And {more:,} more: all are in the file beside this.")] if more > 0 else []
    return Card(f"{head} {NOT_STORED}", (*body, Note.of("Mend the file and send it again.")))


def nothing_new(names: Sequence[str]) -> Card:
    """For files that say what is there already."""
    text = f"0 changes: all that {_listed(names)} says is here already."
    return Card(text, (Paragraph.of(text),))


def dry_run(run: DryRun, apply: Call, cancel: Call) -> Card:
    """What the files would do, with the button that does it."""
    head = _head(run)
    body: list[Element] = (
        [Paragraph.of("Something changed meanwhile. Look at it again, please.")] if run.is_anew else []
    )
    body += [Paragraph.of(Bold(head), f" from {_listed(run.names)}."), *_table(run), *_changes(run)]
    body += [Note.of(note) for note in run.notes[:MOST_SHOWN]]
    body += [Note.of(ALL_OR_NOTHING), Button("Apply", apply, "primary"), Button("Cancel", cancel)]
    return Card(f"{head} from {_listed(run.names)}. {ALL_OR_NOTHING}", tuple(body))


def applied(run: DryRun) -> Card:
    """What was stored."""
    head = f"Stored: {_head(run)}"
    return Card(
        f"{head} from {_listed(run.names)}.", (Paragraph.of(Bold(head), f" from {_listed(run.names)}."), *_table(run))
    )


def cancelled() -> Card:
    """In the place of a dry run that is not to be done."""
    text = "0 changes: this import is cancelled."
    return Card(text, (Paragraph.of(text),))


def gone() -> Card:
    """For whoever presses a button of an import a second time, or after a month."""
    text = "This import was stored or cancelled before, or waited for more than 30 days. Nothing is stored now."
    return Card(text, (Paragraph.of(text),))


def beside(name: str, lines: Sequence[str]) -> Attachment | None:
    """All the lines as a file, where the card does not show all of them."""
    return Attachment(name, "\n".join((*lines, "")).encode()) if len(lines) > MOST_SHOWN else None


def _head(run: DryRun) -> str:
    new, changed = sum(one.new for one in run.counts), sum(one.changed for one in run.counts)
    waiting = f", {run.waiting:,} kept for later" if run.waiting else ""
    return f"{new:,} new, {changed:,} changed{waiting}"


def _table(run: DryRun) -> tuple[Element, ...]:
    rows = tuple(
        (spans(one.name.capitalize()), spans(f"{one.new:,}"), spans(f"{one.changed:,}"), spans(f"{one.kept:,}"))
        for one in run.counts
    )
    later = f"{run.waiting:,} {'KPI is' if run.waiting == 1 else 'KPIs are'} kept, waiting for KPIs."
    table = (Table(("Lines", "New", "Changed", "As they are"), rows),) if rows else ()
    return (*table, *((Paragraph.of(later),) if run.waiting else ()))


def _changes(run: DryRun) -> tuple[Element, ...]:
    shown = tuple(Paragraph.of(" ".join(line.split())) for line in run.changes[:MOST_SHOWN])
    more = len(run.changes) - MOST_SHOWN
    where = "" if run.is_anew else ": all are in the file beside this"
    return (*shown, Paragraph.of(f"And {more:,} more{where}.")) if more > 0 else shown


def _listed(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    if len(unique) > MOST_SHOWN:
        return f"{len(unique):,} files"
    return listed_names(unique)


_APPLY, _CANCEL = (
    Call("rungs import apply", {"number": "7", "shown": "0a"}),
    Call("rungs import cancel", {"number": "7"}),
)
_COUNTS = (Count("people", 2, 0, 7), Count("objectives", 1, 1, 2), Count("key results", 8, 0, 0))
_CHANGES = (
    "new      O-4 (G-4) Win the small shops",
    "changed  O-2 due_on 2026-12-31 → 2026-12-15",
    *(f"new      KR-{number} Obtain {number},000 pre-orders" for number in range(9, 18)),
)
_NOTES = ("okrs.csv: line 6: target: 1,250 was read as 1250, not as 1.25",)
_RUN = DryRun(("people.csv", "okrs.csv"), _COUNTS, 6, _CHANGES, _NOTES)
_WRONG = "okrs.csv: line 4: owner_email: “hugo” is nobody's address or name here. Write the person's e-mail address."

EXAMPLES: dict[str, Callable[[], Card]] = {
    "how to import": how_to,
    "no table": lambda: no_table(["beach.png"]),
    "import, one thing wrong": lambda: wrong(["okrs.csv"], [_WRONG]),
    "import, many things wrong": lambda: wrong(["okrs.csv"], [_WRONG] * 20),
    "import, nothing new": lambda: nothing_new(["okrs.csv"]),
    "import, dry run": lambda: dry_run(_RUN, _APPLY, _CANCEL),
    "import, dry run anew": lambda: dry_run(DryRun(("okrs.csv",), _COUNTS, 0, _CHANGES[:2], (), True), _APPLY, _CANCEL),
    "import, applied": lambda: applied(_RUN),
    "import, cancelled": cancelled,
    "import, gone": gone,
}
