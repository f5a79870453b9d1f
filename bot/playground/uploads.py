"""Files as Slack tells of them, and those that people attach to what they say."""

import mimetypes
from collections.abc import Iterable
from urllib.parse import quote

from bot.playground.state import State, StoredFile
from bot.playground.workspace import Json

Attached = tuple[str, bytes]
"""What somebody attaches: the file's name and its bytes."""
MOST_FILES = 10


def attach(state: State, user_id: str, files: Iterable[Attached]) -> tuple[Json, ...]:
    """Take the files of a person, and tell of them as a message does. ValueError for what Slack would not take."""
    wanted = list(files)
    if len(wanted) > MOST_FILES:
        raise ValueError(f"At most {MOST_FILES} files go with one message.")
    if empty := next((name for name, data in wanted if not name or not data), None):
        raise ValueError(f"{empty or 'This file'} is empty, and Slack takes no empty files.")
    made = [
        StoredFile(state.workspace.ids.next("F"), name, len(data), name, user_id, data=data) for name, data in wanted
    ]
    state.files.update((file.id, file) for file in made)
    return tuple(file_json(state, file) for file in made)


def file_json(state: State, file: StoredFile) -> Json:
    """A file; its private addresses are for whoever shows a token."""
    mimetype = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    private = f"{state.origin}/files-pri/{file.id}"
    name = quote(file.name, safe="")
    return {
        "id": file.id,
        "created": int(state.workspace.now()),
        "name": file.name,
        "title": file.title,
        "mimetype": mimetype,
        "filetype": file.name.rpartition(".")[2].lower(),
        "user": file.user,
        "mode": "hosted",
        "is_external": False,
        "size": file.length,
        "alt_txt": file.alt_txt,
        "url_private": f"{private}/{name}",
        "url_private_download": f"{private}/download/{name}",
        "permalink": f"{state.origin}/files/{file.id}",
        "file_access": "visible",
    }
