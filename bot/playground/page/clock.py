"""The clock of the story: forward by hours, days or to what comes next, and back to the beginning."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.playground.clockwork import Clockwork, Due
from bot.playground.page.actions import Action
from bot.playground.residents import Resident
from bot.playground.workspace import Json, Message, Workspace


@dataclass(frozen=True, slots=True)
class Step:
    """A button that leads to what comes next: "To the digest, Fri 27 Nov 15:00"; `to` is an instant, ISO 8601."""

    key: str
    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Face:
    """What the clock shows: `text` is "Sun 22 Nov, 08:19", `at` the same in seconds since 1970.

    `field` is the local time as an input for date and time takes it. `steps` lead to what whole teams wait for,
    `asides` to what somebody does.
    """

    text: str
    city: str
    zone: str
    at: float
    field: str
    steps: tuple[Step, ...]
    asides: tuple[Step, ...]
    can_reset: bool


class ClockControls:
    """`clockwork` gives who owns the clock now, None where nobody moves it; `moved` says that the page has moved it."""

    def __init__(self, clockwork: Callable[[], Clockwork | None], workspace: Workspace) -> None:
        self._clockwork = clockwork
        self._workspace = workspace
        self.moved = False

    @property
    def actions(self) -> Mapping[str, Action]:
        """Its actions by name."""
        return {"forward": self._forward, "reset": self._reset}

    async def context(self, person: Resident) -> Mapping[str, object]:
        """The clock's face in the reader's own time zone, as all times on the page; None where nobody moves it."""
        clockwork = self._clockwork()
        return {"clock": await _face(clockwork, ZoneInfo(person.tz)) if clockwork else None}

    async def _forward(self, asked: Json) -> Json:
        """Go on by `hours`, to the instant `to`, or to the reader's local time `at`; say what happened on the way."""
        clockwork, zone = self._owner(), ZoneInfo(self._workspace.person(asked["as"]).tz)
        before = self._keys()
        await clockwork.forward_to(_instant(asked, clockwork, zone))
        self.moved = True
        self._workspace.changed()
        new = [
            message
            for room in self._workspace.messages.values()
            for message in room.values()
            if (message.channel, message.ts) not in before and message.user == self._workspace.install.bot.user_id
        ]
        arrived = _stamp(clockwork.now(), zone)
        return {"said": f"{arrived}: {self._counted(new)}.", "places": self._places(new, asked["as"])}

    async def _reset(self, asked: Json) -> Json:
        await self._owner().reset()
        self.moved = False
        return {"said": "The story stands at its beginning again."}

    def _owner(self) -> Clockwork:
        clockwork = self._clockwork()
        if clockwork is None:
            raise LookupError("this clock cannot be moved")
        return clockwork

    def _keys(self) -> set[tuple[str, str]]:
        return {(channel, ts) for channel, room in self._workspace.messages.items() for ts in room}

    def _counted(self, new: list[Message]) -> str:
        direct = sum(self._is_direct(message) for message in new)
        posts = [message.channel for message in new if not self._is_direct(message)]
        parts = []
        if posts:
            parts.append(f"{_number(len(posts), 'post')} in {_number(len(set(posts)), 'channel')}")
        if direct:
            parts.append(_number(direct, "direct message"))
        return ", ".join(parts) or "nothing was due"

    def _places(self, new: list[Message], user: str) -> list[Json]:
        """Where of that this person can read something, the busiest first."""
        person = self._workspace.person(user)
        rooms = Counter(message.channel for message in new)
        found = [self._workspace.conversations[channel] for channel, _ in rooms.most_common()]
        bot = self._workspace.install.bot.real_name
        names = {room.id: bot if room.kind == "im" else f"# {room.name}" for room in found}
        return [{"in": room.id, "name": names[room.id]} for room in found if person.id in room.members]

    def _is_direct(self, message: Message) -> bool:
        return self._workspace.conversations[message.channel].kind == "im"


async def _face(clockwork: Clockwork, zone: ZoneInfo) -> Face:
    now = clockwork.now()
    coming = await clockwork.coming()
    return Face(
        text=_stamp(now, zone),
        city=zone.key.rpartition("/")[2].replace("_", " "),
        zone=zone.key,
        at=now.timestamp(),
        field=f"{now.astimezone(zone):%Y-%m-%dT%H:%M}",
        steps=tuple(_step(due, zone) for due in coming if due.for_all),
        asides=tuple(_step(due, zone) for due in coming if not due.for_all),
        can_reset=clockwork.can_reset,
    )


def _step(due: Due, zone: ZoneInfo) -> Step:
    name = due.name[:1].lower() + due.name[1:]
    return Step(name.replace(" ", "-"), f"To the {name}, {_stamp(due.at, zone).replace(',', '')}", due.at.isoformat())


def _stamp(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _instant(asked: Json, clockwork: Clockwork, zone: ZoneInfo) -> datetime:
    """Where to go. ValueError for what is no time."""
    try:
        if "hours" in asked:
            return clockwork.now() + timedelta(hours=float(asked["hours"]))
        if "to" in asked:
            return datetime.fromisoformat(asked["to"])
        return datetime.fromisoformat(asked["at"]).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, LookupError):
        raise ValueError("Choose a date and a time first.") from None


def _number(count: int, thing: str) -> str:
    return f"1 {thing}" if count == 1 else f"{count} {thing}s"
