"""What the bot says in direct messages, told back to it as Slack does: a bot that answers everything would loop."""

from bot.playground.dispatch import Dispatch
from bot.playground.payloads import Payloads
from bot.playground.workspace import Message, Workspace


class Echoes:
    """Sends a `message` event for each post and each edit of the bot in a direct message."""

    def __init__(self, workspace: Workspace, payloads: Payloads, dispatch: Dispatch) -> None:
        self._workspace = workspace
        self._payloads = payloads
        self._dispatch = dispatch

    def heard(self, old: Message | None, new: Message) -> None:
        """Note that a message was put where `old` stood."""
        room = self._workspace.conversations.get(new.channel)
        of_the_bot = new.user == self._workspace.install.bot.user_id
        if room is None or room.kind != "im" or not of_the_bot or new.shown_to:
            return
        if old is None:
            self._dispatch.echo(self._payloads.echo(new))
        elif old.edited_ts != new.edited_ts:
            self._dispatch.echo(self._payloads.edit_echo(old, new))
