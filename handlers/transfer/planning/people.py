"""What people and teams files ask for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from handlers.chat.fields import Unreadable
from handlers.people.teams import LONGEST_NAME, RESERVED
from handlers.people.week import Hours, read_country, read_days, read_hours, read_zone
from handlers.transfer.planning.plan import DEEPEST, Change, in_a_loop
from handlers.transfer.reading.cells import NONE, Cells, Directory, is_address
from handlers.transfer.reading.sheets import Problem, Sheet
from storage.teams import name_key
from storage.transfer.portable import Key, PortablePerson, PortableTeam, Snapshot

T = TypeVar("T")

STANDINGS: Final = ("member", "guest", "deactivated")
NUDGES: Final = ("light", "standard", "active")
LONGEST_PERSON: Final = 120
_CHANNEL = re.compile(
    r"(?:#(?P<name>.+?)[\s(]+)?\(?(?:slack:|teams:)?(?P<id>[CG][A-Z0-9]{6,}|(?P<of_teams>19:[^\s()]+))\)?"
)
"""A name, which may have blanks, and an id, which tells the platform."""


class PeopleAndTeams:
    """People and teams as they would be, while the files are read."""

    def __init__(self, store: Snapshot, today: date) -> None:
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.people: dict[Key, Change[PortablePerson]] = {}
        self.teams: dict[str, Change[PortableTeam]] = {}
        self._store = store
        self._today = today
        self._zones: dict[str, str] = {}

    def directory(self) -> Directory:
        """Everybody who is here, or would be."""
        here = {key: stored.thing.name for key, stored in self._store.people.items()}
        return Directory(here | {key: change.after.name for key, change in self.people.items()})

    def team_names(self) -> dict[str, str]:
        """The name of every team that is here, or would be, by its key."""
        here = {key: stored.thing.name for key, stored in self._store.teams.items()}
        return here | {key: change.after.name for key, change in self.teams.items()}

    def read(self, people: Sequence[Sheet], teams: Sequence[Sheet]) -> None:
        """Take over what these files say; people may name teams of the other files, and the other way round."""
        lines = [cells for sheet in people for cells in self._lines(sheet)]
        named = [cells for sheet in teams for cells in self._lines(sheet)]
        keyed = [(cells, key) for cells in lines if (key := self._address(cells))]
        for cells, key in self._once(keyed, "email"):
            self._person(cells, key)
        for cells, name in self._once([(cells, self._team_name(cells)) for cells in named], "name"):
            self._team(cells, name)
        directory = self.directory()
        for cells, key in keyed:
            if key in self.people and self.people[key].line == cells.line.number:
                self._place(cells, key, directory)
        for cells in named:
            if (key := name_key(cells.line.cell("name"))) in self.teams:
                self._lead(cells, key, directory)
        self._refuse_loops()

    def _lines(self, sheet: Sheet) -> list[Cells]:
        return [Cells(sheet.name, line, self.problems, self.notes, self._today) for line in sheet.lines]

    def _once(self, keyed: Iterable[tuple[Cells, str]], column: str) -> list[tuple[Cells, str]]:
        """Those with a key, each key once; what comes again is a problem."""
        found: dict[str, Cells] = {}
        for cells, key in keyed:
            earlier = found.get(name_key(key))
            if key and earlier is None:
                found[name_key(key)] = cells
            elif key and earlier is not None:
                cells.wrong(column, f"{key} is on line {earlier.line.number} already. Keep one of the two.")
        return [(cells, key) for cells, key in keyed if key and found[name_key(key)] is cells]

    def _address(self, cells: Cells) -> Key:
        said = cells.line.cell("email").lower()
        if said in self._store.people or is_address(said):
            return said
        cells.wrong("email", f"“{said}” is no address." if said else "the address is missing. Each person needs one.")
        return ""

    def _team_name(self, cells: Cells) -> str:
        name = cells.text("name", LONGEST_NAME) or ""
        if name.casefold() in RESERVED:
            cells.wrong("name", f"“{name}” means something else where a team is named. Choose another name.")
            return ""
        if not name and not cells.line.cell("name"):
            cells.wrong("name", "the name is missing.")
        return name

    def _person(self, cells: Cells, key: Key) -> None:
        before = self._store.people.get(key)
        old = before.thing if before else PortablePerson(name="", email=key)
        name = cells.text("name", LONGEST_PERSON)
        if before is None and not name and not cells.line.cell("name"):
            cells.wrong("name", "the name is missing. A new person needs one.")
        country = cells.read("country", _country)
        hours = cells.read("hours", read_hours) or Hours(old.starts_hour, old.ends_hour)
        after = replace(
            old,
            name=name or old.name,
            time_zone=cells.read("time_zone", self._zone) or old.time_zone,
            country=old.country if country is None else country,
            standing=self._standing(cells) or old.standing,
            starts_hour=hours.starts,
            ends_hour=hours.ends,
            days=cells.read("days", read_days) or old.days,
            nudges=cells.one_of("nudges", NUDGES) or old.nudges,
        )
        if before is not None and before.fixed:
            # Who is on chat has the name and the standing that the platform tells.
            after = replace(after, name=old.name, standing=old.standing)
        self.people[key] = Change(cells.sheet, cells.line.number, key, before, after)

    def _standing(self, cells: Cells) -> str | None:
        guest = cells.flag("guest")
        if guest is not None:
            return "guest" if guest else "member"
        return cells.one_of("standing", STANDINGS)

    def _zone(self, text: str) -> str:
        if text not in self._zones:
            self._zones[text] = read_zone(text)
        return self._zones[text]

    def _place(self, cells: Cells, key: Key, directory: Directory) -> None:
        """Give a person their manager and teams; a team that nobody knows is new."""
        change = self.people[key]
        manager = cells.person("manager_email", directory)
        named = cells.names("teams" if cells.line.cell("teams") else "team")
        after = change.after
        if named is not None:
            after = replace(after, teams=self._joined(cells, named))
        self.people[key] = replace(change, after=after if manager is None else replace(after, manager=manager))

    def _joined(self, cells: Cells, named: Sequence[str]) -> tuple[str, ...]:
        known = self.team_names()
        for name in named:
            if len(name) > LONGEST_NAME or name.casefold() in RESERVED:
                cells.wrong("teams", f"“{name[:LONGEST_NAME]}” cannot be a team's name. Choose another one.")
            elif name_key(name) not in known:
                known[name_key(name)] = name
                new = PortableTeam(name)
                self.teams[name_key(name)] = Change(cells.sheet, cells.line.number, name, None, new)
        keys = sorted({name_key(name) for name in named})
        return tuple(known.get(key, key) for key in keys)

    def _team(self, cells: Cells, name: str) -> None:
        before = self._store.teams.get(name_key(name))
        old = before.thing if before else PortableTeam(name)
        channel = cells.read("channel", lambda text: self._channel(text, old))
        after = old if channel is None else replace(old, **channel)
        self.teams[name_key(name)] = Change(cells.sheet, cells.line.number, name, before, after)

    def _channel(self, text: str, old: PortableTeam) -> dict[str, str]:
        if text.lower() == NONE:
            return {"platform": "", "channel": "", "channel_name": ""}
        if old.channel and text in (f"#{old.channel_name}", old.channel_name):
            return {}
        found = _CHANNEL.fullmatch(text)
        if found is None:
            advice = f"/rungs team edit {old.name} --channel {text if text.startswith('#') else '#' + text}"
            raise Unreadable(
                f"Write the channel's id, such as C0123456789, or leave it empty and type {advice} in chat."
            )
        name = found["name"] or (old.channel_name if old.channel == found["id"] else "")
        return {"platform": "teams" if found["of_teams"] else "slack", "channel": found["id"], "channel_name": name}

    def _lead(self, cells: Cells, key: str, directory: Directory) -> None:
        change = self.teams[key]
        if change.line != cells.line.number:
            return
        lead = cells.person("lead_email", directory)
        parent = cells.read("parent", self._parent)
        after = change.after if lead is None else replace(change.after, lead=lead)
        self.teams[key] = replace(change, after=after if parent is None else replace(after, parent=parent))

    def _parent(self, text: str) -> str:
        if text.lower() == NONE:
            return ""
        known = self.team_names()
        if name_key(text) not in known:
            raise Unreadable(f"there is no team “{text}”. Add a line for it, or correct it.")
        return known[name_key(text)]

    def _refuse_loops(self) -> None:
        managers: dict[Key, Key | None] = {key: one.thing.manager or None for key, one in self._store.people.items()}
        managers |= {key: change.after.manager or None for key, change in self.people.items()}
        self._loops(managers, self.people, "manager_email", "would be their own manager in the end")
        parents: dict[str, str | None] = {
            key: name_key(one.thing.parent) or None for key, one in self._store.teams.items()
        }
        parents |= {key: name_key(change.after.parent) or None for key, change in self.teams.items()}
        self._loops(parents, self.teams, "parent", "would be part of itself in the end")

    def _loops(self, above: Mapping[str, str | None], changes: Mapping[str, Change[T]], column: str, what: str) -> None:
        looping, deep = in_a_loop(above)
        for key in looping:
            if key in changes and not changes[key].is_kept:
                change = changes[key]
                said = f"{change.key} {what}. Name another one for one of those in the circle."
                self.problems.append(Problem(change.sheet, change.line, column, said))
        for key in deep:
            if key in changes and key not in looping:
                change = changes[key]
                self.problems.append(
                    Problem(change.sheet, change.line, column, f"over {DEEPEST} levels deep. Make it flatter.")
                )


def _country(text: str) -> str:
    return "" if text.lower() == NONE else read_country(text)
