"""users.*."""

from bot.playground.errors import ApiError
from bot.playground.methods.call import READ_ROOMS, Call, Method
from bot.playground.methods.conversations import rooms_json
from bot.playground.residents import Resident
from bot.playground.shapes import person_json
from bot.playground.workspace import Json


def users_info(call: Call) -> Json:
    """users.info: one person."""
    return {"user": _json(call, call.person())}


def users_list(call: Call) -> Json:
    """users.list: everybody, deactivated people and bots included."""
    everybody = [_json(call, person) for person in call.state.workspace.people.values()]
    members, metadata = call.page(everybody, default=1000)
    return {"members": members, "cache_ts": int(call.state.workspace.now()), "response_metadata": metadata}


def users_lookup_by_email(call: Call) -> Json:
    """users.lookupByEmail: the active person with this address."""
    wanted = call.required("email").lower()
    for person in call.state.workspace.people.values():
        if person.email.lower() == wanted and not person.deleted:
            return {"user": _json(call, person)}
    raise ApiError("users_not_found")


def users_conversations(call: Call) -> Json:
    """users.conversations: the channels that somebody, by default the bot, is in."""
    workspace = call.state.workspace
    user_id = call.person().id if call.text("user") else workspace.install.bot.user_id
    visible = [room for room in workspace.conversations.values() if room.kind == "public" or call.is_member(room)]
    return rooms_json(call, [room for room in visible if user_id in room.members])


def _json(call: Call, person: Resident) -> Json:
    workspace = call.state.workspace
    with_email = "users:read.email" in workspace.install.scopes
    return person_json(person, workspace.install, workspace.now(), with_email=with_email)


METHODS = {
    "users.info": Method(users_info, ("users:read",), tier=4),
    "users.list": Method(users_list, ("users:read",), tier=2),
    "users.lookupByEmail": Method(users_lookup_by_email, ("users:read.email",)),
    "users.conversations": Method(users_conversations, READ_ROOMS),
}
