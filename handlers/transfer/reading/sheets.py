"""What a file is (objectives, people, teams, check-ins) and its lines, cell by cell under the names that we use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from handlers.chat.words import clean
from handlers.transfer.reading.mapping import NO_MAPPING, Mapped
from handlers.transfer.reading.spreadsheet import Row, UnreadableFile, meant, rows_of

Subject = Literal["okrs", "people", "teams", "check_ins"]

COLUMNS: Final[Mapping[Subject, tuple[str, ...]]] = {
    "okrs": (
        *("kind", "code", "title", "owner_email", "team", "parent", "cycle", "type", "metric", "start", "target"),
        *("unit", "due", "weight", "steps", "data_source", "frequency", "perspective"),
        *("starts", "current", "confidence", "done", "co_owners", "private", "readers", "roll_up", "draft"),
        *("dropped", "source"),
    ),
    "people": (
        *("name", "email", "manager_email", "teams", "time_zone", "country", "standing", "hours", "days", "nudges"),
    ),
    "teams": ("name", "lead_email", "parent", "channel"),
    "check_ins": ("key_result", "at", "person_email", "value", "progress", "confidence", "note", "unchanged"),
}
"""The columns that a file may have, in the order in which they are written."""
NEEDED: Final[Mapping[Subject, tuple[str, ...]]] = {
    "okrs": ("kind", "code", "title", "owner_email"),
    "people": ("name", "email"),
    "teams": ("name",),
    "check_ins": ("key_result", "at", "person_email", "value"),
}
_MARKS: Final[Sequence[tuple[Subject, frozenset[str]]]] = (
    ("check_ins", frozenset({"key_result", "value"})),
    ("okrs", frozenset({"kind", "code"})),
    ("okrs", frozenset({"code", "title"})),
    ("people", frozenset({"email", "name"})),
    ("teams", frozenset({"name", "lead_email"})),
    ("teams", frozenset({"name", "channel"})),
    ("teams", frozenset({"name", "parent"})),
)
"""By which columns a file is recognised, tried in this order."""
_ALSO: Final[Mapping[str, str]] = {
    "e_mail": "email",
    "email_address": "email",
    "full_name": "name",
    "manager": "manager_email",
    "owner": "owner_email",
    "lead": "lead_email",
    "timezone": "time_zone",
    "is_guest": "guest",
    "key_result_code": "key_result",
}
"""Other spellings of columns."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be imported: at which line and in which column, 0 and "" where it is the file as a whole."""

    sheet: str
    line: int
    column: str
    said: str

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line else []
        return ": ".join([self.sheet, *where, *([self.column] if self.column else []), self.said])


@dataclass(frozen=True, slots=True)
class Line:
    """A line's cells by our names of the columns, trimmed; a column that the file lacks is not there."""

    number: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was recognised. `notes` say what of it is left out, `problems` which lines are no lines of it."""

    name: str
    subject: Subject
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class NotASheet(ValueError):
    """The file cannot be used at all; `problems` say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def sheet_of(name: str, content: bytes, mapping: Mapped = NO_MAPPING) -> Sheet:
    """The file's lines; `mapping` is what another tool calls the columns. Raises NotASheet."""
    try:
        header, *rows = rows_of(content)
        columns = _columns(header, mapping)
    except UnreadableFile as problem:
        raise NotASheet([Problem(name, 0, "", str(problem))]) from None
    known = {column for column in columns.values() if column}
    subject = _subject(name, known | set(mapping.constants), header)
    _check_header(name, subject, header, columns, mapping)
    lines = tuple(_lines(rows, columns, mapping))
    foreign = [
        title.strip()
        for place, title in enumerate(header.cells)
        if title.strip() and not _used(subject, columns, place)
    ]
    notes = (f"left out, as Rungs has no such column: {', '.join(foreign)}",) if foreign else ()
    return Sheet(name, subject, lines, notes, tuple(_overlong(name, header, rows)))


def _columns(header: Row, mapping: Mapped) -> dict[int, str]:
    """Our name for each place in a row."""
    titles = {place: title for place, cell in enumerate(header.cells) if (title := clean(meant(cell)).strip())}
    theirs = {title.casefold(): place for place, title in titles.items()}
    absent = [title for title in mapping.columns.values() if title.strip().casefold() not in theirs]
    if absent:
        raise UnreadableFile(f"The mapping names columns that the file does not have: {', '.join(absent)}.")
    if mapping.columns:
        return {theirs[title.strip().casefold()]: ours for ours, title in mapping.columns.items()}
    named = {place: "_".join(title.lower().replace("-", " ").split()) for place, title in titles.items()}
    return {place: _ALSO.get(name, name) for place, name in named.items()}


def _subject(name: str, known: set[str], header: Row) -> Subject:
    for subject, marks in _MARKS:
        if marks <= known:
            return subject
    said = "The first line must name the columns: kind,code,title,owner_email,… for objectives, name,email,… for "
    said += "people, name,lead_email,… for teams. Another tool's columns need a mapping (--map)."
    raise NotASheet([Problem(name, header.number, "", said)])


def _check_header(name: str, subject: Subject, header: Row, columns: Mapping[int, str], mapping: Mapped) -> None:
    there = [*columns.values(), *mapping.constants]
    missing = [column for column in NEEDED[subject] if column not in there]
    twice = sorted({column for column in there if there.count(column) > 1 and column in COLUMNS[subject]})
    problems = [Problem(name, header.number, column, "the column is missing. Add it.") for column in missing]
    problems += [Problem(name, header.number, column, "the column is there twice. Keep one.") for column in twice]
    if problems:
        raise NotASheet(problems)


def _used(subject: Subject, columns: Mapping[int, str], place: int) -> bool:
    name = columns.get(place, "")
    return name in COLUMNS[subject] or (subject == "people" and name in ("guest", "team"))


def _lines(rows: Sequence[Row], columns: Mapping[int, str], mapping: Mapped) -> Iterator[Line]:
    for row in rows:
        cells = dict(mapping.constants)
        for place, column in columns.items():
            text = clean(meant(row.cells[place].strip())).strip() if place < len(row.cells) else ""
            cells[column] = mapping.said(column, text)
        yield Line(row.number, cells)


def _overlong(name: str, header: Row, rows: Sequence[Row]) -> Iterator[Problem]:
    most = len(header.cells)
    for row in rows:
        if any(cell.strip() for cell in row.cells[most:]):
            said = (
                f"there are {len(row.cells)} cells under {most} columns. Put a text that holds a separator in quotes."
            )
            yield Problem(name, row.number, "", said)
