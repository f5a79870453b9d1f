"""Teams' side of every conversation: each activity is a request, and what becomes of its answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.reception import Reception
from bot.teams import activity as activities
from bot.teams import forms, incoming, reactions
from bot.teams.activity import Account, Activity
from bot.teams.body import Json, inner, said
from bot.teams.buttons import CALL
from bot.teams.card_address import CardAddress
from bot.teams.conversations import Conversations
from bot.teams.files import Files
from bot.teams.gateway import Reply
from bot.teams.installations import Installations
from bot.teams.people import People
from bot.teams.presses import press
from bot.teams.seal import Seal
from bot.teams.sent_forms import DONE, UNREADABLE, SentForms
from bot.teams.views import Views, sentence
from handlers.chat.ask import Place
from handlers.chat.card import Call
from handlers.chat.request import Request, Typed
from storage.people import Known

SEEN_IN_CARD: Final = "Done. The card shows it."
SHARED: Final = "Shared."


class Events:
    """What Teams sends: words, buttons, forms, pickers, message actions, files, reactions, news of where Rungs is."""

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
        self._sent_forms = SentForms(reception, views, seal)
        self._actions = actions

    async def answer(self, body: Json) -> Reply:
        """The answer to an activity; nothing, with status 200, to one of which nothing is known."""
        activity = activities.read(body)
        if activity.is_ours or not activity.conversation:
            return Reply()
        if activity.kind in ("installationUpdate", "conversationUpdate"):
            await self._installations.heed(activity)
            return Reply()
        if not activity.sender.id:
            return Reply()
        if activity.kind == reactions.KIND:
            return await self._reacted(activity, body)
        return await self._of_somebody(activity)

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
        is_new = await self._conversations.find(activity.conversation) is None
        await self._conversations.note(activity.reference(person_id))
        if is_new and not activity.is_personal:
            self._people.read_roster_soon()
        return found

    async def _press(self, activity: Activity, person_id: int, data: Json) -> Request:
        pressed = press(activity, person_id, data, self._seal)
        return replace(pressed, place=await self._named(pressed.place))

    async def _named(self, place: Place) -> Place:
        """The place with its name: activities leave it out."""
        if place.name or place.kind != "channel":
            return place
        return replace(place, name=await self._conversations.name(place.conversation))

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
            place=await self._named(activity.place),
            what=Typed(words or ("" if files else "help")),
            whisper="place" if activity.is_personal else "person",
            reply_url="" if activity.is_personal else CardAddress.of(activity.place).written(),
            can_open=False,
            files=files,
        )
        await self._reception.answer(await self._files.fetched(activity, request))
        return Reply()

    async def _used_by_an_old_client(self, activity: Activity) -> Reply:
        """A button or a form of a card, sent as a message by a client that knows no better."""
        person_id = await self._writer(activity)
        if forms.FORM in activity.value:
            sent = self._sent_forms.read(activity.value)
            if sent is None:
                await self._sent_forms.unreadable(activity, person_id)
            else:
                await self._sent_forms.from_message(sent, activity, person_id)
            return Reply()
        await self._reception.answer(await self._press(activity, person_id, activity.value))
        return Reply()

    async def _card_used(self, activity: Activity) -> Reply:
        action = inner(activity.value, "action")
        data = inner(action, "data")
        match said(action, "verb"):
            case forms.SUBMIT:
                sent = self._sent_forms.read(data)
                if sent is None:
                    return sentence(UNREADABLE)
                return await self._sent_forms.from_card(sent, activity, await self._writer(activity))
            case forms.CANCEL:
                return await self._sent_forms.cancelled(self._sent_forms.read(data))
            case _:
                return await self._pressed(activity, data)

    async def _pressed(self, activity: Activity, data: Json) -> Reply:
        person_id = await self._writer(activity)
        request = await self._press(activity, person_id, data)
        can_open = activity.is_personal and not self._views.surface.dialogs
        answer = await self._reception.answer(replace(request, can_open=can_open))
        if answer.screen is not None:
            return await self._views.form_in_place(answer, answer.screen, person_id)
        return sentence(activities.where_answered(activity.conversation_kind))

    async def _in_dialog(self, activity: Activity) -> Reply:
        data = inner(activity.value, "data")
        if forms.FORM in data:
            sent = self._sent_forms.read(data)
            if sent is None:
                return Reply(body=forms.message(UNREADABLE))
            return await self._sent_forms.from_dialog(sent, await self._writer(activity))
        person_id = await self._writer(activity)
        pressed = await self._press(activity, person_id, data)
        # What stands in a dialog already is nobody else's to see, and no message to be replaced.
        stands = pressed if activity.name == "task/fetch" else replace(pressed, reply_url="", is_in_public=False)
        request = replace(stands, whisper="acknowledgement", can_open=True)
        nothing = SHARED if isinstance(request.what, Call) and request.what.shared else SEEN_IN_CARD
        return await self._views.dialog(await self._reception.answer(request), person_id, nothing)

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
            place=await self._named(activity.place),
            what=Call(command),
            message=incoming.action_message(activity, known),
        )
        return await self._views.dialog(await self._reception.answer(request), person_id, DONE)

    async def _reacted(self, activity: Activity, body: Json) -> Reply:
        posted = reactions.posted(activity)
        if posted is not None:
            changes, at = reactions.changes(body), reactions.happened_at(body)
            await self._reception.reacted(posted, lambda: self._writer(activity), changes, at)
        return Reply()

    async def _search(self, activity: Activity) -> Reply:
        command, _, field = said(activity.value, "dataset").partition("|")
        person_id = await self._writer(activity)
        query = said(activity.value, "queryText")
        found = await self._reception.choices(person_id, activity.place, command, field, query)
        return Reply(body=dict(forms.search_results(found)))
