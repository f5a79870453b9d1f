"""Who reads feedback as somebody's manager: whoever the form named, and nobody else in their place."""

from collections.abc import Mapping, Sequence

from handlers.chat.ask import Ask
from storage import people
from storage.people import Somebody

Managers = Mapping[int, Somebody]
"""Managers by the id of those whom they manage; who has none is not in it."""


def managers_of(ask: Ask, receivers: Sequence[Somebody]) -> Managers:
    """The manager of each of them; one who has left reads nothing."""
    ids = {one.manager_id for one in receivers if one.manager_id is not None}
    known = people.by_ids(ask.db, ids) if ids else {}
    found = {one.id: known.get(one.manager_id or 0) for one in receivers}
    return {who: manager for who, manager in found.items() if manager is not None and manager.standing == "member"}


def written(managers: Managers) -> str:
    """Who was named, as it travels in the form."""
    return "\n".join(f"{who}:{manager.id}" for who, manager in managers.items())


def not_named(named: str, managers: Managers) -> list[int]:
    """Those who have another manager now than the form named; whom it did not know has none named."""
    pairs = (line.split(":", 1) for line in named.split("\n") if ":" in line)
    before = dict(pairs)
    return [who for who, manager in managers.items() if before.get(str(who), str(manager.id)) != str(manager.id)]
