"""Teams: made, changed, shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Final

from handlers import policy
from handlers.chat.alternatives import Nothing, or_none
from handlers.chat.ask import Ask
from handlers.chat.fields import Label, TextKind, Word, WordKind
from handlers.chat.form import Form
from handlers.chat.reply import OpenForm, Refused, Reply, Whisper
from handlers.chat.text import Bold, Spans, spans
from handlers.check_ins.schedule import next_prompt, reschedule_people, reschedule_team
from handlers.digests.schedule import reschedule_digest
from handlers.people import screens
from handlers.people.fields import (
    PERSON,
    TEAM,
    Channel,
    ChannelRef,
    LeadingTeamRef,
    PeopleRef,
    PersonRef,
    TeamRef,
    channel_value,
    person_value,
    words_before_person,
)
from handlers.people.rights import require_member, require_set_up
from storage import audit, teams
from storage.people import Somebody
from storage.roles import lock_company
from storage.teams import TeamDraft, TeamLine

LONGEST_NAME: Final = 60
RESERVED: Final = frozenset({"company", "mine", "all", "none", "here"})
"""Words that mean something else where a team may be named."""


@dataclass(frozen=True, slots=True)
class NewNameKind(TextKind):
    """The name of a team to be: the words before the first person."""

    longest: int = LONGEST_NAME
    many_lines: bool = False

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return words_before_person(ahead)


class NewTeam(
    Form, command="rungs team new", title="New team", submit="Set up", example="/rungs team new Product @ana"
):
    """Set up a team, with its people and the channel in which it meets."""

    name: Annotated[str, NewNameKind(), Label("Team", "Its name, as everybody knows it.")]
    people: Annotated[PeopleRef, Label("People", "Who is in it.")]
    lead: Annotated[PersonRef | None, Label("Lead", "May update every key result of the team.")] = None
    channel: Annotated[ChannelRef | None, Label("Channel", "The weekly check-in and the digest are posted there.")] = (
        None
    )
    parent: Annotated[TeamRef | None, Label("Parent", "The team or department that it is part of.")] = None


class AddToTeam(Form, command="rungs team add", title="Add to a team", example="/rungs team add Product @ana"):
    """Add people to a team."""

    team: LeadingTeamRef
    people: PeopleRef


class RemoveFromTeam(
    Form, command="rungs team remove", title="Remove from a team", example="/rungs team remove Product @ana"
):
    """Take people out of a team."""

    team: LeadingTeamRef
    people: PeopleRef


class ShowTeam(
    Form, command="rungs team show", title="Team", submit="Show", example="/rungs team show Product", reads=True
):
    """Show who is in a team, who leads it, where it meets, and the teams above and below it."""

    team: LeadingTeamRef


class ListTeams(Form, command="rungs team list", title="Teams", reads=True):
    """List all teams."""


class EditTeam(
    Form, command="rungs team edit", title="Edit team", example="/rungs team edit Product --channel #product"
):
    """Change a team's name, lead, channel or parent."""

    team: LeadingTeamRef
    name: Annotated[str, WordKind(LONGEST_NAME)] = ""
    lead: Annotated[Somebody | Nothing | None, or_none(PERSON)] = None
    channel: ChannelRef | None = None
    parent: Annotated[TeamLine | Nothing | None, or_none(TEAM)] = None
    seen: Annotated[Word, Label("")] = ""

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = teams.by_name(ask.db, ask.workspace_id, given.get("team", ""))
        if line is None:
            return given
        known = {
            "name": line.name,
            "lead": person_value(line.lead_id) if line.lead_id is not None else "",
            "channel": channel_value(Channel(line.platform, line.channel, line.channel_name)),
            "parent": line.parent_name,
            "seen": str(line.version),
        }
        return known | dict(given)

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("seen",)


