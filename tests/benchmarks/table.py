"""The table that `make bench` prints: what was measured, its floor in the same run, and what was aimed at."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement, in words. `verdict` is "ok", "over", or empty where nothing was aimed at."""

    what: str
    ours: str
    floor: str = ""
    ratio: str = ""
    target: str = ""
    verdict: str = ""


HEAD = Line("what", "ours", "floor", "ratio", "target")
WIDTHS = (54, 10, 10, 7, 11, 4)


def at_most(what: str, ours: float, target: float, unit: str) -> Line:
    """A line whose number should not be above the target."""
    return Line(what, figure(ours, unit), target=f"<= {figure(target, unit)}", verdict=verdict(ours <= target))


def beside(what: str, ours: float, floor: float, ratio: float, unit: str, target: float | None = None) -> Line:
    """A line whose ratio to the floor should not be above the target."""
    aim = "" if target is None else f"<= {target:g}x"
    said = "" if target is None else verdict(ratio <= target)
    return Line(what, figure(ours, unit), figure(floor, unit), f"{ratio:.2f}x", aim, said)


def verdict(kept: bool) -> str:
    return "ok" if kept else "over"


def figure(value: float, unit: str) -> str:
    """The number with three digits that say something."""
    shown = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
    return f"{shown} {unit}".strip()


def row(line: Line) -> str:
    """The line as a row of the table."""
    cells = zip(astuple(line), WIDTHS, strict=True)
    return "  ".join(cell.ljust(width) for cell, width in cells).rstrip()
