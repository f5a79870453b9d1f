"""What files of objectives, key results and KPIs ask for."""

from collections.abc import Mapping, Sequence
from typing import Final

from handlers.chat.fields import Unreadable
from handlers.transfer.planning.codes import PREFIXES
from handlers.transfer.planning.key_results import key_result_of
from handlers.transfer.planning.objectives import objective_of
from handlers.transfer.planning.plan import TOO_DEEP, Change, in_a_circle, in_a_loop
from handlers.transfer.planning.things import Around
from handlers.transfer.reading.cells import Cells
from handlers.transfer.reading.sheets import COLUMNS, Problem, Sheet
from storage.teams import name_key
from storage.transfer.kept import KIND, SOURCE, Kept
from storage.transfer.portable import PortableKeyResult, PortableObjective

KINDS: Final = {"objective": "objective", "key_result": "key_result", "kr": "key_result", "kpi": "kpi"}


class Okrs:
    """Objectives and key results as they would be, while the files are read."""

    def __init__(self, around: Around) -> None:
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.objectives: dict[str, Change[PortableObjective]] = {}
        self.key_results: dict[str, Change[PortableKeyResult]] = {}
        self.waiting: dict[str, Kept] = {}
        self._around = around

    def read(self, sheets: Sequence[Sheet]) -> None:
        """Take over what these files say; a line may name one that comes later, or in another file."""
        today = self._around.today
        lines = [Cells(sheet.name, line, self.problems, self.notes, today) for sheet in sheets for line in sheet.lines]
        coded = self._coded(lines)
        self._learn([(code, cells) for kind, code, cells in coded if kind == "objective"])
        for kind, code, cells in coded:
            if kind == "objective" and (objective := objective_of(cells, code, self._around)):
                before = self._around.store.objectives.get(code)
                self.objectives[code] = Change(cells.sheet, cells.line.number, code, before, objective)
        after = self._objectives_after()
        for kind, code, cells in coded:
            if kind == "key_result" and (key_result := key_result_of(cells, code, self._around, after)):
                stored = self._around.store.key_results.get(code)
                self.key_results[code] = Change(cells.sheet, cells.line.number, code, stored, key_result)
            elif kind == "kpi":
                self._wait(code, cells)
        self._refuse_loops(after)
        self._refuse_lost(after)
        self._refuse_weightless()

    def _coded(self, lines: Sequence[Cells]) -> list[tuple[str, str, Cells]]:
        """Each line with its kind and its code; what lacks one of them, or comes twice, is a problem."""
        kinds = [(cells, _kind(cells)) for cells in lines]
        for cells, kind in kinds:
            if kind:
                self._around.codes.reserve(kind, cells.line.cell("code"))
        first: dict[str, Cells] = {}
        coded = []
        for cells, kind in kinds:
            code = self._code(cells, kind) if kind else ""
            if not code:
                continue
            earlier = first.setdefault(code, cells)
            if earlier is cells:
                coded.append((kind, code, cells))
            else:
                cells.wrong("code", f"{code} is on line {earlier.line.number} already. Keep one of the two.")
        return coded

    def _code(self, cells: Cells, kind: str) -> str:
        try:
            return self._around.codes.of(kind, cells.line.cell("code"))
        except Unreadable as problem:
            cells.wrong("code", str(problem))
            return ""

    def _learn(self, lines: Sequence[tuple[str, Cells]]) -> None:
        """Which objectives a cell may name, by code or by title."""
        here = self._around.store.objectives
        titles = {code: stored.thing.title for code, stored in here.items() if not stored.thing.dropped}
        titles |= {code: title for code, cells in lines if (title := cells.line.cell("title"))}
        for code, title in titles.items():
            self._around.titles.setdefault(name_key(title), []).append(code)
        self._around.known.update(here, (code for code, _ in lines))

    def _objectives_after(self) -> dict[str, PortableObjective]:
        here = {code: stored.thing for code, stored in self._around.store.objectives.items()}
        return here | {code: change.after for code, change in self.objectives.items()}

    def _wait(self, code: str, cells: Cells) -> None:
        """Keep the line of a KPI as it is."""
        if not cells.line.cell("title"):
            cells.wrong("title", "it is missing. A new line needs one.")
        kept = {name: text for name in COLUMNS["okrs"] if (text := cells.line.cell(name))}
        said = cells.line.cell("code")
        other = {} if self._around.codes.is_ours("kpi", said) else {SOURCE: said}
        self.waiting[code] = Kept(code, kept | other | {KIND: "kpi", "code": code})

    def _refuse_loops(self, after: Mapping[str, PortableObjective]) -> None:
        looping, deep = in_a_loop({code: one.parent or None for code, one in after.items()})
        for code in looping:
            if code in self.objectives and not self.objectives[code].is_kept:
                self._wrong(self.objectives[code], "parent", in_a_circle(code))
        for code in deep:
            if code in self.objectives and code not in looping:
                self._wrong(self.objectives[code], "parent", TOO_DEEP)

    def _refuse_lost(self, after: Mapping[str, PortableObjective]) -> None:
        """Nothing is made below what was dropped, and a draft takes no values."""
        for change in self.key_results.values():
            objective = after.get(change.after.objective)
            if objective is None or change.is_kept or change.after.dropped:
                continue
            if objective.dropped:
                self._wrong(change, "parent", f"{objective.code} was dropped. Name an objective that lives.")
            elif objective.is_draft and change.after.current is not None and "current" in _fresh(change):
                self._wrong(change, "current", f"{objective.code} is a draft and takes no values yet. Leave it empty.")

    def _refuse_weightless(self) -> None:
        """An objective whose key results all weigh nothing would have no progress whatever they reach."""
        after = {code: stored.thing for code, stored in self._around.store.key_results.items()}
        after |= {code: change.after for code, change in self.key_results.items()}
        heaviest: dict[str, bool] = {}
        for one in after.values():
            if not one.dropped:
                heaviest[one.objective] = heaviest.get(one.objective, False) or one.weight > 0
        for change in self.key_results.values():
            if not change.is_kept and not change.after.dropped and not heaviest[change.after.objective]:
                said = f"a key result of {change.after.objective} has to weigh something. Give one a weight above 0."
                self._wrong(change, "weight", said)

    def _wrong(self, change: Change[PortableObjective] | Change[PortableKeyResult], column: str, said: str) -> None:
        self.problems.append(Problem(change.sheet, change.line, column, said))


def _kind(cells: Cells) -> str:
    kind = cells.one_of("kind", tuple(KINDS))
    if kind is None and not cells.line.cell("kind"):
        cells.wrong("kind", f"it is missing. Write one of {', '.join(PREFIXES)}.")
    return KINDS.get(kind or "", "")


def _fresh(change: Change[PortableKeyResult]) -> tuple[str, ...]:
    """The fields that the line brings."""
    return ("current",) if change.before is None else change.differing()
