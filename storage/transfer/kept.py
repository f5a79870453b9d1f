"""What an import said that nothing reads yet: lines of KPIs, perspectives, the codes of other tools."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlmodel import Field

from storage.columns import Stored

SOURCE = "source"
"""The cell that holds the code which a thing has in another tool."""
KIND = "kind"
"""The cell that a line has of which nothing else is stored; it holds what the line is, such as "kpi"."""
BATCH = 500


class ImportedCell(Stored, table=True):
    """One cell of an imported line, as it was said. `code` is ours, or that of a thing that does not exist yet."""

    __tablename__ = "imported_cell"

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    code: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    text: str


imported_cells = ImportedCell.__table__  # type: ignore[attr-defined]

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """The cells that are kept of the line of one code, by the name of their column."""

    code: str
    cells: Cells


_ALL = (
    select(imported_cells.c.code, imported_cells.c.name, imported_cells.c.text)
    .where(imported_cells.c.workspace_id == bindparam("workspace_id"))
    .order_by(imported_cells.c.code, imported_cells.c.name)
)
_FORGET = delete(imported_cells).where(
    imported_cells.c.workspace_id == bindparam("of_workspace"),
    imported_cells.c.code.in_(bindparam("codes", expanding=True)),
)
_ADD = insert(imported_cells)


def kept_cells(db: Connection, workspace_id: int) -> dict[str, dict[str, str]]:
    """All cells that are kept, by code and by name."""
    found: dict[str, dict[str, str]] = {}
    for code, name, text in db.execute(_ALL, {"workspace_id": workspace_id}):
        found.setdefault(code, {})[name] = text
    return found


def keep_cells(db: Connection, workspace_id: int, lines: Iterable[Kept]) -> None:
    """Keep these cells in the place of those that were kept of the same codes; empty ones are not kept."""
    given = list(lines)
    for start in range(0, len(given), BATCH):
        batch = given[start : start + BATCH]
        db.execute(_FORGET, {"of_workspace": workspace_id, "codes": [line.code for line in batch]})
        rows = [
            {"workspace_id": workspace_id, "code": line.code, "name": name, "text": text}
            for line in batch
            for name, text in line.cells.items()
            if text
        ]
        for first in range(0, len(rows), BATCH):
            db.execute(_ADD, rows[first : first + BATCH])
