"""What can be done with what is shown: at most three actions a card, what is seldom needed in a menu."""

from collections.abc import Sequence

from handlers.chat.card import Action, Button, Call, Menu, Option
from handlers.okrs.seeing.powers import Powers
from handlers.okrs.setting.cards import add_key_result
from storage.okr_lines import KeyResultLine, ObjectiveLine

BUTTONS_BESIDE = 3
"""Key results with a button of their own; more share one that asks which."""


def beside(line: ObjectiveLine, can: Powers) -> frozenset[int]:
    """The ids of the key results with a button of their own. A draft takes no check-ins yet."""
    return frozenset() if line.is_draft or len(can.updatable) > BUTTONS_BESIDE else can.updatable


def objective_actions(line: ObjectiveLine, key_results: Sequence[KeyResultLine], can: Powers) -> tuple[Action, ...]:
    """What the reader can do with an objective."""
    first: list[Action] = []
    if not line.is_draft and len(can.updatable) > BUTTONS_BESIDE:
        # Two menus beside each other would look the same, so this one asks which.
        first.append(Button("Check in", Call("okr update", {"key_result": line.code}), "primary"))
    if can.may_change:
        first.append(add_key_result(line.code, "Add a key result", "plain" if key_results else "primary"))
    why = [_why(line)] if key_results or line.roll_up != "key_results" else []
    seldom = _with_objective(line, can)
    if len(first) + len(why) + bool(seldom) > 3:
        return (*first, Menu("More", (*(Option(one.label, one.call) for one in why), *seldom)))
    return (*first, *why, *_more(seldom))


def key_result_actions(line: KeyResultLine, can: Powers) -> tuple[Action, ...]:
    """What the reader can do with a key result."""
    objective = Option(f"Show {line.objective_code}", Call("okr show", {"thing": line.objective_code}))
    following = _following(line.code, can)
    if not can.may_change:
        return (_why(line), Button(objective.label, objective.call), *_more(following))
    own = (
        Option("Edit", Call("okr edit", {"thing": line.code})),
        Option("Hand over", Call("okr hand-over", {"key_result": line.code})),
        Option("Drop", Call("okr drop", {"thing": line.code})),
    )
    more = Menu("More", (objective, *own, *following))
    if line.is_draft:
        return (_why(line), more)
    return (Button("Check in", check_in(line), "primary"), _why(line), more)


def check_in(line: KeyResultLine) -> Call:
    return Call("okr update", {"key_result": line.code})


def _with_objective(line: ObjectiveLine, can: Powers) -> tuple[Option, ...]:
    options: list[Option] = []
    if can.may_change:
        options.append(Option("Edit", Call("okr edit", {"thing": line.code})))
        options.append(Option("Align", Call("okr align", {"objective": line.code})))
    if can.may_clone:
        options.append(Option("Clone", Call("okr clone", {"objective": line.code})))
    if can.may_change:
        options.append(Option("Drop", Call("okr drop", {"thing": line.code})))
    return (*options, *_following(line.code, can))


def _following(code: str, can: Powers) -> tuple[Option, ...]:
    if can.follows is None:
        return ()
    verb = "unfollow" if can.follows else "follow"
    return (Option(verb.capitalize(), Call(f"okr {verb}", {"thing": code})),)


def _more(options: Sequence[Option]) -> tuple[Action, ...]:
    """A menu; a single option is a button."""
    if len(options) == 1:
        return (Button(options[0].label, options[0].call),)
    return (Menu("More", tuple(options)),) if options else ()


def _why(line: ObjectiveLine | KeyResultLine) -> Button:
    return Button("Why", Call("okr why", {"thing": line.code}))
