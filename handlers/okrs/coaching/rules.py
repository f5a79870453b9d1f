"""What makes objectives and key results good, as a table of rules: each looks at one thing, and none forbids any."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from handlers.okrs.coaching import words as english
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.progress import Metric

MOST_KEY_RESULTS = 5
MOST_WORDS = 18
LONGEST_TERM = timedelta(days=366)
SURE = 10
"""The confidence, of 10, that is more than 0.9."""
FAR = Decimal("0.7")
"""The progress from which being sure is no sign of an easy target."""
MOST_WEIGHT = Decimal("0.6")
"""The share of all weights from which on one key result of several decides alone."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What could be better, why, and an example in words of the thing itself; `codes` are the key results meant."""

    what: str
    why: str
    example: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectiveRule:
    """Looks at the objective alone; `good` is said of one that keeps it."""

    good: str
    look: Callable[[ObjectiveLine], Advice | None]
    is_of_words: bool = True


@dataclass(frozen=True, slots=True)
class SetRule:
    """Looks at all the key results of the objective together, where there are at least so many."""

    good: str
    look: Callable[[ObjectiveLine, Sequence[KeyResultLine]], Advice | None]
    least: int = 1


@dataclass(frozen=True, slots=True)
class KeyResultRule:
    """Looks at each key result by itself; `applies` leaves those out that it says nothing about."""

    good: str
    look: Callable[[ObjectiveLine, KeyResultLine], Advice | None]
    applies: Callable[[ObjectiveLine, KeyResultLine], bool]


@dataclass(frozen=True, slots=True)
class Review:
    """What the rules say: `advice` where one is not kept, `good` of those that are."""

    advice: tuple[Advice, ...]
    good: tuple[str, ...]


def review(objective: ObjectiveLine, key_results: Sequence[KeyResultLine]) -> Review:
    """All the rules that have something to look at."""
    found: list[tuple[str, Advice | None]] = []
    found += [(rule.good, rule.look(objective)) for rule in _rules_for(objective)]
    found += [(rule.good, rule.look(objective, key_results)) for rule in SETS if len(key_results) >= rule.least]
    for rule in KEY_RESULTS:
        lines = [line for line in key_results if rule.applies(objective, line)]
        if lines:
            found.append((rule.good, _merged((line.code, rule.look(objective, line)) for line in lines)))
    return Review(
        tuple(advice for _, advice in found if advice is not None),
        tuple(good for good, advice in found if advice is None),
    )


def advice_on_objective(objective: ObjectiveLine) -> tuple[Advice, ...]:
    """What the rules advise about the objective itself, whatever measures it."""
    advice = (rule.look(objective) for rule in _rules_for(objective))
    return tuple(one for one in advice if one is not None)


def advice_on_key_result(objective: ObjectiveLine, line: KeyResultLine, count: int) -> tuple[Advice, ...]:
    """What the rules advise about one of the `count` key results of the objective."""
    crowd = _crowd(count)
    advice = [crowd, *(rule.look(objective, line) for rule in KEY_RESULTS if rule.applies(objective, line))]
    return tuple(one for one in advice if one is not None)


def _rules_for(objective: ObjectiveLine) -> list[ObjectiveRule]:
    speaks_english = english.is_english(objective.title)
    return [rule for rule in OBJECTIVES if speaks_english or not rule.is_of_words]


def _merged(advice: Iterable[tuple[str, Advice | None]]) -> Advice | None:
    """The first advice, with the codes of all key results that need it."""
    needed = [(code, one) for code, one in advice if one is not None]
    return replace(needed[0][1], codes=tuple(code for code, _ in needed)) if needed else None


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _specific(objective: ObjectiveLine) -> Advice | None:
    if not english.is_generic(objective.title):
        return None
    return Advice(
        f"“{objective.title}” would fit any company in any year.",
        "A specific objective says what to leave out; a general one lets everything in.",
        f"Go on with for whom, and what will be different: “{objective.title} so that …”.",
    )


