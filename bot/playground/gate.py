"""Who is let in: programs of this machine, and the page itself, whatever other pages a browser has open."""

from collections.abc import Awaitable, Callable

from aiohttp import web

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NO_OTHER_PAGE = (None, "same-origin", "none")
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


@web.middleware
async def gate(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer only under a name of this machine, and no page but our own: links to our page may be followed."""
    if _host(request) not in LOOPBACK:
        raise web.HTTPForbidden(text="This server answers to 127.0.0.1 and localhost only.")
    if _is_for_another_page(request) and not _is_followed_link(request):
        raise web.HTTPForbidden(text="Only the page of this server may do that.")
    return await handler(request)


async def guard(request: web.Request, response: web.StreamResponse) -> None:
    """Have the browser take each answer for what it says it is, and give it to no other page."""
    response.headers.update(_HEADERS)


def _host(request: web.Request) -> str:
    try:
        return request.url.host or ""
    except ValueError:
        return ""


def _is_for_another_page(request: web.Request) -> bool:
    """As the browser says; a program that is none says nothing of it."""
    origin = request.headers.get("Origin")
    is_foreign = origin is not None and origin != f"http://{request.host}"
    return is_foreign or request.headers.get("Sec-Fetch-Site") not in _NO_OTHER_PAGE


def _is_followed_link(request: web.Request) -> bool:
    is_shown = (
        request.headers.get("Sec-Fetch-Mode") == "navigate" and request.headers.get("Sec-Fetch-Dest") == "document"
    )
    return request.method == "GET" and request.path == "/" and is_shown
