"""Charts: one of Teams' own, with a line of characters in its place for clients that draw none."""

from collections.abc import Sequence
from decimal import Decimal

from bot.charts import figures
from bot.teams import limits
from bot.teams.canvas import Canvas, text
from bot.teams.text import Json, plain
from bot.wording import sparkline
from handlers.chat.card import Chart
from handlers.chat.text import Bold


def line_chart(chart: Chart, canvas: Canvas) -> Json:
    """The title, the line, and in figures where it begins and ends, and how far it went between."""
    title = text(canvas.markdown((Bold(chart.title),)) or "–")
    points = chart.points[-limits.CHART_POINTS :]
    if not points:
        return {"type": "Container", "items": [title, text("nothing recorded yet", isSubtle=True, spacing="none")]}
    values = tuple(value for _, value in points)
    drawn: Json = {
        "type": "Chart.Line",
        "title": plain(chart.title, limits.HEADING),
        "color": "categoricalBlue",
        "data": [{"legend": plain(chart.unit or chart.title, limits.HEADING), "values": _points_of(points)}],
        "fallback": text(sparkline(values), spacing="small"),
    }
    said = text(canvas.markdown(figures(points, chart.unit)), spacing="small")
    return {"type": "Container", "items": [title, drawn, said]}


def _points_of(points: Sequence[tuple[str, Decimal]]) -> list[Json]:
    """Each point under a label of its own: two of one day would else be drawn as one."""
    seen: dict[str, int] = {}
    result: list[Json] = []
    for label, value in points:
        shown = plain(label, limits.HEADING)
        seen[shown] = seen.get(shown, 0) + 1
        result.append({"x": shown if seen[shown] == 1 else f"{shown} ({seen[shown]})", "y": float(value)})
    return result
