"""What becomes of an activity that failed outside its handler: while people were looked up, or its answer was drawn."""

import structlog

from bot.reception import Reception, may_be_stored
from bot.teams import forms
from bot.teams.activity import Activity, read
from bot.teams.connector import Connector, Json, Refusal, Unanswered, Unreached
from bot.teams.gateway import Answer as Respond
from bot.teams.gateway import Reply
from bot.teams.views import sentence

log = structlog.get_logger()


class Mishaps:
    """Tells whoever asked, in a sentence with a number that the log bears too. `answer` is what may fail."""

    def __init__(self, reception: Reception, connector: Connector, answer: Respond) -> None:
        self._reception = reception
        self._connector = connector
        self._answer = answer

    async def answer(self, body: Json) -> Reply:
        """The answer to an activity, or to one that failed; always with status 200: Teams gives up bots that fail."""
        try:
            return await self._answer(body)
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever asked is told
            return await self._told(error, read(body))

    async def _told(self, error: Exception, activity: Activity) -> Reply:
        number = self._reception.failed("a request failed", error)
        said = may_be_stored(number)
        match activity.kind, activity.name:
            case "message", _:
                await self._say(activity, said)
                return Reply()
            case "invoke", "adaptiveCard/action":
                return sentence(said)
            case "invoke", "application/search":
                return Reply(body=dict(forms.search_results(())))
            case (
                "invoke",
                "task/fetch" | "task/submit" | "composeExtension/fetchTask" | "composeExtension/submitAction",
            ):
                return Reply(body=forms.message(said))
            case _:
                return Reply()

    async def _say(self, activity: Activity, said: str) -> None:
        """Say it where it was asked, past the outbox: it may be the database that fails."""
        message = {"type": "message", "text": said}
        try:
            await self._connector.post(activity.service_url, activity.full_conversation, message)
        except (Refusal, Unreached, Unanswered) as problem:
            log.warning("a mishap could not be told", error=type(problem).__name__)
