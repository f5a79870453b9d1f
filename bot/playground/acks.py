"""What Slack does with an acknowledgement, and which ones it would not put up with."""

from typing import Any

from bot.playground.carriers import Ack
from bot.playground.elements import option, option_group
from bot.playground.errors import ApiError
from bot.playground.responses import Origin
from bot.playground.schema import listing
from bot.playground.state import State
from bot.playground.views import View
from bot.playground.workspace import Json

_options = listing(option, 0, 100)
_groups = listing(option_group, 0, 100)
TROUBLE = "We had some trouble connecting. Try again?"
"""Slack's own words."""


def show_command_ack(state: State, payload: Json, ack: Ack) -> None:
    """Show a command's answer to the writer, or to all where it says in_channel."""
    body = {"text": ack.body} if isinstance(ack.body, str) else ack.body
    if not ack.ok or not body:
        return
    if not isinstance(body, dict):
        state.workspace.fault("invalid_command_response", f"{payload['command']} got a JSON list or number.")
        return
    if not body.get("text") and not body.get("blocks"):
        return
    try:
        origin = Origin(payload["channel_id"], payload["user_id"])
        shown = state.responses.show(origin, {**body, "replace_original": False, "delete_original": False})
    except ApiError as error:
        detail = " ".join((error.code, *error.messages))
        state.workspace.fault("invalid_command_response", f"The answer to {payload['command']} was refused: {detail}")
        return
    if shown:
        state.responses.answered(payload["response_url"], shown)


def apply_submission(state: State, view: View, ack: Ack) -> None:
    """Close, replace, push on or clear the modal, or show errors at its inputs, as the acknowledgement says.

    Where it says nothing that Slack understands, the modal stays and says that there was trouble.
    """
    if not ack.ok:
        state.views.show_trouble(view, TROUBLE)
        return
    if not ack.body:
        state.views.close(view)
        return
    try:
        _carry_out(state, view, ack.body)
    except ApiError as error:
        detail = " ".join((error.code, *error.messages))
        state.workspace.fault("bad_view_ack", f"The answer to the form “{view.title}” was refused: {detail}")
        state.views.show_trouble(view, TROUBLE)


def _carry_out(state: State, view: View, body: Any) -> None:
    match body:
        case {"response_action": "clear"}:
            state.views.clear(view.user)
        case {"response_action": "update", "view": changed}:
            state.views.update(view, changed)
        case {"response_action": "push", "view": pushed}:
            state.views.push(view.user, pushed)
        case {"response_action": "errors", "errors": dict(errors)}:
            _show_errors(state, view, errors)
        case _:
            raise ApiError("unknown response_action", [f"[ERROR] {body!r:.200}"])


def _show_errors(state: State, view: View, errors: Json) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    strangers = sorted(set(errors) - inputs)
    if strangers or not errors:
        raise ApiError("errors need existing input blocks", strangers)
    if not all(isinstance(words, str) and words for words in errors.values()):
        raise ApiError("errors need words")
    state.views.show_errors(view, errors)


def read_options(state: State, ack: Ack) -> list[Json]:
    """The options that the bot offers, as groups with a label; one without where it offers them ungrouped.

    Nothing, and a fault, when Slack would refuse them.
    """
    if not ack.ok:
        return []
    match ack.body:
        case {"options": list(options)}:
            problems, found = [*_options(options, "/options")], [{"options": options}]
        case {"option_groups": list(groups)}:
            problems, found = [*_groups(groups, "/option_groups")], groups
        case _:
            problems, found = ["[ERROR] missing required field: options"], []
    if problems:
        state.workspace.fault("bad_options", f"The options were refused: {' '.join(problems)}")
        return []
    return found
