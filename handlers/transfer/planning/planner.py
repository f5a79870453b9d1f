"""From files to a plan: everything is read and compared with what is stored, and all problems are found at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from handlers.transfer.planning.codes import Codes
from handlers.transfer.planning.okrs import Okrs
from handlers.transfer.planning.people import PeopleAndTeams
from handlers.transfer.planning.plan import Plan
from handlers.transfer.planning.things import Around
from handlers.transfer.reading.cells import is_address
from handlers.transfer.reading.sheets import Line, Sheet, Subject
from storage.cycles import Cycles
from storage.teams import name_key
from storage.transfer.portable import Snapshot


def planned(store: Snapshot, sheets: Sequence[Sheet], cycles: Cycles, today: date) -> Plan:
    """What these files would do to the store, whatever their order; `today` is the company's day."""
    company = PeopleAndTeams(store, today)
    company.read(_of(sheets, "people"), _of(sheets, "teams"))
    around = Around(store, company.directory(), company.team_names(), cycles, today, Codes(store))
    okrs = Okrs(around)
    okrs.read(_of(sheets, "okrs"))
    stray = [problem for sheet in sheets for problem in sheet.problems]
    order = {sheet.name: place for place, sheet in enumerate(sheets)}
    problems = [*stray, *company.problems, *okrs.problems]
    return Plan(
        store=store,
        people=tuple(company.people.values()),
        teams=tuple(company.teams.values()),
        objectives=tuple(okrs.objectives.values()),
        key_results=tuple(okrs.key_results.values()),
        waiting=tuple(okrs.waiting.values()),
        problems=tuple(sorted(problems, key=lambda problem: (order[problem.sheet], problem.line))),
        notes=tuple(_notes(sheets, [*company.notes, *okrs.notes])),
    )


def strangers(store: Snapshot, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Files of the people and teams that these files name and nobody knows: to be made along with the rest."""
    named = {name.lower(): name for name in _named(sheets, "owner_email") if is_address(name)}
    there = set(store.people) | {name.lower() for sheet in _of(sheets, "people") for name in _cells(sheet, "email")}
    people = [{"email": one, "name": _name(one)} for one in named if one not in there]
    groups = {name_key(name): name for name in _named(sheets, "team") if name.lower() not in ("company", "none")}
    known = set(store.teams) | {name_key(name) for sheet in _of(sheets, "teams") for name in _cells(sheet, "name")}
    teams = [{"name": name} for key, name in groups.items() if key not in known]
    return (_sheet("new people", "people", people), _sheet("new teams", "teams", teams))


def _sheet(name: str, subject: Subject, lines: Sequence[Mapping[str, str]]) -> Sheet:
    return Sheet(name, subject, tuple(Line(number, cells) for number, cells in enumerate(lines, start=1)))


def _of(sheets: Sequence[Sheet], subject: Subject) -> list[Sheet]:
    return [sheet for sheet in sheets if sheet.subject == subject]


def _named(sheets: Sequence[Sheet], column: str) -> Iterator[str]:
    """What lines of objectives and key results say there."""
    for sheet in _of(sheets, "okrs"):
        for line in sheet.lines:
            if line.cell(column) and line.cell("kind").lower() != "kpi":
                yield line.cell(column)


def _cells(sheet: Sheet, column: str) -> Iterator[str]:
    return (line.cell(column) for line in sheet.lines)


def _name(address: str) -> str:
    """ "hugo.meyer@…" is Hugo Meyer until somebody says otherwise."""
    words = address.partition("@")[0].replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(word.capitalize() for word in words) or address


def _notes(sheets: Sequence[Sheet], others: Sequence[str]) -> Iterator[str]:
    for sheet in sheets:
        yield from (f"{sheet.name}: {note}" for note in sheet.notes)
        if sheet.subject == "check_ins":
            yield f"{sheet.name}: check-ins are not imported; the column current of the objectives' file has the values"
    yield from others
