"""chat.*."""

from dataclasses import replace

from bot.playground.content import blocks_of, read_message, text_of
from bot.playground.errors import ApiError
from bot.playground.methods.call import Call, Method
from bot.playground.shapes import POSTED, UPDATED, message_json
from bot.playground.workspace import Conversation, Json, Message

METADATA_FIELDS = {"event_type", "event_payload"}


def post_message(call: Call) -> Json:
    """chat.postMessage: a new message from the bot."""
    workspace = call.state.workspace
    room = call.target()
    text, blocks = read_message(call.args, workspace.ids)
    message = workspace.put(
        Message(
            channel=room.id,
            ts=workspace.ids.ts(),
            user=workspace.install.bot.user_id,
            text=text,
            blocks=blocks,
            thread_ts=_thread(call, room),
            metadata=_metadata(call),
        )
    )
    root = workspace.thread(room.id, message.thread_ts) if message.thread_ts else []
    return {"channel": room.id, "ts": message.ts, "message": message_json(message, workspace.install, POSTED, root)}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral: a message that one member of the channel sees until they reload."""
    workspace = call.state.workspace
    room = call.target()
    if not call.is_member(room):
        raise ApiError("not_in_channel")
    person = workspace.people.get(call.required("user"))
    if person is None or person.id not in room.members:
        raise ApiError("user_not_in_channel")
    text, blocks = read_message(call.args, workspace.ids)
    message = workspace.put(
        Message(
            channel=room.id,
            ts=workspace.ids.ts(),
            user=workspace.install.bot.user_id,
            text=text,
            blocks=blocks,
            thread_ts=_thread(call, room),
            shown_to=person.id,
        )
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """chat.update: the bot edits its own message; blocks that are not named stay."""
    workspace = call.state.workspace
    old = call.message(call.room().id, call.required("ts"))
    if old.user != workspace.install.bot.user_id:
        raise ApiError("cant_update_message")
    blocks = blocks_of(call.args, workspace.ids)
    text = text_of(call.args) if "text" in call.args else old.text
    kept = old.blocks if blocks is None else blocks
    if not text.strip() and not kept:
        raise ApiError("no_text")
    metadata = _metadata(call) if "metadata" in call.args else old.metadata
    new = workspace.put(replace(old, text=text, blocks=kept, metadata=metadata, edited_ts=workspace.ids.ts()))
    message = message_json(new, workspace.install, UPDATED)
    return {"channel": new.channel, "ts": new.ts, "text": new.text, "message": message}


def delete(call: Call) -> Json:
    """chat.delete: the bot takes its own message back."""
    workspace = call.state.workspace
    old = call.message(call.room().id, call.required("ts"))
    if old.user != workspace.install.bot.user_id:
        raise ApiError("cant_delete_message")
    workspace.delete(old)
    return {"channel": old.channel, "ts": old.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink: the address of a message."""
    room = call.room()
    message = call.message(room.id, call.required("message_ts"))
    install = call.state.workspace.install
    link = f"https://{install.domain}.slack.com/archives/{room.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={room.id}"
    return {"permalink": link, "channel": room.id}


def _thread(call: Call, room: Conversation) -> str | None:
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return None
    root = call.state.workspace.find(room.id, thread_ts)
    if root is None:
        raise ApiError("thread_not_found")
    if root.shown_to or root.thread_ts not in (None, root.ts):
        raise ApiError("cannot_reply_to_message")
    return thread_ts


def _metadata(call: Call) -> Json | None:
    metadata = call.json("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not metadata.keys() >= METADATA_FIELDS:
        raise ApiError("invalid_metadata_format")
    return metadata


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), tier=None),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), tier=4),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink, tier=None),
}
