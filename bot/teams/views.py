"""What an answer looks like where it is shown: a dialog, a card in place of another, a form in place."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.readers import Readers
from bot.reception import Reception
from bot.teams import cards, forms
from bot.teams.card_address import CardAddress
from bot.teams.connector import Json
from bot.teams.gateway import Reply
from bot.teams.surface import Surface
from handlers.chat.answer import Answer
from handlers.chat.ask import Place
from handlers.chat.card import Button, Call, Card, Paragraph
from handlers.chat.draft import DRAFT
from handlers.chat.reply import Refused
from handlers.chat.router import OPEN, Router
from handlers.chat.screen import FormScreen
from handlers.chat.spec import FormSpec

CARD_TITLE: Final = "Rungs"
CARD: Final = "application/vnd.microsoft.card.adaptive"
SENTENCE: Final = "application/vnd.microsoft.activity.message"


class Views:
    """Draws answers. `surface` is of this bot's Teams: whether there are dialogs, and how forms are sealed."""

    def __init__(self, reception: Reception, readers: Readers, surface: Surface) -> None:
        self._reception = reception
        self._readers = readers
        self.surface = surface

    async def dialog(self, answer: Answer, person_id: int, nothing: str, asked_in: Place | None = None) -> Reply:
        """The answer in the dialog that is open or being opened; `nothing` is said where there is none, "" closes it.

        `asked_in` is where Share would share, if that is not where the dialog stands.
        """
        if answer.screen is not None:
            return Reply(body=forms.dialog(answer.screen.title, await self.form(answer, answer.screen, person_id)))
        if answer.card is not None:
            reader = await self._readers.of(answer, answer.card)
            shown = cards.render_dialog_card(answer.card, reader, self._sharing(asked_in))
            return Reply(body=forms.dialog(CARD_TITLE, shown))
        return Reply(body=forms.message(nothing)) if nothing else Reply()

    async def form(self, answer: Answer, screen: FormScreen, person_id: int) -> Json:
        """The form as a dialog's card."""
        reader = await self._readers.of(answer, screen)
        return forms.render(screen, reader, await self._offering(screen, person_id))

    async def form_in_place(self, answer: Answer, screen: FormScreen, person_id: int) -> Reply:
        """The form in place of the card whose button was pressed, for whoever pressed it."""
        reader = await self._readers.of(answer, screen)
        return in_place(forms.render_in_place(screen, reader, await self._offering(screen, person_id)))

    async def card_in_place(self, answer: Answer, card: Card) -> Reply:
        """The card in place of the one whose button was pressed, for whoever pressed it."""
        reader = await self._readers.of(answer, card)
        return in_place(cards.render(card, reader, self.surface).card)

    def _sharing(self, place: Place | None) -> Surface:
        if place is None or place.kind != "channel":
            return self.surface
        return replace(self.surface, origin=self.surface.seal(CardAddress.of(place).written()))

    async def _offering(self, screen: FormScreen, person_id: int) -> Surface:
        return replace(self.surface, choices=await self._reception.offers(person_id, screen))


def in_place(card: Json) -> Reply:
    """The answer to an invoke of a card that puts another card in its place."""
    return Reply(body={"statusCode": 200, "type": CARD, "value": card})


def sentence(text: str) -> Reply:
    """The answer to an invoke of a card that leaves the card as it is."""
    return Reply(body={"statusCode": 200, "type": SENTENCE, "value": text})


def cancelled(command: str, given: dict[str, str]) -> Card:
    """What stands in place of a form that was not sent; what was typed goes along with its button."""
    text = "Cancelled. Nothing is stored."
    return Card(text, (Paragraph.of(text), Button("Open it again", Call(command, {**given, OPEN: "yes"}))))


def form_ahead(router: Router) -> Callable[[Call], bool]:
    """Whether a call will need its form, as far as that can be told before it is made."""

    def opens(call: Call) -> bool:
        if OPEN in call.given or DRAFT in call.given:
            return True
        try:
            spec = router.command(call.command).spec
        except Refused:
            return False
        return _is_wanting(spec, call) or _is_unseen(spec, call)

    return opens


def _is_wanting(spec: FormSpec, call: Call) -> bool:
    return any(field.needed and not call.given.get(field.name, "").strip() for field in spec.fields)


def _is_unseen(spec: FormSpec, call: Call) -> bool:
    """Whether nobody has filled in the form yet, though nothing is wanting: what travels along is missing, or rows."""
    if spec.reads:
        return False
    has_rows = any(name.startswith(f"{spec.rows_field}.") for name in call.given)
    return not call.given.keys() >= set(spec.carried) or (bool(spec.rows_field) and not has_rows)
