"""Which feedback a list shows, as people say it: received, given, or somebody's."""

from dataclasses import dataclass
from typing import Final, Literal

from handlers.chat.ask import Ask
from handlers.chat.fields import TextKind
from handlers.people.fields import PERSON, person_value
from storage.people import Somebody


@dataclass(frozen=True, slots=True)
class Whose:
    """What the reader received or gave, or what is said to or about `person` and they may read."""

    kind: Literal["received", "given", "person"] = "received"
    person: Somebody | None = None

    def typed(self) -> str:
        """The words that would be read as this one."""
        return self.kind if self.person is None else person_value(self.person.id)


RECEIVED: Final = Whose()
_GIVEN: Final = Whose("given")
_RECEIVED_WORDS: Final = frozenset({"received", "mine", "my", "me", "for me"})
_GIVEN_WORDS: Final = frozenset({"given", "gave", "sent", "by me"})


@dataclass(frozen=True, slots=True)
class WhoseKind(TextKind):
    """A word for what one received or gave, or a person."""

    def read(self, ask: Ask, text: str) -> Whose:  # type: ignore[override]
        said = " ".join(text.split()).lower()
        if said in _RECEIVED_WORDS:
            return RECEIVED
        if said in _GIVEN_WORDS:
            return _GIVEN
        return Whose("person", PERSON.find(ask, text))
