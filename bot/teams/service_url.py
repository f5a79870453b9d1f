"""Where a conversation's Connector is, as its activities say: which addresses may be called, and how."""

from collections.abc import Collection, Mapping
from urllib.parse import quote

from yarl import URL

from bot.settings import LOOPBACK


def is_private(service_url: str) -> bool:
    """Whether nobody on the way reads what is sent there: https, or this very machine."""
    return _host(service_url, ("https",)) != "" or is_loopback(service_url)


def is_loopback(service_url: str) -> bool:
    """Whether it is on this very machine."""
    return _host(service_url, ("http", "https")) in LOOPBACK


def call_url(service_url: str, where: tuple[str, ...], query: Mapping[str, str]) -> URL:
    """The address of a call to the Connector: `where` are the parts of its path."""
    # Ids hold ":", "@", ";" and "=": every one of them goes as %XX, which is how the SDK sends them.
    path = "/".join(quote(part, safe="") for part in where)
    asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    return URL(f"{service_url.rstrip('/')}/v3/{path}{'?' if asked else ''}{asked}", encoded=True)


def _host(url: str, schemes: Collection[str]) -> str:
    """The host of an address of one of these schemes; "" for any other, and for what is no address."""
    try:
        scheme, host = URL(url).scheme, URL(url).host or ""
    except ValueError:
        return ""
    return host if scheme in schemes else ""
