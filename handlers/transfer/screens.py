"""What people are shown of what was moved in or out."""

from collections.abc import Callable, Sequence

from handlers.chat.card import Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Mention, joined
from handlers.transfer.importing import cards

Named = tuple[int, str]
"""Somebody by our id and name."""
MOST_NAMED = 20
WHAT_IS_IN_THEM = "What you may not see is left out. The files can be imported again: /rungs import says how."
BY_IMPORT = "An import of people set this. If it is wrong, tell whoever runs Rungs."


def you_have_manager(manager: Named) -> Card:
    """For the person whose manager an import set."""
    text = f"Your manager is now {manager[1]}."
    return Card(text, (Paragraph.of("Your manager is now ", Mention(*manager), "."), Note.of(BY_IMPORT)))


def you_manage(people: Sequence[Named]) -> Card:
    """For the manager of these people."""
    count = "1 person" if len(people) == 1 else f"{len(people):,} people"
    named = joined([(Mention(*one),) for one in people[:MOST_NAMED]], ", ")
    more = f" and {len(people) - MOST_NAMED:,} more" if len(people) > MOST_NAMED else ""
    body: list[Element] = [Paragraph.of(f"{count} now report to you: ", *named, f"{more}.")]
    if len(people) == 1:
        body = [Paragraph.of("1 person now reports to you: ", *named, ".")]
    return Card(f"{count} now report{'s' if len(people) == 1 else ''} to you.", (*body, Note.of(BY_IMPORT)))


def export_begun() -> Card:
    """The answer to whoever asked for the files."""
    text = "Your files come by direct message in a moment."
    return Card(text, (Paragraph.of(text), Note.of(WHAT_IS_IN_THEM)))


def exported(name: str, lines: int) -> Card:
    """Beside a file."""
    count = "1 line" if lines == 1 else f"{lines:,} lines"
    return Card(f"{count}: {name}", (Paragraph.of(count, ": ", Bold(name)), Note.of(WHAT_IS_IN_THEM)))


def too_many_check_ins(most: int) -> Card:
    """In the place of a file that is too large for a message."""
    text = f"There are more than {most:,} check-ins, too many for a message."
    how = "Whoever runs Rungs has them with python -m bot export --out FOLDER."
    return Card(text, (Paragraph.of(text, " ", how),))


EXAMPLES: dict[str, Callable[[], Card]] = {
    "you have a manager, by an import": lambda: you_have_manager((1, "Ana Ruiz")),
    "you manage somebody, by an import": lambda: you_manage([(2, "Ben Okafor")]),
    "you manage people, by an import": lambda: you_manage([(2, "Ben Okafor"), (3, "Chen Li")]),
    "export begun": export_begun,
    "exported": lambda: exported("okrs.csv", 17),
    "exported, a line": lambda: exported("teams.csv", 1),
    "too many check-ins": lambda: too_many_check_ins(50_000),
    **cards.EXAMPLES,
}
