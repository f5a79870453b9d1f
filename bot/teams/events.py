"""Teams' side of every conversation: each activity is a request, and what becomes of its answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import structlog

from bot.reception import Reception
from bot.submission import Submission
from bot.teams import activity as activities
from bot.teams import forms, incoming
from bot.teams.activity import Account, Activity
from bot.teams.body import Json, inner, said
from bot.teams.buttons import CALL, ORIGIN
from bot.teams.card_address import CardAddress
from bot.teams.conversations import Conversations
from bot.teams.files import Files
from bot.teams.gateway import Reply
from bot.teams.inputs import whole
from bot.teams.installations import Installations
from bot.teams.people import People
from bot.teams.seal import Seal
from bot.teams.views import Views, cancelled, sentence
from handlers.chat.answer import Answer, launcher_of
from handlers.chat.card import Call, Card, Paragraph
from handlers.chat.request import Request, Submitted, Typed, Whither
from storage.people import Known

log = structlog.get_logger()

DONE: Final = "Done."
SEEN_IN_CARD: Final = "Done. The card shows it."


class Events:
    """What Teams sends: words, buttons, forms, pickers, message actions, files, and news of where Rungs is."""

    def __init__(
        self,
        reception: Reception,
        people: People,
        conversations: Conversations,
        views: Views,
        files: Files,
        installations: Installations,
        seal: Seal,
        actions: Mapping[str, str],
    ) -> None:
        self._reception = reception
        self._people = people
        self._conversations = conversations
        self._views = views
        self._files = files
        self._installations = installations
        self._seal = seal
        self._actions = actions

    async def answer(self, body: Json) -> Reply:
        """The answer to an activity; nothing, with status 200, to one of which nothing is known."""
        activity = activities.read(body)
        if activity.is_ours or not activity.conversation:
            return Reply()
        if activity.kind in ("installationUpdate", "conversationUpdate"):
            await self._installations.heed(activity)
            return Reply()
        return await self._of_somebody(activity) if activity.sender.id else Reply()

    async def _of_somebody(self, activity: Activity) -> Reply:
        match activity.kind, activity.name:
            case "message", _:
                return await self._message(activity)
            case "invoke", "adaptiveCard/action":
                return await self._card_used(activity)
            case "invoke", "task/fetch" | "task/submit" | "composeExtension/submitAction":
                return await self._in_dialog(activity)
            case "invoke", "composeExtension/fetchTask":
                return await self._message_action(activity)
            case "invoke", "application/search":
                return await self._search(activity)
            case "invoke", "fileConsent/invoke":
                return await self._files.consented(activity, await self._writer(activity))
            case _:
                return Reply()

    async def _known(self, activity: Activity, *also: Account) -> Mapping[str, Known]:
        found = await self._people.known(activity.sender, also, activity.service_url, activity.conversation)
        person_id = found[activity.sender.id].person_id
        await self._conversations.note(activity.reference(person_id))
        return found

    async def _writer(self, activity: Activity) -> int:
        return (await self._known(activity))[activity.sender.id].person_id

    async def _message(self, activity: Activity) -> Reply:
        if CALL in activity.value or forms.FORM in activity.value:
            return await self._used_by_an_old_client(activity)
        if not activity.is_personal and not activity.mentions_us:
            return Reply()
        known = await self._known(activity, *incoming.others(activity))
        files = self._files.offered(activity)
        words = incoming.words(activity, known)
        request = Request(
            key=activity.key,
            person_id=known[activity.sender.id].person_id,
            place=activity.place,
            what=Typed(words or ("" if files else "help")),
            whisper="place" if activity.is_personal else "person",
            can_open=False,
            files=files,
        )
        await self._reception.answer(await self._files.fetched(activity, request))
        return Reply()

    async def _used_by_an_old_client(self, activity: Activity) -> Reply:
        """A button or a form of a card, sent as a message by a client that knows no better."""
        person_id = await self._writer(activity)
        if forms.FORM in activity.value:
            sent = self._sent(activity.value)
            if sent is not None:
                whisper: Whither = "place" if activity.is_personal else "person"
                await self._sent_by_an_old_client(sent, _submission(sent, person_id, whisper))
            return Reply()
        await self._reception.answer(self._press(activity, person_id, activity.value))
        return Reply()

    async def _sent_by_an_old_client(self, sent: Submission, request: Request) -> None:
        """What is wrong is told by a card that opens the form again as it was sent."""
        answer = await self._reception.answer(request)
        if answer.errors:
            answer = await self._reception.again(request, Submitted(sent.command, sent.given), answer.errors)
        if answer.screen is not None:
            await self._reception.later(request, launcher_of(answer.screen))

    async def _card_used(self, activity: Activity) -> Reply:
        action = inner(activity.value, "action")
        data = inner(action, "data")
        match said(action, "verb"):
            case "submit":
                return await self._sent_in_place(activity, data)
            case "cancel":
                return await self._cancelled(activity, data)
            case _:
                return await self._pressed(activity, data)

    async def _pressed(self, activity: Activity, data: Json) -> Reply:
        person_id = await self._writer(activity)
        request = self._press(activity, person_id, data)
        can_open = activity.is_personal and not self._views.surface.dialogs
        answer = await self._reception.answer(replace(request, can_open=can_open))
        if answer.screen is not None:
            return await self._views.form_in_place(answer, answer.screen, person_id)
        return sentence(activities.where_answered(activity.conversation_kind))

    async def _sent_in_place(self, activity: Activity, data: Json) -> Reply:
        sent = self._sent(data)
        if sent is None:
            return sentence("This form is from an older version of Rungs. Type the command again, please.")
        person_id = await self._writer(activity)
        address = CardAddress(activity.full_conversation, activity.reply_to)
        request = _submission(sent, person_id, "acknowledgement", address.written())
        answer = await self._reception.answer(request)
        if answer.errors:
            answer = await self._reception.again(request, Submitted(sent.command, sent.given), answer.errors)
        if answer.screen is not None:
            return await self._views.form_in_place(answer, answer.screen, person_id)
        card = answer.card or Card(DONE, (Paragraph.of(DONE),))
        # The answer to an invoke lasts until the card is loaded anew.
        await self._reception.replace(request, card)
        return await self._views.card_in_place(answer, card)

    async def _cancelled(self, activity: Activity, data: Json) -> Reply:
        sent = self._sent(data)
        if sent is None:
            return sentence("Cancelled. Nothing is stored.")
        await self._writer(activity)
        return await self._views.card_in_place(Answer(), cancelled(sent.command, dict(sent.given)))

    async def _in_dialog(self, activity: Activity) -> Reply:
        data = inner(activity.value, "data")
        if forms.FORM in data:
            return await self._sent_in_dialog(activity, data)
        person_id = await self._writer(activity)
        pressed = self._press(activity, person_id, data)
        # What stands in a dialog already is nobody else's to see, and no message to be replaced.
        stands = pressed if activity.name == "task/fetch" else replace(pressed, reply_url="", is_in_public=False)
        request = replace(stands, whisper="acknowledgement", can_open=True)
        return await self._views.dialog(await self._reception.answer(request), person_id, SEEN_IN_CARD)

    async def _sent_in_dialog(self, activity: Activity, data: Json) -> Reply:
        sent = self._sent(data)
        if sent is None:
            return Reply(body=forms.message("This form cannot be read any more. Type the command again, please."))
        person_id = await self._writer(activity)
        request = _submission(sent, person_id, "acknowledgement")
        answer = await self._reception.answer(request)
        if answer.errors:
            answer = await self._reception.again(request, Submitted(sent.command, sent.given), answer.errors)
        return await self._views.dialog(answer, person_id, "", sent.place)

    async def _message_action(self, activity: Activity) -> Reply:
        command = self._actions.get(said(activity.value, "commandId"))
        if command is None:
            return Reply(
                body=forms.message("This is from an older version of Rungs. Its menu shows what there is now.")
            )
        author = incoming.message_author(inner(activity.value, "messagePayload"))
        known = await self._known(activity, *((author,) if author else ()))
        person_id = known[activity.sender.id].person_id
        request = Request(
            key=activity.key,
            person_id=person_id,
            place=activity.place,
            what=Call(command),
            message=incoming.action_message(activity, known),
        )
        return await self._views.dialog(await self._reception.answer(request), person_id, DONE)

    async def _search(self, activity: Activity) -> Reply:
        command, _, field = said(activity.value, "dataset").partition("|")
        person_id = await self._writer(activity)
        query = said(activity.value, "queryText")
        found = await self._reception.choices(person_id, activity.place, command, field, query)
        return Reply(body=dict(forms.search_results(found)))

    def _press(self, activity: Activity, person_id: int, data: Json) -> Request:
        """The request of a button. One that shares what was said elsewhere means that place."""
        call = _call(data)
        origin = self._origin(data) if call.shared else None
        address = origin or CardAddress(activity.full_conversation, activity.reply_to)
        return Request(
            key=_press_key(activity, call),
            person_id=person_id,
            place=origin.place if origin else activity.place,
            what=call,
            whisper="reply_url",
            reply_url=address.written(),
            can_open=False,
            is_in_public=not activity.is_personal,
        )

    def _origin(self, data: Json) -> CardAddress | None:
        try:
            return CardAddress.read(self._seal.opened(said(data, ORIGIN)))
        except ValueError:
            return None

    def _sent(self, data: Json) -> Submission | None:
        try:
            return forms.read(data, self._seal.opened)
        except ValueError:
            log.warning("a form came back that is none of ours")
            return None


def _press_key(activity: Activity, call: Call) -> str:
    """One press does one thing; Share does one thing however often it is pressed on the same card."""
    if call.shared and activity.reply_to:
        return f"{activities.PLATFORM}:share:{activity.full_conversation}:{activity.reply_to}"
    return activity.key


def _submission(sent: Submission, person_id: int, whisper: Whither, reply_url: str = "") -> Request:
    return Request(
        key=sent.key(person_id),
        person_id=person_id,
        place=sent.place,
        what=Submitted(sent.command, sent.given),
        whisper=whisper,
        reply_url=reply_url,
    )


def _call(data: Json) -> Call:
    """The call in a button's data; one that cannot be read is answered like one of an older version."""
    try:
        call = Call.decoded(said(data, CALL))
    except (ValueError, RecursionError):
        return Call("")
    return replace(call, given={whole(name): whole(value) for name, value in call.given.items()})
