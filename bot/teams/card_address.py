"""Our own address of a card: where it stands, for what is said in answer to its buttons."""

from dataclasses import dataclass

from bot.teams.activity import PLATFORM, THREAD_MARK, threaded
from handlers.chat.ask import Place


@dataclass(frozen=True, slots=True)
class CardAddress:
    """`conversation` is the Connector's id, a thread's with its root; `activity` is the card's message."""

    conversation: str
    activity: str

    @staticmethod
    def of(place: Place) -> "CardAddress":
        """The address of a place."""
        return CardAddress(threaded(place.conversation, place.thread), place.message)

    @property
    def place(self) -> Place:
        """A place that others read; cards of a personal chat are answered where they stand."""
        base, _, thread = self.conversation.partition(THREAD_MARK)
        return Place(PLATFORM, base, thread=thread, message=self.activity, kind="channel")

    def written(self) -> str:
        """In one line, for the outbox."""
        return f"{self.conversation}|{self.activity}"

    @staticmethod
    def read(text: str) -> "CardAddress":
        """The address that `written` wrote. Raises ValueError for anything else."""
        conversation, mark, activity = text.rpartition("|")
        if not (conversation and mark):
            raise ValueError("not an address of a card")
        return CardAddress(conversation, activity)
