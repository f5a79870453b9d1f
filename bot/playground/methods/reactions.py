"""reactions.*."""

from dataclasses import replace

from bot.playground.errors import ApiError
from bot.playground.methods.call import Call, Method
from bot.playground.shapes import REACTED, message_json
from bot.playground.workspace import Json, Message


def add(call: Call) -> Json:
    """reactions.add: the bot reacts to a message."""
    message, name, bot = _asked(call)
    users = message.reactions.get(name, ())
    if bot in users:
        raise ApiError("already_reacted")
    call.state.workspace.put(with_reaction(message, name, bot))
    return {}


def remove(call: Call) -> Json:
    """reactions.remove: the bot takes its reaction back."""
    message, name, bot = _asked(call)
    if bot not in message.reactions.get(name, ()):
        raise ApiError("no_reaction")
    call.state.workspace.put(without_reaction(message, name, bot))
    return {}


def get(call: Call) -> Json:
    """reactions.get: who reacted how to a message."""
    message = call.message(call.room().id, call.required("timestamp"))
    written = message_json(message, call.state.workspace.install, REACTED)
    return {"type": "message", "channel": message.channel, "message": written}


def with_reaction(message: Message, name: str, user_id: str) -> Message:
    """The message with one more reaction."""
    users = dict.fromkeys((*message.reactions.get(name, ()), user_id))
    return replace(message, reactions={**message.reactions, name: tuple(users)})


def without_reaction(message: Message, name: str, user_id: str) -> Message:
    """The message with one reaction less."""
    users = tuple(user for user in message.reactions.get(name, ()) if user != user_id)
    others = {key: value for key, value in message.reactions.items() if key != name}
    return replace(message, reactions={**others, name: users} if users else others)


def _asked(call: Call) -> tuple[Message, str, str]:
    if not call.text("name"):
        raise ApiError("invalid_name")
    message = call.message(call.room().id, call.required("timestamp"))
    return message, call.text("name"), call.state.workspace.install.bot.user_id


METHODS = {
    "reactions.add": Method(add, ("reactions:write",)),
    "reactions.remove": Method(remove, ("reactions:write",), tier=2),
    "reactions.get": Method(get, ("reactions:read",)),
}
