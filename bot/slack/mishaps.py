"""What becomes of a request that failed outside its handler: while people were looked up, or its answer was drawn."""

from typing import Any

from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse

from bot.reception import Reception, may_be_stored
from bot.slack import forms
from bot.slack.reasons import FAILURES

Json = dict[str, Any]


class Mishaps:
    """Tells whoever asked, in a sentence with a number that the log bears too."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    async def answer(self, error: Exception, body: Json, respond: AsyncRespond) -> BoltResponse:
        """The acknowledgement in place of the one that failed. An event gets a 500, so that Slack delivers it again."""
        number = self._reception.failed("a request failed", error)
        said = may_be_stored(number)
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": said})
        match body.get("type"):
            case "view_submission":
                return BoltResponse(status=200, body=forms.errors(body["view"], {"": said}))
            case "block_suggestion":
                return BoltResponse(status=200, body={"options": []})
            case "block_actions" | "message_action" if body.get("response_url"):
                await _whisper(respond, said)
                return BoltResponse(status=200, body="")
            case _:
                return BoltResponse(status=500, body="")


async def _whisper(respond: AsyncRespond, said: str) -> None:
    """Say it by the one-time address; where even that fails, the log has the number."""
    try:
        await respond(text=said, response_type="ephemeral", replace_original=False)
    except FAILURES:
        return
