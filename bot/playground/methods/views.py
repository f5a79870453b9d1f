"""views.*."""

from bot.playground.errors import ApiError
from bot.playground.methods.call import Call, Method
from bot.playground.shapes import view_json
from bot.playground.views import View
from bot.playground.workspace import Json


def open_(call: Call) -> Json:
    """views.open: a modal for whoever caused the trigger."""
    user_id = call.state.triggers.take(call.required("trigger_id"))
    return _answer(call, call.state.views.open(user_id, call.json("view")))


def push(call: Call) -> Json:
    """views.push: a modal on top of the open one."""
    user_id = call.state.triggers.take(call.required("trigger_id"))
    return _answer(call, call.state.views.push(user_id, call.json("view")))


def update(call: Call) -> Json:
    """views.update: new contents for an open view, by view_id or external_id."""
    views = call.state.views
    if not call.text("view_id") and not call.text("external_id"):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: view_id"])
    named = views.by_external_id(call.text("external_id"))
    old = views.current(call.text("view_id")) if call.text("view_id") else named
    if old is None:
        raise ApiError("not_found")
    return _answer(call, views.update(old, call.json("view"), call.args.get("hash")))


def publish(call: Call) -> Json:
    """views.publish: a person's Home."""
    person = call.person("user_id")
    return _answer(call, call.state.views.publish(person.id, call.json("view"), call.args.get("hash")))


def _answer(call: Call, view: View) -> Json:
    return {"view": view_json(view, call.state.workspace.install)}


METHODS = {
    "views.open": Method(open_, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
    "views.publish": Method(publish, tier=4),
}