def _short(objective: ObjectiveLine) -> Advice | None:
    count = english.count_words(objective.title)
    if count <= MOST_WORDS:
        return None
    first = english.first_thought(objective.title)
    return Advice(
        f"It takes {count} words; up to {MOST_WORDS} are remembered.",
        "Nobody works toward what they cannot say by heart.",
        f"“{first}”, and the rest in key results." if first else "",
    )


def _numberless(objective: ObjectiveLine) -> Advice | None:
    found = english.numbers(objective.title)
    if not found:
        return None
    bare, said = english.without_numbers(objective.title), " and ".join(found[:2])
    return Advice(
        f"The number {said} belongs to a key result.",
        "The objective says what will be better, its key results how much.",
        f"“{bare}”, with a key result that ends at {found[-1]}." if english.count_words(bare) > 1 else "",
    )


def _outcome_first(objective: ObjectiveLine) -> Advice | None:
    thing = english.made(objective.title)
    if thing is None or english.speaks_of_an_outcome(thing):
        return None
    return Advice(
        f"It begins with what will be done: “{objective.title.split()[0]}”.",
        "A thing can be made and change nothing; the objective says what will be better by it.",
        f"“Make {thing} something that people come back to”.",
    )


def _inspiring(objective: ObjectiveLine) -> Advice | None:
    thing = english.upkeep(objective.title)
    if thing is None:
        return None
    return Advice(
        f"“{objective.title.split()[0]}” keeps what there is.",
        "An objective is worth a cycle of work when people want to see it come true.",
        f"“{_capital(thing)} that others want to learn from”.",
    )


def _time_bound(objective: ObjectiveLine) -> Advice | None:
    if objective.due_on - objective.starts_on <= LONGEST_TERM:
        return None
    return Advice(
        f"It runs for more than a year, until {objective.due_on}.",
        "A day so far off asks for nothing this week.",
        f"Keep it as the direction, and align one with it for each cycle: /okr new TITLE --parent {objective.code}",
    )


def _count(objective: ObjectiveLine, key_results: Sequence[KeyResultLine]) -> Advice | None:
    if not key_results:
        return Advice(
            "Nothing measures it yet.",
            "Without a key result nobody can tell whether it is reached.",
            f"/okr kr {objective.code} TITLE from 0 to 100",
        )
    crowd, lightest = _crowd(len(key_results)), min(key_results, key=lambda line: (line.weight, -line.id))
    if crowd is None:
        return None
    return replace(
        crowd, example=f"Keep those that prove it, and drop the others: /okr drop {lightest.code} --reason …"
    )


def _crowd(count: int) -> Advice | None:
    if count <= MOST_KEY_RESULTS:
        return None
    return Advice(
        f"It has {count} key results; {MOST_KEY_RESULTS} or fewer is better.",
        "What counts among so many is no choice any more, and each gets a share of the attention.",
    )


def _leading(objective: ObjectiveLine, key_results: Sequence[KeyResultLine]) -> Advice | None:
    titles = [line.title for line in key_results]
    if not all(english.is_english(title) and english.is_lagging(title) for title in titles):
        return None
    return Advice(
        "All of them move late, when the work is done.",
        "One that moves within weeks tells in time whether the others will come.",
        f"What comes before “{titles[0]}”: trials, visits or first calls, from … to …",
    )


def _weighty(objective: ObjectiveLine, key_results: Sequence[KeyResultLine]) -> Advice | None:
    idle = tuple(line.code for line in key_results if not line.weight)
    if idle:
        return Advice(
            "Weighs 0, so that nothing it reaches counts.",
            "People work for what counts; what only is to be watched needs no key result.",
            f"Give it a weight: /okr edit {idle[0]} --weight 1",
            idle,
        )
    whole, heaviest = sum(line.weight for line in key_results), max(key_results, key=lambda line: line.weight)
    if len(key_results) == 2 or heaviest.weight <= MOST_WEIGHT * whole:
        return None
    return Advice(
        f"Weighs more than all the other {len(key_results) - 1} together.",
        "The others then hardly show in the progress, whatever they reach.",
        f"If that is not meant: /okr edit {heaviest.code} --weight 1",
        (heaviest.code,),
    )


