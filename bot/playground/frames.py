"""What Slack sends over a connection of Socket Mode: hello, envelopes, disconnect."""

from typing import Literal

from bot.playground.carriers import Parcel, Sort
from bot.playground.workspace import Json

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]

ENVELOPE_TYPES: dict[Sort, str] = {"command": "slash_commands", "interaction": "interactive", "event": "events_api"}
HOST = "applink-local"
CONNECTION_SECONDS = 18_060


def hello_frame(connections: int, app_id: str) -> Json:
    """The greeting: how many connections the app has now, and how many seconds one lasts at most."""
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": CONNECTION_SECONDS},
        "connection_info": {"app_id": app_id},
    }


def envelope_frame(envelope_id: str, parcel: Parcel) -> Json:
    """A parcel in its envelope; events say which attempt this is, the others only when sent again."""
    frame: Json = {
        "envelope_id": envelope_id,
        "type": ENVELOPE_TYPES[parcel.sort],
        "accepts_response_payload": parcel.sort != "event",
        "payload": parcel.payload,
    }
    if parcel.retry:
        return frame | {"retry_attempt": parcel.retry.number, "retry_reason": parcel.retry.reason}
    return frame | ({"retry_attempt": 0, "retry_reason": ""} if parcel.sort == "event" else {})


def disconnect_frame(reason: Reason) -> Json:
    """The connection is about to end, and why."""
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}
