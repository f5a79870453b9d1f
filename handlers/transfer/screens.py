"""What people are shown of what was moved in or out."""

from collections.abc import Callable, Sequence

from handlers.chat.card import Card, Element, Note, Paragraph
from handlers.chat.text import Mention, joined

Named = tuple[int, str]
"""Somebody by our id and name."""
MOST_NAMED = 20
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


EXAMPLES: dict[str, Callable[[], Card]] = {
    "you have a manager, by an import": lambda: you_have_manager((1, "Ana Ruiz")),
    "you manage somebody, by an import": lambda: you_manage([(2, "Ben Okafor")]),
    "you manage people, by an import": lambda: you_manage([(2, "Ben Okafor"), (3, "Chen Li")]),
}
