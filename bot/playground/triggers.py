"""Trigger ids: each opens one modal, within three seconds."""

from collections.abc import Callable

from bot.playground.errors import ApiError
from bot.playground.ids import Ids

LIFETIME = 3.0


class Triggers:
    """Gives out trigger ids and takes each of them once; `now` is the machine clock in seconds."""

    def __init__(self, ids: Ids, now: Callable[[], float]) -> None:
        self._ids = ids
        self._now = now
        self._given: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def give(self, user_id: str) -> str:
        """A fresh trigger id for something this person did."""
        trigger = f"{self._ids.next('')}.{self._ids.secret()}"
        self._given[trigger] = (user_id, self._now())
        return trigger

    def forget(self) -> None:
        """Let none be good any more."""
        self._given.clear()
        self._used.clear()

    def take(self, trigger: object) -> str:
        """The id of the person who caused it. ApiError: invalid_trigger_id, exchanged_, expired_trigger_id."""
        if not isinstance(trigger, str) or trigger not in self._given:
            raise ApiError("invalid_trigger_id")
        if trigger in self._used:
            raise ApiError("exchanged_trigger_id")
        user_id, since = self._given[trigger]
        if self._now() - since > LIFETIME:
            raise ApiError("expired_trigger_id")
        self._used.add(trigger)
        return user_id
