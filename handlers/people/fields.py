"""How people, teams and channels are named in a command and picked in a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.fields import Ambiguous, PickKind, PicksKind, Unreadable
from handlers.chat.number import row_number
from handlers.chat.screen import Choice, Input, SelectInput
from handlers.chat.words import Mentioned, as_mention, channel_marker, flatten
from storage import people, teams
from storage.people import MOST_HITS, Somebody
from storage.teams import TeamLine

_PERSON: Final = "person:"
_ELSEWHERE: Final = "/"
"""Between a platform and a channel of it: no platform's own ids begin with a word in small letters and this."""
_STANDINGS: Final = {
    "guest": "is a guest here. Name somebody of the company.",
    "bot": "is a bot. Name a person.",
    "deactivated": "has left. Name somebody who is here.",
}


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a team meets; without a conversation, nowhere. `name` is empty where the platform did not tell it."""

    platform: str = ""
    conversation: str = ""
    name: str = ""


NOWHERE: Final = Channel()


def find_person(ask: Ask, text: str) -> Somebody:
    """The member whom a mention, an e-mail address, a picked value or enough of a name means. Raises Unreadable."""
    said = text.strip()
    named = as_mention(said)
    if said.lower() == "me":
        return _known(ask, str(ask.person.id), said)
    if named is not None and named.kind == "person":
        return _known(ask, named.id, named.name)
    if said.startswith(_PERSON):
        return _known(ask, said.removeprefix(_PERSON), said)
    if "@" in said[1:]:
        return _fit(ask, people.by_email(ask.db, ask.workspace_id, said), said)
    return _by_name(ask, flatten(said).removeprefix("@"))


def _known(ask: Ask, number: str, said: str) -> Somebody:
    found = people.somebody(ask.db, ask.workspace_id, int(number)) if number.isdecimal() else None
    return _fit(ask, found, said)


def members_at_once(ask: Ask, lines: Sequence[str]) -> dict[str, Somebody]:
    """Members whom a mention or a picked value means, by it; whoever else is named is found one by one."""
    numbers = {line: number for line in lines if (number := _number_in(line)) is not None}
    found = people.members(ask.db, ask.workspace_id, list(numbers.values())) if numbers else {}
    return {line: found[number] for line, number in numbers.items() if number in found}


def _number_in(said: str) -> int | None:
    """Our own number for a person, where that is what stands there."""
    named = as_mention(said)
    if named is not None:
        number = named.id if named.kind == "person" else ""
    else:
        number = said.removeprefix(_PERSON) if said.startswith(_PERSON) else ""
    return row_number(number) or None


def _by_name(ask: Ask, name: str) -> Somebody:
    hits = people.search(ask.db, ask.workspace_id, name) if name else ()
    exact = [person for person in hits if people.folded(person.name) == people.folded(name)]
    if len(exact) == 1:
        return exact[0]
    if not hits:
        raise _nobody(name)
    if len(hits) == 1 and people.folded(name) in people.folded(hits[0].name).split():
        return hits[0]
    sentence = f"Whom do you mean by “{name[:80]}”? Mention them with @, or write their e-mail address."
    raise Ambiguous(sentence, _choices(hits))


def _fit(ask: Ask, found: Somebody | None, said: str) -> Somebody:
    if found is None:
        raise _nobody(said)
    if found.standing in _STANDINGS and found.id != ask.person.id:
        raise Unreadable(f"{found.name} {_STANDINGS[found.standing]}")
    return found


def _nobody(said: str) -> Unreadable:
    return Unreadable(
        f"I know nobody called “{flatten(said)[:80]}”. Mention them with @, or write their e-mail address."
    )


def _choices(found: Sequence[Somebody]) -> tuple[Choice, ...]:
    """By name; with the address where two have the same."""
    names = [person.name for person in found]
    return tuple(
        Choice(
            person.name if names.count(person.name) == 1 else f"{person.name} ({person.email})", f"{_PERSON}{person.id}"
        )
        for person in found
    )


def person_choices(ask: Ask, query: str) -> tuple[Choice, ...]:
    """Members who answer to what is typed, at most 15."""
    return _choices(people.search(ask.db, ask.workspace_id, query))


def _person_shown(ask: Ask, text: str) -> tuple[Choice, ...]:
    try:
        found = find_person(ask, text)
    except Unreadable:
        return ()
    return (Choice(found.name, person_value(found.id)),)


def person_value(person_id: int) -> str:
    """How a picked person travels in a call."""
    return f"{_PERSON}{person_id}"


def _one_word(ask: Ask, ahead: Sequence[str]) -> int:
    return min(1, len(ahead))


def _one_person(ask: Ask, ahead: Sequence[str]) -> int:
    return 1 if ahead and names_person(ahead[0]) else 0


def names_person(word: str) -> bool:
    """Whether the word is a mention, an e-mail address or a picked value."""
    named = as_mention(word)
    if named is not None:
        return named.kind == "person"
    name, at, host = word.partition("@")
    return word.startswith((_PERSON, "@")) or bool(name and at and "." in host)


PERSON: Final = PickKind(find_person, person_choices, _one_word, _person_shown)
AMONG_PEOPLE: Final = PickKind(find_person, person_choices, _one_person, _person_shown)
"""One of several people: only what names a person is taken for one."""

PersonRef = Annotated[Somebody, PERSON]
PeopleRef = Annotated[tuple[Somebody, ...], PicksKind(AMONG_PEOPLE, members_at_once)]


def find_team(ask: Ask, text: str) -> TeamLine:
    """The team of that name, or the only one whose name holds the text. Raises Unreadable, or Ambiguous."""
    name = " ".join(flatten(text).split())
    found = teams.by_name(ask.db, ask.workspace_id, name)
    if found is not None:
        return found
    # A guest may name a team, and is told of none.
    hits = teams.search(ask.db, ask.workspace_id, name) if name and policy.may_see_company(ask) else ()
    if len(hits) == 1:
        return hits[0]
    if not hits:
        raise Unreadable(f"There is no team “{name[:80]}”. /rungs team list shows all teams.")
    raise Ambiguous(f"Which team do you mean by “{name[:80]}”?", tuple(Choice(team.name, team.name) for team in hits))


def team_choices(ask: Ask, query: str) -> tuple[Choice, ...]:
    """Teams whose name holds what is typed, at most 15; none for guests, who see only what names them."""
    if not policy.may_see_company(ask):
        return ()
    return tuple(Choice(team.name, team.name) for team in teams.search(ask.db, ask.workspace_id, query, MOST_HITS))


def _team_shown(ask: Ask, text: str) -> tuple[Choice, ...]:
    try:
        found = find_team(ask, text)
    except Unreadable:
        return ()
    return (Choice(found.name, found.name),)


def _team_words(ask: Ask, ahead: Sequence[str]) -> int:
    """A team's name, however many words it has; else one word, which is then told to be none."""
    return teams.words_of_name(ask.db, ask.workspace_id, ahead) or min(1, len(ahead))


