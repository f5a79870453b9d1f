"""In which channel praise is posted."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.chat.ask import Ask, Place
from handlers.chat.text import listed_names
from storage import praise
from storage.people import Somebody
from storage.praise import Meeting
from storage.teams import TeamLine


class Unclear(ValueError):
    """The team has to be named, or another one; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A channel for praise; `team` is whose it is, "" for where the praise was typed."""

    place: Place
    team: str = ""


def stage_for(ask: Ask, praised: Sequence[Somebody], team: TeamLine | None) -> Stage | None:
    """Where to post it: in the channel of the team that is named, else of the one that all of them share.

    Without such a team in one of the first who is praised, else where it was typed; None where there is no channel.
    Raises Unclear.
    """
    everybody = frozenset((ask.person.id, *(one.id for one in praised)))
    known = praise.meetings(ask.db, ask.workspace_id, everybody)
    if team is not None:
        return _stage(_named(known, team))
    found = [one for one in known if not one.is_shut]
    shared = [one for one in found if one.members == everybody]
    here = next((one for one in shared if _is_here(ask, one)), None)
    if len(shared) > 1 and here is None:
        names = listed_names([one.team_name for one in shared])
        raise Unclear(f"You share {names} with them. Choose in whose channel it is posted.")
    chosen = here or next(iter(shared), None) or _of_first(ask, found, praised[0])
    return _stage(chosen) if chosen else _typed_in(ask)


def _named(found: Sequence[Meeting], team: TeamLine) -> Meeting:
    meeting = next((one for one in found if one.team_id == team.id), None)
    if meeting is not None and meeting.is_shut:
        raise Unclear(f"I could not post in the channel of {team.name} lately. Choose another team, or none.")
    if meeting is not None:
        return meeting
    if not team.channel:
        raise Unclear(f"{team.name} meets in no channel. Choose another team, or none.")
    raise Unclear(f"Neither you nor whom you praise is in {team.name}. Choose a team of yours or of theirs.")


def _of_first(ask: Ask, found: Sequence[Meeting], first: Somebody) -> Meeting | None:
    """A team of the first who is praised: where it was typed, else one of the writer's too, else the first by name."""
    theirs = [one for one in found if first.id in one.members]
    theirs.sort(key=lambda one: (not _is_here(ask, one), ask.person.id not in one.members))
    return next(iter(theirs), None)


def _typed_in(ask: Ask) -> Stage | None:
    """The channel where it was typed, where Rungs may write there as far as is known.

    A channel whose name the platform keeps to itself is private; Rungs is in it for sure where it was mentioned.
    """
    place = ask.place
    if place.kind != "channel" or not (place.name or ask.is_overheard):
        return None
    return Stage(Place(place.platform, place.conversation, kind="channel", name=place.name))


def _is_here(ask: Ask, meeting: Meeting) -> bool:
    return (ask.place.platform, ask.place.conversation) == (meeting.spot.platform, meeting.spot.conversation)


def _stage(meeting: Meeting) -> Stage:
    spot = meeting.spot
    place = Place(spot.platform, spot.conversation, kind="channel", name=meeting.channel_name)
    return Stage(place, meeting.team_name)
