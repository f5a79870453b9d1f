"""What the page offers who types or reacts: the commands of the manifest, and the reactions of the picker."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from bot.playground.seats import Command

REACTIONS = ("+1", "white_check_mark", "tada", "heart", "eyes", "raised_hands", "clap", "thinking_face", "pray")
"""What the picker of reactions holds, by Slack's names."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to begin a command: `take` is typed for whoever takes it, `usage` what may follow, `about` what it does."""

    take: str
    usage: str
    about: str


def offers(commands: Iterable[Command]) -> list[Offer]:
    """Every command, and every first word that its usage hint names: "/okr", then "/okr new" with "TITLE"."""
    return [offer for command in commands for offer in _of(*command)]


def _of(name: str, description: str, hint: str) -> Iterator[Offer]:
    yield Offer(name, hint, description)
    for way in hint.strip("[]").split("|"):
        words = way.split()
        fixed = list(takewhile(lambda word: word == word.lower(), words))
        if fixed:
            yield Offer(" ".join([name, *fixed]), " ".join(words[len(fixed) :]), "")
