"""files.*: announce, upload to the address given, complete."""

from dataclasses import replace

from bot.playground.errors import ApiError
from bot.playground.methods.call import Call, Method
from bot.playground.state import State, StoredFile
from bot.playground.uploads import file_json
from bot.playground.workspace import Json, Message


def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal: where to post the bytes."""
    name, length = call.required("filename"), call.required("length")
    if not length.isdecimal() or int(length) == 0:
        raise ApiError("invalid_arguments", ["[ERROR] length must be greater than 0"])
    file_id = call.state.workspace.ids.next("F")
    bot = call.state.workspace.install.bot.user_id
    call.state.files[file_id] = StoredFile(file_id, name, int(length), name, bot, call.text("alt_txt"))
    return {"upload_url": f"{call.state.origin}/upload/{file_id}", "file_id": file_id}


def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: name the uploaded files and share them in a channel."""
    asked = call.json("files")
    if not isinstance(asked, list) or not asked or not all(isinstance(item, dict) for item in asked):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: files"])
    files = [_uploaded(call.state, item) for item in asked]
    room = call.target("channel_id") if call.text("channel_id") else None
    for file in files:
        call.state.files[file.id] = file
    written = tuple(file_json(call.state, file) for file in files)
    if room:
        workspace = call.state.workspace
        workspace.put(
            Message(
                channel=room.id,
                ts=workspace.ids.ts(),
                user=workspace.install.bot.user_id,
                text=call.text("initial_comment"),
                thread_ts=call.text("thread_ts") or None,
                files=written,
            )
        )
    return {"files": list(written)}


def _uploaded(state: State, item: Json) -> StoredFile:
    file = state.files.get(str(item.get("id")))
    if file is None or file.data is None:
        raise ApiError("file_not_found")
    return replace(file, title=str(item.get("title") or file.title))


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), tier=4),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), tier=4),
}
