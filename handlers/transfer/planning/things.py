"""What lines of objectives and of key results have in common: title, owner, days, team, what is kept for later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from handlers.chat.fields import Unreadable
from handlers.chat.screen import LONGEST_TEXT
from handlers.transfer.planning.codes import Codes
from handlers.transfer.reading.cells import NONE, Cells, Directory
from storage.cycle_names import NotACycle, parse_cycle
from storage.cycles import Cycle, Cycles
from storage.teams import name_key
from storage.transfer.kept import SOURCE
from storage.transfer.portable import Key, PortableKeyResult, PortableObjective, Snapshot

Thing = PortableObjective | PortableKeyResult

KEPT: Final = ("data_source", "frequency", "perspective", SOURCE)
"""Cells that nothing reads yet and that are kept."""
COMPANY: Final = "company"
NEVER: Final = date.min
"""The day of what has none yet."""


@dataclass(frozen=True, slots=True)
class Around:
    """What lines are read against: who and what there is, or would be; `teams` are names by teams.name_key()."""

    store: Snapshot
    directory: Directory
    teams: Mapping[str, str]
    cycles: Cycles
    today: date
    codes: Codes
    titles: dict[str, list[str]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    labels: dict[str, Cycle] = field(default_factory=dict)

    def cycle(self, text: str) -> Cycle:
        """The cycle of that name. Raises Unreadable."""
        if text not in self.labels:
            try:
                self.labels[text] = parse_cycle(text, self.today, self.cycles)
            except NotACycle as problem:
                raise Unreadable(str(problem)) from None
        return self.labels[text]

    def objective(self, text: str) -> str:
        """The code of the objective that a cell names by its code or its title; "" for none. Raises Unreadable."""
        if text.lower() == NONE:
            return ""
        code = self.codes.known("objective", text)
        if code in self.known:
            return code
        titled = self.titles.get(name_key(text), [])
        if len(titled) == 1:
            return titled[0]
        if titled:
            raise Unreadable(f"{len(titled)} objectives are called that. Write the code of the one that is meant.")
        raise Unreadable(
            f"there is no objective {text}, neither here nor in the file. Add a line for it, or correct it."
        )

    def team(self, text: str) -> str:
        """The name of a team that there is. Raises Unreadable."""
        name = self.teams.get(name_key(text))
        if name is None:
            raise Unreadable(f"there is no team “{text}”. Import teams first, or correct it; Company means all.")
        return name


def title_of(cells: Cells, old: Thing) -> str | None:
    """The title; a new thing needs one."""
    _needed(cells, "title", old.title, "A new line needs one.")
    return cells.text("title")


def owner_of(cells: Cells, old: Thing, around: Around) -> Key | None:
    """The owner; a new thing needs one."""
    _needed(cells, "owner_email", old.owner, "Write the address of whoever answers for it.")
    if cells.line.cell("owner_email").lower() == NONE:
        cells.wrong("owner_email", "everything has an owner. Write an address.")
        return None
    return cells.person("owner_email", around.directory)


def team_of(cells: Cells, around: Around) -> str | None:
    """A team's name, COMPANY for the company, "" for no team."""

    def read(text: str) -> str:
        said = text.lower()
        return COMPANY if said == COMPANY else "" if said == NONE else around.team(text)

    return cells.read("team", read)


def dropped_of(cells: Cells, old: Thing) -> str | None:
    """Why it was dropped. What was dropped here stays so."""
    if old.dropped and not cells.line.cell("dropped"):
        cells.wrong("code", f"{old.code} was dropped here, and an import brings nothing back. Give it another code.")
    return cells.text("dropped")


def kept_of(cells: Cells, old: Thing, source: str) -> tuple[tuple[str, str], ...]:
    """What nothing reads yet, by column; "none" takes it away. `source` is its code in another tool, or ""."""
    kept = dict(old.kept) | ({SOURCE: source} if source else {})
    for column in KEPT:
        said = cells.text(column, LONGEST_TEXT)
        if said is not None:
            kept[column] = "" if said.lower() == NONE else said
    return tuple(sorted((name, text) for name, text in kept.items() if text))


def check_days(cells: Cells, starts_on: date, due_on: date) -> None:
    """What is due is due after it began."""
    if due_on < starts_on and NEVER not in (starts_on, due_on):
        cells.wrong("due", f"{due_on} is before it begins, on {starts_on}. Write a later day.")


def _needed(cells: Cells, column: str, old: str, advice: str) -> None:
    if not old and not cells.line.cell(column):
        cells.wrong(column, f"it is missing. {advice}")