def make(ask: Ask, form: NewTeam) -> Reply:
    """Set the team up and say when it is first asked to check in."""
    require_set_up(ask, "set up teams")
    _check_name(form.name)
    channel = form.channel or Channel()
    draft = TeamDraft(
        name=form.name,
        lead_id=form.lead.id if form.lead else None,
        parent_id=form.parent.id if form.parent else None,
        platform=channel.platform,
        channel=channel.conversation,
        channel_name=channel.name,
    )
    team_id = teams.create(ask.db, ask.workspace_id, draft, ask.now)
    if team_id is None:
        raise _taken(form.name)
    members = [person.id for person in form.people]
    teams.add_members(ask.db, team_id, members)
    _record(ask, "make team", team_id, after=asdict(draft) | {"members": members})
    reschedule_team(ask.db, ask.company, ask.workspace_id, team_id, ask.now)
    reschedule_digest(ask.db, ask.company, ask.workspace_id, team_id, ask.now)
    return Whisper(screens.team_made(_line(ask, team_id), _first_prompt(ask) if channel.conversation else None))


def add(ask: Ask, form: AddToTeam) -> Reply:
    """Put people into the team."""
    require_set_up(ask, "change teams")
    there = {person.id for person in teams.members(ask.db, form.team.id)}
    new = [person for person in form.people if person.id not in there]
    if not new:
        raise Refused(f"All of them are in {form.team.name} already. /rungs team show {form.team.name} shows the team.")
    teams.add_members(ask.db, form.team.id, [person.id for person in new])
    _record(ask, "add to team", form.team.id, after={"members": [person.id for person in new]})
    reschedule_team(ask.db, ask.company, ask.workspace_id, form.team.id, ask.now)
    return _members_changed(form.team, new, "joined")


def remove(ask: Ask, form: RemoveFromTeam) -> Reply:
    """Take people out of the team."""
    require_set_up(ask, "change teams")
    there = {person.id for person in teams.members(ask.db, form.team.id)}
    gone = [person for person in form.people if person.id in there]
    if not gone:
        raise Refused(f"None of them is in {form.team.name}. /rungs team show {form.team.name} shows the team.")
    ids = [person.id for person in gone]
    teams.remove_members(ask.db, form.team.id, ids)
    _record(ask, "remove from team", form.team.id, before={"members": ids})
    reschedule_team(ask.db, ask.company, ask.workspace_id, form.team.id, ask.now)
    reschedule_people(ask.db, ask.company, ask.workspace_id, ids, ask.now)
    return _members_changed(form.team, gone, "left")


def show(ask: Ask, form: ShowTeam) -> Reply:
    """One team."""
    require_member(ask, "Teams")
    members = teams.members(ask.db, form.team.id)
    below = teams.below(ask.db, form.team.id)
    card = screens.team_card(form.team, members, below, edit=policy.may_set_up(ask))
    return Whisper(card, share=ShowTeam.asked(team=form.team.name))


def list_all(ask: Ask, form: ListTeams) -> Reply:
    """Every team."""
    require_member(ask, "Teams")
    return Whisper(screens.team_list(teams.all_teams(ask.db, ask.workspace_id)), share=ListTeams.asked())


def edit(ask: Ask, form: EditTeam) -> Reply:
    """Change the team: what was said of it, or the whole form that was opened."""
    require_set_up(ask, "change teams")
    from_form = form.seen.isdecimal()
    said = (form.name, form.lead, form.channel, form.parent)
    if not from_form and not any(said):
        return OpenForm(EditTeam.asked(team=form.team.name))
    before = _draft(form.team)
    after = _filled_in(before, form) if from_form else _said_of(before, form)
    seen = int(form.seen) if from_form else form.team.version
    _check_name(after.name)
    lock_company(ask.db, ask.workspace_id)
    _check_free(ask, form.team, after)
    _check_no_loop(ask, form.team, after)
    if not teams.edit(ask.db, form.team.id, seen, after):
        raise Refused(f"Somebody changed {form.team.name} meanwhile: {_said(form.team)}. Open the form again, please.")
    _record(ask, "edit team", form.team.id, asdict(before), asdict(after))
    reschedule_team(ask.db, ask.company, ask.workspace_id, form.team.id, ask.now)
    reschedule_digest(ask.db, ask.company, ask.workspace_id, form.team.id, ask.now)
    line = _line(ask, form.team.id)
    if before.channel == "" and line.channel:
        return Whisper(screens.team_made(line, _first_prompt(ask)))
    return Whisper(
        screens.team_changed(line, spans(Bold(line.name), f" is changed: {_said(line)}."), f"{line.name} is changed.")
    )


