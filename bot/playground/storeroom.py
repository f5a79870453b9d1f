"""Uploaded files: where the bot posts and fetches their bytes, and where the page shows them."""

from dataclasses import replace

from aiohttp import web

from bot.playground.state import State

_SIGN_IN = "<!DOCTYPE html><title>Sign in</title><p>Sign in to see this file.</p>"
_SHOWN = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}


class Storeroom:
    """Takes and gives files over HTTP."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of an announced file, as the body or as the first part of a form."""
        file = self._state.files.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound(text="This file was never announced.")
        begun = self._state.wire.begin()
        data = await _body(request)
        asked = {"file": file.name, "bytes": len(data)}
        status = 200 if len(data) == file.length else 400
        self._state.wire.note(begun, "from_bot", "upload", asked, status=status)
        if len(data) != file.length:
            raise web.HTTPBadRequest(text=f"Announced {file.length} bytes, got {len(data)}.")
        self._state.files[file.id] = replace(file, data=data)
        return web.Response(text=f"OK - {file.length}")

    async def download(self, request: web.Request) -> web.Response:
        """A file: pictures are shown, anything else is offered as a download."""
        file = self._state.files.get(request.match_info["file_id"])
        if file is None or file.data is None:
            raise web.HTTPNotFound(text="There is no such file.")
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        shown = _SHOWN.get(file.name.rpartition(".")[2].lower())
        if shown is None:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=file.data, content_type=shown or "application/octet-stream", headers=headers)

    async def fetch(self, request: web.Request) -> web.Response:
        """A file for whoever shows the bot's token; like Slack, a page to sign in for everybody else."""
        install, file = self._state.workspace.install, self._state.files.get(request.match_info["file_id"])
        begun = self._state.wire.begin()
        may = request.headers.get("Authorization") == f"Bearer {install.token}" and "files:read" in install.scopes
        status = 404 if may and (file is None or file.data is None) else 200
        asked = {"file": file.name if file else "", "granted": may}
        self._state.wire.note(begun, "from_bot", "download", asked, status=status)
        if not may:
            return web.Response(text=_SIGN_IN, content_type="text/html")
        if file is None or file.data is None:
            raise web.HTTPNotFound(text="There is no such file.")
        return web.Response(body=file.data, content_type="application/octet-stream")


async def _body(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""
