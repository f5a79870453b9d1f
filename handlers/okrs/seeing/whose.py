"""Whose objectives a list shows, as people say it: mine, @ben, team Sales at risk, Marketing next, company, stale."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from handlers.chat.ask import Ask
from handlers.chat.fields import Ambiguous, OneOfKind, TextKind, Unreadable
from handlers.chat.screen import Choice
from handlers.chat.text import Mention, Spans, spans
from handlers.chat.words import as_mention, flatten
from handlers.okrs.standing import WORDS
from handlers.people.fields import PERSON, TEAM
from storage.cycle_names import MOST_WORDS, NotACycle, parse_cycle
from storage.cycles import Cycle
from storage.progress import Status

STATUS_CHOICES = tuple(Choice(word.capitalize(), word.replace(" ", "-")) for word in WORDS.values())
_STATUS_BY_WORD = {word: status for status, word in WORDS.items()}
_MINE = frozenset({"mine", "my", "me", "my own"})
_ALL = frozenset({"all", "everyone", "everything"})
_FILLERS = frozenset({"okr", "okrs", "objective", "objectives"})
_NEAR = frozenset({"current", "this", "now", "next", "last", "past", "previous"})
_COMPANY = frozenset({"company", "the company", "company's"})


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose objectives; `id` and `name` are of the person or the team. `status` and `cycle` narrow them.

    Unsaid means mine, but where a team is named beside it.
    """

    kind: Literal["unsaid", "mine", "person", "team", "company", "all"] = "unsaid"
    id: int = 0
    name: str = ""
    status: Status | None = None
    cycle: Cycle | None = None

    def typed(self) -> str:
        """The words that would be read as this one, without the status and the cycle."""
        match self.kind:
            case "unsaid":
                return ""
            case "person":
                return f"person:{self.id}"
            case "team":
                return f"team {self.name}"
            case kind:
                return kind

    def said(self) -> Spans:
        """In words behind a number of objectives: "yours", "of @ben"."""
        match self.kind:
            case "unsaid" | "mine":
                return spans("yours")
            case "person":
                return spans("of ", Mention(self.id, self.name))
            case "team":
                return spans(f"of the team {self.name}")
            case "company":
                return spans("of the company")
            case "all":
                return spans("everyone's")


UNSAID = Whose()


@dataclass(frozen=True, slots=True)
class WhoseKind(TextKind):
    """All the words that say whose: a person, a team or a word, with a status and a cycle before or behind it."""

    def read(self, ask: Ask, text: str) -> Whose:  # type: ignore[override]
        *others, last = _readings(ask, " ".join(word for word in text.split() if word.lower() not in _FILLERS))
        for reading in others:
            try:
                return reading.whose(ask)
            except Ambiguous:
                raise
            except Unreadable:
                continue
        return last.whose(ask)


@dataclass(frozen=True, slots=True)
class StatusKind(OneOfKind):
    """A status word; as an option it is two words where they make one: "--status at risk"."""

    choices: tuple[Choice, ...] = STATUS_CHOICES

    def read(self, ask: Ask, text: str) -> Status:
        chosen = OneOfKind.read(self, ask, text.strip().replace(" ", "-").replace("_", "-"))
        return _STATUS_BY_WORD[chosen.replace("-", " ")]

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return 2 if " ".join(ahead[:2]).lower() in _STATUS_BY_WORD else 1

    def typed(self, ask: Ask, text: str) -> str:
        try:
            return WORDS[self.read(ask, text)].replace(" ", "-") if text else ""
        except Unreadable:
            return ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the words: what narrows is taken off their ends, and the rest says whose."""

    rest: str
    status: Status | None
    cycle: Cycle | None = None

    def whose(self, ask: Ask) -> Whose:
        return replace(_whose(ask, self.rest), status=self.status, cycle=self.cycle)


def _readings(ask: Ask, text: str) -> list[_Reading]:
    """The ways to read the words, the likeliest first. "May" may be a cycle, a team or somebody's name."""
    rest, status = _without_status(text)
    plain, found = _Reading(rest, status), _without_cycle(ask, rest.split())
    if found is None:
        return [plain]
    left, said, cycle = found
    if status is None:
        left, status = _without_status(left)
    narrowed = _Reading(left, status, cycle)
    return [narrowed, plain] if _is_surely_a_cycle(said) else [plain, narrowed]


def _without_cycle(ask: Ask, words: Sequence[str]) -> tuple[str, str, Cycle] | None:
    """What is left of the words, and the longest cycle at one of their ends, as it was said and as it is."""
    cycles = ask.company.cycles
    longest = max(MOST_WORDS, *(len(cycle.label.split()) for cycle in cycles.named), 0)
    for count in range(min(longest, len(words)), 0, -1):
        for rest, said in ((words[:-count], words[-count:]), (words[count:], words[:count])):
            if [word.lower() for word in rest] == ["team"]:
                continue
            try:
                return " ".join(rest), " ".join(said), parse_cycle(" ".join(said), ask.company_today, cycles)
            except NotACycle:
                continue
    return None


def _is_surely_a_cycle(said: str) -> bool:
    return any(letter.isdigit() for letter in said) or said.lower().split()[0] in _NEAR


def _without_status(text: str) -> tuple[str, Status | None]:
    lowered = text.lower().replace("-", " ")
    for word, status in _STATUS_BY_WORD.items():
        if lowered == word:
            return "", status
        if lowered.startswith(f"{word} "):
            return text[len(word) :].strip(), status
        if lowered.endswith(f" {word}"):
            return text[: -len(word)].strip(), status
    return text, None


def _whose(ask: Ask, words: str) -> Whose:
    said = words.lower()
    if not said:
        return UNSAID
    if said in _MINE:
        return Whose("mine")
    if said in _ALL:
        return Whose("all")
    if said in _COMPANY:
        return Whose("company")
    if as_mention(words) is not None or "@" in words or said.startswith("person:"):
        return _of_person(ask, words)
    if said.startswith("team "):
        return _of_team(ask, words.split(None, 1)[1])
    return _named(ask, words)


def _of_team(ask: Ask, name: str) -> Whose:
    team = TEAM.find(ask, name)
    return Whose("team", team.id, team.name)


def _of_person(ask: Ask, name: str) -> Whose:
    person = PERSON.find(ask, name)
    return Whose("person", person.id, person.name)


def _named(ask: Ask, name: str) -> Whose:
    """The team of that name, else the person. Raises Unreadable, or Ambiguous."""
    for find in (_of_team, _of_person):
        try:
            return find(ask, name)
        except Ambiguous:
            raise
        except Unreadable:
            continue
    sentence = f"I do not know whose objectives “{flatten(name)[:80]}” are."
    raise Unreadable(f"{sentence} Say mine, all, company, @somebody or a team's name.")