def _dated(objective: ObjectiveLine, line: KeyResultLine) -> Advice | None:
    if line.due_on <= objective.due_on:
        return None
    return Advice(
        f"Due {line.due_on}, after its objective, which is due {objective.due_on}.",
        "The objective would be closed before this is known.",
        f"/okr edit {line.code} --by {objective.due_on}",
    )


def _numeric(objective: ObjectiveLine, line: KeyResultLine) -> Advice | None:
    if line.metric == Metric.YES_NO:
        return Advice(
            "Yes or no says nothing until the end.",
            "A number that moves from week to week shows in time what needs help.",
            f"Count what leads to “{line.title}”, such as tests passed from 0 to 20, or name the steps to it.",
        )
    if line.metric == Metric.BASELINE and line.current_value is not None:
        return Advice(
            "The number is found, and nothing says where it should go.",
            "Only a start and a target can show progress.",
            f"/okr kr {objective.code} {line.title} from {line.current_value.normalize():f} to …",
        )
    return None


def _outcome(objective: ObjectiveLine, line: KeyResultLine) -> Advice | None:
    thing = english.made(line.title)
    if thing is None or english.speaks_of_an_outcome(thing):
        return None
    return Advice(
        "Counts what is done, not what it changes.",
        "All of it can be done and nobody be better off.",
        f"“People who are better off with {thing}”, from 0 to …",
    )


def _instanced(objective: ObjectiveLine, line: KeyResultLine) -> Advice | None:
    said = english.rhythm(line.title)
    if said is None:
        return None
    return Advice(
        f"“{said}” never ends.",
        "A key result is reached once; what recurs is a habit, or a KPI.",
        f"What “{line.title}” is for, from … to … by {line.due_on}.",
    )


def _daring(objective: ObjectiveLine, line: KeyResultLine) -> Advice | None:
    if line.confidence != SURE or (line.progress is not None and line.progress >= FAR):
        return None
    return Advice(
        "Too safe: confidence is 10 of 10, and it is to be a stretch.",
        "Of an aspirational objective 70 % is a good result; what is certain could be higher.",
        f"Raise the target until you would say 5 to 7: /okr edit {line.code} --target …"
        if line.metric in (Metric.INCREASE, Metric.DECREASE)
        else "",
    )


def _always(objective: ObjectiveLine, line: KeyResultLine) -> bool:
    return True


def _is_in_english(objective: ObjectiveLine, line: KeyResultLine) -> bool:
    return english.is_english(line.title)


def _is_in_english_and_no_steps(objective: ObjectiveLine, line: KeyResultLine) -> bool:
    """Steps are work by their nature."""
    return line.metric != Metric.STEPS and english.is_english(line.title)


def _is_stretch(objective: ObjectiveLine, line: KeyResultLine) -> bool:
    return objective.ambition == "aspirational" and line.confidence is not None


OBJECTIVES = (
    ObjectiveRule("specific", _specific),
    ObjectiveRule("short enough to remember", _short, is_of_words=False),
    ObjectiveRule("no number in the objective", _numberless, is_of_words=False),
    ObjectiveRule("says what will be better, not what will be made", _outcome_first),
    ObjectiveRule("worth the work", _inspiring),
    ObjectiveRule("ends within a year", _time_bound, is_of_words=False),
)
SETS = (
    SetRule(f"1 to {MOST_KEY_RESULTS} key results", _count, least=0),
    SetRule("early signs beside late ones", _leading, least=2),
    SetRule("weights in balance", _weighty),
)
KEY_RESULTS = (
    KeyResultRule("owned, and due with the objective or before", _dated, _always),
    KeyResultRule("measured in numbers", _numeric, _always),
    KeyResultRule("results, not tasks", _outcome, _is_in_english_and_no_steps),
    KeyResultRule("reached once, not over and over", _instanced, _is_in_english),
    KeyResultRule("daring enough", _daring, _is_stretch),
)
