"""How Slack writes people, rooms, messages and views in JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.playground.inputs import state_of
from bot.playground.residents import BotIdentity, Install, Resident
from bot.playground.views import View
from bot.playground.workspace import Conversation, Json, Message

_SIZES = (24, 32, 48, 72, 192, 512)
POSTED = frozenset({"thread_ts", "parent_user_id", "ts", "metadata"})
UPDATED = frozenset({"edited", "metadata", "files"})
REPLIED = frozenset({"thread_ts", "parent_user_id", "ts", "metadata", "edited", "reactions", "files", "replies"})
REACTED = frozenset({"ts", "reactions", "permalink"})
SENT = frozenset({"ts", "thread_ts", "parent_user_id", "edited", "client_msg_id", "replies"})


def person_json(person: Resident, install: Install, now: float, *, with_email: bool) -> Json:
    """A user as users.info, users.list and the events of people carry it."""
    offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(person.tz)).utcoffset()
    first, _, last = person.real_name.partition(" ")
    profile: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "first_name": first,
        "last_name": last,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": "",
        "team": install.team_id,
        **{f"image_{size}": f"https://{install.domain}.example/{person.id}-{size}.png" for size in _SIZES},
    }
    if person.email and with_email:
        profile["email"] = person.email
    if person.id == install.bot.user_id:
        profile |= {"bot_id": install.bot.bot_id, "api_app_id": install.bot.app_id, "always_active": True}
    known: Json = {
        "id": person.id,
        "team_id": install.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "profile": profile,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(now),
    }
    if person.is_stranger:
        known["is_stranger"] = True
    if person.deleted:
        return known
    return known | {
        "color": "9f69e7",
        "tz": person.tz,
        "tz_label": person.tz.replace("_", " "),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": person.is_admin or person.is_owner,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted or person.is_ultra_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_email_confirmed": True,
    }


def room_json(room: Conversation, bot: BotIdentity) -> Json:
    """A channel as conversations.info and conversations.list carry it."""
    if room.kind == "im":
        return {"id": room.id, "created": room.created, "is_archived": False, "is_im": True, "is_org_shared": False}
    note: Json = {"value": "", "creator": "", "last_set": 0}
    return {
        "id": room.id,
        "name": room.name,
        "is_channel": room.kind == "public",
        "is_group": room.kind == "private",
        "is_im": False,
        "is_mpim": False,
        "is_private": room.kind == "private",
        "created": room.created,
        "is_archived": False,
        "is_general": room.name == "general",
        "unlinked": 0,
        "name_normalized": room.name,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "pending_shared": [],
        "is_pending_ext_shared": False,
        "is_member": bot.user_id in room.members,
        "creator": room.members[0] if room.members else "",
        "topic": note,
        "purpose": note,
        "previous_names": [],
    }


def bot_json(bot: BotIdentity) -> Json:
    """The bot as bots.info carries it."""
    icons = {f"image_{size}": f"https://example.com/{bot.bot_id}-{size}.png" for size in (36, 48, 72)}
    known: Json = {"id": bot.bot_id, "deleted": False, "name": bot.real_name, "updated": 0}
    return known | {"app_id": bot.app_id, "icons": icons}


def message_json(message: Message, install: Install, keys: frozenset[str], thread: Sequence[Message] = ()) -> Json:
    """A message with those optional keys that this answer or payload carries; `thread` is its replies."""
    bot = install.bot
    optional: Json = {"ts": message.ts, "thread_ts": message.thread_ts, "metadata": message.metadata}
    optional |= {"client_msg_id": message.client_msg_id, "files": list(message.files) or None}
    if message.thread_ts and message.thread_ts != message.ts:
        optional["parent_user_id"] = thread[0].user if thread else None
    if message.edited_ts:
        optional["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        optional["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
        ]
    known: Json = {"type": "message", "user": message.user, "text": message.text, "team": install.team_id}
    if message.blocks:
        known["blocks"] = list(message.blocks)
    if message.user == bot.user_id:
        profile = {**bot_json(bot), "team_id": install.team_id}
        known |= {"bot_id": bot.bot_id, "app_id": bot.app_id, "bot_profile": profile}
    replies = [reply for reply in thread if reply.ts != message.ts]
    if "replies" in keys and replies and thread[0].ts == message.ts:
        writers = list(dict.fromkeys(reply.user for reply in replies))
        known |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
        known |= {"reply_users": writers, "reply_users_count": len(writers)}
    return known | {key: value for key, value in optional.items() if key in keys and value is not None}


def view_json(view: View, install: Install) -> Json:
    """A view as views.* answers and interactions carry it; what is typed is in `state.values`."""
    body = view.body
    known: Json = {
        "id": view.id,
        "team_id": install.team_id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": view.private_metadata,
        "callback_id": view.callback_id,
        "external_id": body.get("external_id", ""),
        "state": {"values": state_of(view.blocks, view.values)},
        "hash": view.hash,
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "root_view_id": view.root_id,
        "app_id": install.bot.app_id,
        "app_installed_team_id": install.team_id,
        "bot_id": install.bot.bot_id,
    }
    if view.previous_id:
        known["previous_view_id"] = view.previous_id
    return known | {key: body[key] for key in ("title", "submit", "close", "submit_disabled") if key in body}
