"""Activities as Teams sends them, for tests: a message in a personal chat unless something else is said."""

from typing import Any

BOT = "28:11111111-2222-3333-4444-555555555555"
ANA = {"id": "29:ana", "aadObjectId": "aad-ana", "name": "Ana Ruiz"}
PERSONAL = {"conversationType": "personal", "id": "a:ana", "tenantId": "tenant-1"}
CHANNEL = {
    "conversationType": "channel",
    "isGroup": True,
    "id": "19:product@thread.tacv2;messageid=1700",
    "tenantId": "t",
}


def an_activity(**more: Any) -> dict[str, Any]:
    """An activity with what is said of it; any part may be replaced."""
    return {
        "type": "message",
        "id": "1700000000001",
        "channelId": "msteams",
        "serviceUrl": "https://smba.example/emea/",
        "from": ANA,
        "recipient": {"id": BOT, "name": "Rungs"},
        "conversation": PERSONAL,
        "channelData": {"tenant": {"id": "tenant-1"}},
        "text": "okr list",
        **more,
    }


def mention(identity: str, name: str, **more: Any) -> dict[str, Any]:
    """A mention's entity: "<at>Ana Ruiz</at>"."""
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": identity, "name": name, **more}}
