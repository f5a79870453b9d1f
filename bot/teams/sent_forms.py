"""Forms that come back from Teams: out of a dialog, out of a message, or as a message by an old client."""

from typing import Final

import structlog

from bot.reception import Reception
from bot.submission import Submission
from bot.teams import forms
from bot.teams.activity import Activity
from bot.teams.body import Json
from bot.teams.card_address import CardAddress
from bot.teams.gateway import Reply
from bot.teams.seal import Seal
from bot.teams.views import Views, cancelled, sentence
from handlers.chat.answer import Answer, launcher_of
from handlers.chat.card import Card, Paragraph
from handlers.chat.request import Request, Submitted, Typed, Whither

DONE: Final = "Done."
UNREADABLE: Final = "This form is from an older version of Rungs. Type the command again, please."

log = structlog.get_logger()


class SentForms:
    """Answers forms, each where it stood: with what it brought about, or with itself and a word at each field."""

    def __init__(self, reception: Reception, views: Views, seal: Seal) -> None:
        self._reception = reception
        self._views = views
        self._seal = seal

    def read(self, data: Json) -> Submission | None:
        """The form in a submit's data; None for one that is none of ours."""
        try:
            return forms.read(data, self._seal.opened)
        except ValueError:
            log.warning("a form came back that is none of ours")
            return None

    async def from_dialog(self, sent: Submission, person_id: int) -> Reply:
        """The answer to a form in a dialog."""
        answer = await self._answered(sent, _request(sent, person_id, "acknowledgement"))
        return await self._views.dialog(answer, person_id, "", sent.place)

    async def from_card(self, sent: Submission, activity: Activity, person_id: int) -> Reply:
        """The answer to a form that is a message: what stands there instead."""
        address = CardAddress(activity.full_conversation, activity.reply_to)
        request = _request(sent, person_id, "acknowledgement", address.written())
        answer = await self._answered(sent, request)
        if answer.screen is not None:
            return await self._views.form_in_place(answer, answer.screen, person_id)
        card = answer.card or Card(DONE, (Paragraph.of(DONE),))
        # The answer to an invoke lasts until the card is loaded anew. Forms are messages in personal chats alone: where
        # others read, a client that says so would have their card replaced.
        if activity.is_personal:
            await self._reception.replace(request, card)
        return await self._views.card_in_place(answer, card)

    async def unreadable(self, activity: Activity, person_id: int) -> None:
        """Say to an old client, which sends forms as messages, what to do where there is no telling what was sent."""
        whisper: Whither = "place" if activity.is_personal else "person"
        request = Request(activity.key, person_id, activity.place, Typed(""), whisper)
        await self._reception.later(request, Card(UNREADABLE, (Paragraph.of(UNREADABLE),)))

    async def from_message(self, sent: Submission, activity: Activity, person_id: int) -> None:
        """Answer a form of an old client; what is wrong is told by a card that opens the form again as it was sent."""
        request = _request(sent, person_id, "place" if activity.is_personal else "person")
        answer = await self._answered(sent, request)
        if answer.screen is not None:
            await self._reception.later(request, launcher_of(answer.screen))

    async def cancelled(self, sent: Submission | None) -> Reply:
        """What stands in place of a form that was left."""
        if sent is None:
            return sentence("Cancelled. Nothing is stored.")
        return await self._views.card_in_place(Answer(), cancelled(sent.command, dict(sent.given)))

    async def _answered(self, sent: Submission, request: Request) -> Answer:
        answer = await self._reception.answer(request)
        if not answer.errors:
            return answer
        return await self._reception.again(request, Submitted(sent.command, sent.given), answer.errors)


def _request(sent: Submission, person_id: int, whisper: Whither, reply_url: str = "") -> Request:
    return Request(
        key=sent.key(person_id),
        person_id=person_id,
        place=sent.place,
        what=Submitted(sent.command, sent.given),
        whisper=whisper,
        reply_url=reply_url,
    )
