"""Our own address of a card: where it stands, for what is said in answer to its buttons."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """`conversation` is the Connector's id, a thread's with its root; `activity` is the card's message."""

    conversation: str
    activity: str

    def written(self) -> str:
        """In one line, for the outbox."""
        return f"{self.conversation}|{self.activity}"

    @staticmethod
    def read(text: str) -> "Address":
        """The address that `written` wrote. Raises ValueError for anything else."""
        conversation, mark, activity = text.rpartition("|")
        if not (conversation and mark):
            raise ValueError("not an address of a card")
        return Address(conversation, activity)