def _words_before_people(ask: Ask, ahead: Sequence[str]) -> int:
    """A team's name; else all words before the first person, which are then told to be none."""
    return teams.words_of_name(ask.db, ask.workspace_id, ahead) or words_before_person(ahead)


def words_before_person(ahead: Sequence[str]) -> int:
    """How many words stand before the first one that names a person."""
    return next((index for index, word in enumerate(ahead) if names_person(word)), len(ahead))


TEAM: Final = PickKind(find_team, team_choices, _team_words, _team_shown)
_TEAM_BEFORE_PEOPLE: Final = PickKind(find_team, team_choices, _words_before_people, _team_shown)

TeamRef = Annotated[TeamLine, TEAM]
LeadingTeamRef = Annotated[TeamLine, _TEAM_BEFORE_PEOPLE]
"""A team that is the first thing said, with at most people after it."""


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """A channel that is mentioned, "here", or "none"."""

    def read(self, ask: Ask, text: str) -> Channel:
        said = text.strip()
        named = as_mention(said)
        if named is not None and named.kind == "channel":
            return _mentioned(ask, named)
        match said.lower():
            case "none":
                return NOWHERE
            case "here" if ask.place.kind == "channel":
                return Channel(ask.place.platform, ask.place.conversation, ask.place.name)
            case "here":
                raise Unreadable("This is not a channel. Type the command in the channel, or mention it.")
            case _:
                shown = flatten(said)[:80]
                raise Unreadable(f"I cannot tell which channel “{shown}” is. Mention it, or say here or none.")

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return min(1, len(ahead))

    def typed(self, ask: Ask, text: str) -> str:
        try:
            self.read(ask, text)
        except Unreadable:
            return ""
        return text.strip()

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        named = as_mention(text.strip())
        known = (Choice(f"#{named.name}" if named.name else "Its channel", text.strip()),) if named else ()
        this = f"This channel (#{ask.place.name})" if ask.place.name else "This channel"
        here = (Choice(this, "here"),) if ask.place.kind == "channel" else ()
        return SelectInput((*known, *here, Choice("No channel", "none")))


ChannelRef = Annotated[Channel, ChannelKind()]


def channel_value(channel: Channel) -> str:
    """How a channel travels in a call: with its platform, for it may be picked up on another one."""
    if not channel.conversation:
        return "none"
    return channel_marker(f"{channel.platform}{_ELSEWHERE}{channel.conversation}", channel.name)


def _mentioned(ask: Ask, named: Mentioned) -> Channel:
    """The channel that somebody mentions where they are, or one that travelled in a call."""
    platform, mark, conversation = named.id.partition(_ELSEWHERE)
    if mark and platform.isalpha() and platform.islower():
        return Channel(platform, conversation, named.name)
    return Channel(ask.place.platform, named.id, named.name)
