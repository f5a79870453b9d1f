"""Goals in a few words: the spans that every screen about them is made of."""

from dataclasses import dataclass
from decimal import Decimal

from handlers.chat.card import Element, Paragraph
from handlers.chat.text import Bold, Number, Span, Spans, spans
from handlers.okrs.lines import short
from handlers.okrs.measuring.phrases import measured, money
from handlers.okrs.shares import share
from storage.goal_lines import GoalLine
from storage.progress import Metric

FOLLOWS_UNSEEN = "follows something that you cannot see"


@dataclass(frozen=True, slots=True)
class Way:
    """The way from a goal's start to its target, as what is said of key results is said of it."""

    metric: str
    start: Decimal | None
    target: Decimal | None
    unit: str
    current_value: Decimal | None
    band_low: Decimal | None = None
    band_high: Decimal | None = None


def way(line: GoalLine) -> Way:
    """The goal's own way; of one that follows there is none to speak of."""
    metric = line.measure.metric if line.measure else Metric.INCREASE
    return Way(metric, line.start, line.target, line.unit, line.current_value)


def named(line: GoalLine) -> Spans:
    """The code and the title."""
    return spans(Bold(line.code), f" {line.title}")


def stands(line: GoalLine) -> Spans:
    """Where it stands: "4 of 10 talks", or "follows KR-5 Obtain pre-orders"."""
    return followed(line) if line.follows else measured(way(line))


def agreed(line: GoalLine) -> Spans:
    """What it is measured by, wherever it stands: "from 0 to 10 talks", or what it follows."""
    if line.start is None or line.target is None:
        return followed(line)
    return spans("from ", Number(line.start, money(line.unit)), " to ", Number(line.target, line.unit))


def followed(line: GoalLine) -> Spans:
    """What it follows, as far as the reader may see that."""
    gone = " (dropped)" if line.follows_dropped_at is not None else ""
    if not line.follows_in_sight:
        return spans(FOLLOWS_UNSEEN, gone)
    return spans("follows ", Bold(line.follows_code), f" {short(line.follows_title)}{gone}")


def shown_share(line: GoalLine) -> Decimal | None:
    """How far it has come, for its bar; None while nobody has said anything, or nothing counts yet."""
    return None if not line.follows and line.last_update_at is None else line.share


def unsaid(line: GoalLine) -> str:
    """What its bar says where there is no number yet."""
    return "nothing counts yet" if line.follows else "no update yet"


def first_course(line: GoalLine) -> Element:
    """What lies before a goal that was just set."""
    if not line.follows:
        return course_of(way(line))
    return Paragraph.of("It ", *followed(line), ", now at ", share(line.share), ".")


def course_of(one: Way) -> Element:
    """From where to where, in a sentence."""
    start, target = Number(one.start or Decimal(0), money(one.unit)), Number(one.target or Decimal(0), one.unit)
    return Paragraph.of("From ", start, " to ", target, "; nothing is recorded yet.")


def counted(count: int) -> str:
    """How many: "3 goals"."""
    return "1 goal" if count == 1 else f"{count} goals"


def weight(line: GoalLine) -> tuple[str | Span, ...]:
    """How much it counts: "weight 30"."""
    return "weight ", Number(line.weight)


def seen_by(reader_id: int, owner_id: int, owner_name: str) -> str:
    """Who sees the goals of somebody, as a sentence for the reader."""
    if reader_id == owner_id:
        return "Only you, your managers up the line and HR see your goals."
    return f"Only {owner_name}, their managers up the line and HR see these goals."


def updating(line: GoalLine) -> str:
    """How an update of it is typed."""
    return f"/goal update {line.code} VALUE"
