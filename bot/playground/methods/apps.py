"""apps.*."""

from bot.playground.methods.call import Call, Method
from bot.playground.workspace import Json


def connections_open(call: Call) -> Json:
    """apps.connections.open: where to open one connection of Socket Mode."""
    state = call.state
    app_id = state.workspace.install.bot.app_id
    address = state.origin.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={state.sockets.ticket()}&app_id={app_id}"}


METHODS = {
    # Slack lists it under its slowest tier, but lets a bot that lost its connections open them again at once.
    "apps.connections.open": Method(connections_open, ("connections:write",), tier=None, token="app"),  # noqa: S106
}
