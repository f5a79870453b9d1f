"""conversations.*."""

from collections.abc import Iterable

from bot.playground.errors import ApiError
from bot.playground.methods.call import READ_HISTORY, READ_ROOMS, Call, Method
from bot.playground.shapes import REPLIED, message_json, room_json
from bot.playground.workspace import Conversation, Json

_TYPES = {"public": "public_channel", "private": "private_channel", "im": "im"}


def rooms_json(call: Call, rooms: Iterable[Conversation]) -> Json:
    """One page of conversations of the types asked for; by default public channels."""
    wanted = call.words("types") or ["public_channel"]
    if not set(wanted) <= {*_TYPES.values(), "mpim"}:
        raise ApiError("invalid_types")
    found = [_with_person(room, call) for room in rooms if _TYPES[room.kind] in wanted]
    channels, metadata = call.page(found, default=100)
    return {"channels": channels, "response_metadata": metadata}


def _with_person(room: Conversation, call: Call) -> Json:
    known = room_json(room, call.state.workspace.install.bot)
    if room.kind == "im":
        return known | {"user": room.name, "is_user_deleted": call.state.workspace.people[room.name].deleted}
    return known | {"num_members": len(room.members)}


def conversations_list(call: Call) -> Json:
    """conversations.list: what the bot can see."""
    rooms = call.state.workspace.conversations.values()
    return rooms_json(call, (room for room in rooms if room.kind == "public" or call.is_member(room)))


def conversations_info(call: Call) -> Json:
    """conversations.info: one channel."""
    room = call.room()
    known = room_json(room, call.state.workspace.install.bot)
    return {"channel": known | ({"num_members": len(room.members)} if call.flag("include_num_members") else {})}


def conversations_open(call: Call) -> Json:
    """conversations.open: the direct message with one person."""
    workspace = call.state.workspace
    users = call.words("users")
    if not users and not call.text("channel"):
        raise ApiError("users_list_not_supplied")
    if len(users) > 1:
        raise ApiError("method_not_supported_for_channel_type")
    user_id = users[0] if users else call.room().name
    person = workspace.people.get(user_id)
    if person is None:
        raise ApiError("user_not_found")
    if person.deleted:
        raise ApiError("user_disabled")
    if not person.can_chat:
        raise ApiError("cannot_dm_bot")
    is_open = f"D{person.id[1:]}" in workspace.conversations
    room = workspace.direct(person.id)
    full = {**room_json(room, workspace.install.bot), "user": person.id}
    channel = full if call.flag("return_im") else {"id": room.id}
    return {"no_op": is_open, "already_open": is_open, "channel": channel}


def conversations_members(call: Call) -> Json:
    """conversations.members: the ids of who is in it."""
    members, metadata = call.page(call.room().members, default=100)
    return {"members": members, "response_metadata": metadata}


def conversations_join(call: Call) -> Json:
    """conversations.join: the bot enters a public channel."""
    room = call.room()
    workspace = call.state.workspace
    if room.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    was_in = call.is_member(room)
    joined = workspace.join(room, workspace.install.bot.user_id)
    known: Json = {"channel": room_json(joined, workspace.install.bot)}
    if was_in:
        return known | {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return known


def conversations_replies(call: Call) -> Json:
    """conversations.replies: a message and the thread under it."""
    room = call.room()
    if not call.is_member(room):
        raise ApiError("not_in_channel")
    workspace = call.state.workspace
    asked = workspace.find(room.id, call.required("ts"))
    if asked is None or asked.shown_to:
        raise ApiError("thread_not_found")
    thread = workspace.thread(room.id, asked.thread_ts or asked.ts)
    written = [message_json(message, workspace.install, REPLIED, thread) for message in thread]
    messages, metadata = call.page(written, default=1000)
    more = bool(metadata["next_cursor"])
    return {"messages": messages, "has_more": more} | ({"response_metadata": metadata} if more else {})


METHODS = {
    "conversations.list": Method(conversations_list, READ_ROOMS, tier=2),
    "conversations.info": Method(conversations_info, READ_ROOMS),
    "conversations.open": Method(conversations_open, ("im:write", "mpim:write")),
    "conversations.members": Method(conversations_members, READ_ROOMS, tier=4),
    "conversations.join": Method(conversations_join, ("channels:join",)),
    "conversations.replies": Method(conversations_replies, READ_HISTORY),
}
