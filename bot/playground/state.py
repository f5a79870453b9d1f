"""All that the server of a local Slack holds, in one place for its methods and its people."""

from dataclasses import dataclass, field

from bot.playground.limits import Meter
from bot.playground.responses import Responses
from bot.playground.sockets import Sockets
from bot.playground.triggers import Triggers
from bot.playground.views import Views
from bot.playground.weather import Weather
from bot.playground.wire import Wire
from bot.playground.workspace import Workspace


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was announced (`data` None), then uploaded by `user`; `length` in bytes."""

    id: str
    name: str
    length: int
    title: str
    user: str
    alt_txt: str = ""
    data: bytes | None = None


@dataclass(slots=True)
class State:
    """The parts of one running local Slack; `origin` is its address, such as `http://127.0.0.1:8000`."""

    workspace: Workspace
    views: Views
    triggers: Triggers
    responses: Responses
    meter: Meter
    wire: Wire
    weather: Weather
    sockets: Sockets
    files: dict[str, StoredFile] = field(default_factory=dict)
    origin: str = ""

    def forget(self) -> None:
        """Forget everything that was said and done. Open sockets stay open, and the weather stays as it is."""
        self.files.clear()
        self.views.forget()
        self.triggers.forget()
        self.responses.forget()
        self.wire.clear()
        self.workspace.forget()
