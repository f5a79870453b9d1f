"""People as Teams knows them: who they are is asked of the Connector once, kept, and completed when it was slow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage.people import Known


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as an activity names them.

    `id` is the directory's id, or the address where Teams sends none; `address` is "29:…", by which our bot alone
    reaches them, "" where it is not said. `time_zone` and `locale` are empty where the activity does not say them.
    """

    id: str
    address: str
    name: str
    time_zone: str = ""
    locale: str = ""


class People:
    """Our people by their Teams ids, and by their addresses."""

    async def known(
        self, writer: Account, others: Iterable[Account], service_url: str, conversation: str
    ) -> Mapping[str, Known]:
        """Everybody named, by id and by address."""
        raise NotImplementedError(writer, others, service_url, conversation)
