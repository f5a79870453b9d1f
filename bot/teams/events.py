"""Teams' side of every conversation: each activity is a request, and what becomes of its answer."""

from collections.abc import Mapping
from typing import Final

import structlog

from bot.reception import Reception
from bot.submission import Submission
from bot.teams import activity as activities
from bot.teams import forms, incoming
from bot.teams.activity import Activity, Json, inner, said
from bot.teams.address import Address
from bot.teams.conversations import Conversations
from bot.teams.files import Files
from bot.teams.gateway import Reply
from bot.teams.mishaps import Mishaps
from bot.teams.newcomers import Newcomers
from bot.teams.people import People
from bot.teams.seal import Seal
from bot.teams.views import Views, cancelled, sentence
from handlers.chat.answer import Answer
from handlers.chat.card import Call, Card, Paragraph
from handlers.chat.request import Request, Submitted, Typed, Whither
from storage.people import Known

log = structlog.get_logger()

CALL: Final = "~call"
FORM: Final = "~form"
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
        newcomers: Newcomers,
        mishaps: Mishaps,
        seal: Seal,
        actions: Mapping[str, str],
    ) -> None:
        self._reception = reception
        self._people = people
        self._conversations = conversations
        self._views = views
        self._files = files
        self._newcomers = newcomers
        self._mishaps = mishaps
        self._seal = seal
        self._actions = actions

    async def answer(self, body: Json) -> Reply:
        """The answer to an activity. What failed is told to whoever asked, and never to Teams."""
        activity = activities.read(body)
        try:
            return await self._answered(activity)
        except Exception as error:  # noqa: BLE001 - a bot that fails is one to which Teams delivers no more
            return await self._mishaps.answer(error, activity)

    async def _answered(self, activity: Activity) -> Reply:
        if activity.is_ours or not activity.conversation:
            return Reply()
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
            case "installationUpdate" | "conversationUpdate", _:
                await self._newcomers.heed(activity)
                return Reply()
            case _:
                return Reply()

    async def _known(self, activity: Activity, *also: activities.Account) -> Mapping[str, Known]:
        found = await self._people.known(activity.sender, also, activity.service_url, activity.conversation)
        person_id = found[activity.sender.id].person_id
        await self._conversations.note(activity.reference(person_id))
        return found

    async def _writer(self, activity: Activity) -> int:
        return (await self._known(activity))[activity.sender.id].person_id

    async def _message(self, activity: Activity) -> Reply:
        if CALL in activity.value or FORM in activity.value:
            return await self._used_by_an_old_client(activity)
        is_personal = activity.surroundings == "personal"
        if not is_personal and not activity.mentions_us:
            return Reply()
        known = await self._known(activity, *incoming.others(activity))
        files = self._files.offered(activity)
        words = incoming.words(activity, known)
        request = Request(
            key=activity.key,
            person_id=known[activity.sender.id].person_id,
            place=activity.place,
            what=Typed(words or ("" if files else "help")),
            whisper="place" if is_personal else "person",
            can_open=False,
            files=files,
        )
        await self._reception.answer(await self._files.fetched(activity, request))
        return Reply()

    async def _used_by_an_old_client(self, activity: Activity) -> Reply:
        """A button or a form of a card, sent as a message by a client that knows no better."""
        person_id = await self._writer(activity)
        if FORM in activity.value:
            sent = self._sent(activity.value)
            if sent is not None:
                request = _submission(sent, person_id, "place" if activity.surroundings == "personal" else "person")
                await self._told_of_errors(request, await self._reception.answer(request))
            return Reply()
        await self._reception.answer(_press(activity, person_id, _call(activity.value), can_open=False))
        return Reply()

    async def _told_of_errors(self, request: Request, answer: Answer) -> None:
        if answer.errors:
            said_wrong = " ".join(answer.errors.values())
            await self._reception.later(request, Card(said_wrong, (Paragraph.of(said_wrong),)))

    async def _card_used(self, activity: Activity) -> Reply:
        action = inner(activity.value, "action")
        data = inner(action, "data")
        match said(action, "verb"):
            case "submit":
                return await self._sent_in_place(activity, data)
            case "cancel":
                return await self._cancelled(activity, data)
            case _:
                return await self._pressed(activity, _call(data))

    async def _pressed(self, activity: Activity, call: Call) -> Reply:
        person_id = await self._writer(activity)
        can_open = activity.surroundings == "personal" and not self._views.surface.dialogs
        answer = await self._reception.answer(_press(activity, person_id, call, can_open=can_open))
        if answer.screen is not None:
            return await self._views.form_in_place(answer, answer.screen, person_id)
        return sentence(activities.whose(activity.surroundings))

    async def _sent_in_place(self, activity: Activity, data: Json) -> Reply:
        sent = self._sent(data)
        if sent is None:
            return sentence("This form is from an older version of Rungs. Type the command again, please.")
        person_id = await self._writer(activity)
        request = _submission(sent, person_id, "acknowledgement", _address(activity))
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
        if FORM in data:
            return await self._sent_in_dialog(activity, data)
        person_id = await self._writer(activity)
        opens = activity.name == "task/fetch"
        request = Request(
            key=activity.key,
            person_id=person_id,
            place=activity.place,
            what=_call(data),
            reply_url=_address(activity) if opens else "",
            is_in_public=opens and activity.surroundings != "personal",
        )
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
        return await self._views.dialog(answer, person_id, "")

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

    def _sent(self, data: Json) -> Submission | None:
        try:
            return forms.read(data, self._seal.opened)
        except ValueError:
            log.warning("a form came back that is none of ours")
            return None


def _press(activity: Activity, person_id: int, call: Call, *, can_open: bool) -> Request:
    return Request(
        key=_press_key(activity, call),
        person_id=person_id,
        place=activity.place,
        what=call,
        whisper="reply_url",
        reply_url=_address(activity),
        can_open=can_open,
        is_in_public=activity.surroundings != "personal",
    )


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


def _address(activity: Activity) -> str:
    return Address(activity.full_conversation, activity.reply_to).written()


def _call(data: Json) -> Call:
    """The call in a button's data; one that cannot be read is answered like one of an older version."""
    try:
        return Call.decoded(said(data, CALL))
    except ValueError:
        return Call("")