def _said_of(before: TeamDraft, form: EditTeam) -> TeamDraft:
    """What stood there, but for what was said."""
    after = replace(before, name=form.name or before.name)
    if form.lead is not None:
        after = replace(after, lead_id=_id(form.lead))
    if form.channel is not None:
        after = _meeting_in(after, form.channel)
    if form.parent is not None:
        after = replace(after, parent_id=_id(form.parent))
    return after


def _filled_in(before: TeamDraft, form: EditTeam) -> TeamDraft:
    """What stands in the form; an emptied field empties what stood there."""
    after = replace(before, name=form.name or before.name, lead_id=_id(form.lead), parent_id=_id(form.parent))
    return _meeting_in(after, form.channel or Channel())


def _id(said: Somebody | TeamLine | Nothing | None) -> int | None:
    return said.id if isinstance(said, Somebody | TeamLine) else None


def _meeting_in(draft: TeamDraft, channel: Channel) -> TeamDraft:
    return replace(draft, platform=channel.platform, channel=channel.conversation, channel_name=channel.name)


def _draft(line: TeamLine) -> TeamDraft:
    return TeamDraft(line.name, line.lead_id, line.parent_id, line.platform, line.channel, line.channel_name)


def _check_name(name: str) -> None:
    if teams.name_key(name) in RESERVED:
        raise Refused(f"“{name}” already means something else in commands. Choose another name for the team.")
    if not any(letter.isalnum() for letter in name):
        raise Refused("A team's name has at least one letter or digit. Choose another name.")


def _check_free(ask: Ask, team: TeamLine, after: TeamDraft) -> None:
    found = teams.by_name(ask.db, ask.workspace_id, after.name)
    if found is not None and found.id != team.id:
        raise _taken(after.name)


def _check_no_loop(ask: Ask, team: TeamLine, after: TeamDraft) -> None:
    if after.parent_id is not None and team.id in teams.line_above(ask.db, after.parent_id):
        raise Refused(f"{team.name} cannot be part of itself or of a team below it. Choose another parent.")


def _taken(name: str) -> Refused:
    return Refused(f"There is a team “{name}” already. Choose another name, or see it with /rungs team show {name}.")


def _members_changed(team: TeamLine, people: Sequence[Somebody], verb: str) -> Reply:
    text = f"{', '.join(person.name for person in people)} {verb} {team.name}."
    what: Spans = (*screens.mentioned(people), *spans(f" {verb} ", Bold(team.name), "."))
    return Whisper(screens.team_changed(team, what, text))


def _said(line: TeamLine) -> str:
    lead = f"led by {line.lead_name}" if line.lead_id is not None else "no lead"
    parent = f", part of {line.parent_name}" if line.parent_id is not None else ""
    return f"{line.name}, {lead}, channel {screens.channel_said(line)}{parent}"


def _first_prompt(ask: Ask) -> screens.FirstPrompt:
    zone = ask.company.time_zone
    at = next_prompt(ask.company, ask.now).astimezone(zone)
    return screens.FirstPrompt(at.date(), at.time(), zone.key)


def _line(ask: Ask, team_id: int) -> TeamLine:
    line = teams.team(ask.db, team_id)
    if line is None:
        raise Refused("This team is gone. /rungs team list shows all teams.")
    return line


def _record(
    ask: Ask,
    action: str,
    team_id: int,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.record(ask.db, ask.workspace_id, ask.person.id, action, f"team:{team_id}", ask.now, before, after)
