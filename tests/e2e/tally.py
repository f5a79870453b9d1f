"""Which commands of the table conversations have used."""

from bot.manifests import shortcuts
from handlers.chat.card import Call
from handlers.chat.reply import Refused
from handlers.chat.router import Router


class Tally:
    """Notes what is typed, pressed or used as the command that it means; what means none is not noted."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._actions = {shortcut.name: shortcut for shortcut in shortcuts(router.catalogue)}
        self.commands: set[str] = set()

    def typed(self, words: str) -> None:
        """Words to Rungs."""
        try:
            self.commands.add(self._router.understood(words).command.spec.command)
        except Refused:
            return

    def called(self, encoded: str) -> None:
        """A button's call."""
        try:
            self.commands.add(Call.decoded(encoded).command)
        except ValueError:
            return

    def used(self, action: str) -> str:
        """What stands in the menu of a message; return what the platform calls it."""
        self.commands.add(self._actions[action].command)
        return self._actions[action].callback
