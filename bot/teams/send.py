"""Sends letters to Teams: whatever goes wrong is a value."""

from dataclasses import dataclass, replace
from typing import Final, assert_never, cast

import structlog

from bot.pace import Rates
from bot.readers import Readers
from bot.sender import Blocked, Outcome, Sent, TryLater, Unknown
from bot.teams import cards
from bot.teams.activity import threaded
from bot.teams.card_address import CardAddress
from bot.teams.cards import Rendered
from bot.teams.connector import Refusal, Unanswered, Unreached
from bot.teams.destinations import Destination, Destinations, NoDestination
from bot.teams.files import Files
from bot.teams.paced_connector import Crowded, PacedConnector, is_passing
from bot.teams.surface import Surface
from bot.wording import Reader
from handlers.chat.card import Card, load
from storage.dispatch import Letter
from storage.outbox import Action

PAUSE: Final = 2.0
"""Seconds to wait where Teams refuses for sending too much and does not say for how long: its shortest windows."""

TOO_LARGE: Final = 413
GONE: Final = 404

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Said:
    """A letter's card, for whom it is rendered, and on what."""

    card: Card
    reader: Reader
    surface: Surface


class TeamsSender:
    """Sends by a PacedConnector. `locale` and `time_zone` are for what several people read."""

    def __init__(
        self,
        connector: PacedConnector,
        destinations: Destinations,
        files: Files,
        readers: Readers,
        surface: Surface,
        *,
        locale: str,
        time_zone: str,
    ) -> None:
        self._connector = connector
        self._destinations = destinations
        self._files = files
        self._readers = readers
        self._surface = surface
        self._locale = locale
        self._time_zone = time_zone
        self._is_let_in = True

    @property
    def rates(self) -> Rates:
        """What Teams allows."""
        return self._connector.claims

    async def send(self, letter: Letter) -> Outcome:
        """Send it once."""
        try:
            sent = await self._send(letter)
        except Refusal as refusal:
            return self._refused(refusal)
        except Crowded as crowded:
            return TryLater("too early", crowded.seconds)
        except Unreached:
            return TryLater("out of reach")
        except Unanswered as silence:
            return Unknown(str(silence))
        except NoDestination as reason:
            return Blocked(str(reason))
        self._is_let_in = True
        return sent

    async def _send(self, letter: Letter) -> Sent:
        card = load(letter.card)
        said = _Said(card, await self._reader(letter, card), self._surface)
        match cast(Action, letter.action):
            case "post" if letter.conversation:
                destination = await self._destinations.at(threaded(letter.conversation, letter.thread))
                return await self._post(letter, destination, said)
            case "post":
                return await self._post(letter, await self._personal(letter), said)
            case "edit":
                destination = await self._destinations.at(threaded(letter.conversation, letter.thread))
                return await self._edit(destination, letter.message, said)
            case "replace":
                return await self._replace(letter, _address(letter), said)
            case "reply":
                return await self._reply(letter, said)
            case "share":
                return await self._post(letter, await self._destinations.at(_address(letter).conversation), said)
            case never:
                assert_never(never)

    async def _reply(self, letter: Letter, said: _Said) -> Sent:
        destination = await self._destinations.at(_address(letter).conversation)
        if destination.is_personal and destination.person_id == letter.person_id:
            return await self._post(letter, destination, said)
        there = replace(said, surface=replace(self._surface, origin=self._surface.seal(letter.reply_url)))
        return await self._post(letter, await self._personal(letter), there)

    async def _reader(self, letter: Letter, card: Card) -> Reader:
        return await self._readers.reader(letter.locale or self._locale, letter.time_zone or self._time_zone, card)

    async def _personal(self, letter: Letter) -> Destination:
        if letter.person_id is None:
            raise NoDestination("it is for nobody")
        return await self._destinations.personal(letter.person_id, letter.account)

    async def _post(self, letter: Letter, destination: Destination, said: _Said) -> Sent:
        try:
            sent = await self._say(letter, destination, said)
        except Refusal as refusal:
            await self._destinations.heed(destination, refusal)
            if not (destination.is_personal and refusal.status == GONE):
                raise
            destination = await self._destinations.anew(destination, letter.account)
            sent = await self._say(letter, destination, said)
        if letter.attachment is not None:
            await self._offer(letter, destination, letter.attachment)
        return sent

    async def _say(self, letter: Letter, destination: Destination, said: _Said) -> Sent:
        first, *rest = self._pages(letter, said)
        try:
            number = await self._connector.post(
                destination.service_url, destination.conversation, cards.activity(first)
            )
        except Refusal as refusal:
            if refusal.status != TOO_LARGE:
                raise
            shorter = cards.activity(self._shortened(said))
            number, rest = await self._connector.post(destination.service_url, destination.conversation, shorter), []
        below = destination.below(number)
        for sent, page in enumerate(rest, 1):
            if not await self._connector.insist(destination.service_url, below, cards.activity(page)):
                # The first page is there; sending all of it again would say it twice.
                log.warning("the rest of a message was not sent", outbox_id=letter.id, pages=len(rest) + 1, sent=sent)
                break
        return Sent(number, destination.base)

    def _pages(self, letter: Letter, said: _Said) -> tuple[Rendered, ...]:
        # A message that is edited later stays one: an edit could not reach its further pages.
        if letter.message_id is not None:
            return (cards.render(said.card, said.reader, said.surface),)
        return cards.pages(said.card, said.reader, said.surface)

    def _shortened(self, said: _Said) -> Rendered:
        log.warning("Teams takes less than it did: a message was shortened")
        return cards.render(said.card, said.reader, said.surface, cards.BUDGET // 2)

    async def _edit(self, destination: Destination, message: str, said: _Said) -> Sent:
        if not message:
            raise NoDestination("no message to edit")
        try:
            await self._put(destination, message, said)
        except Refusal as refusal:
            await self._destinations.heed(destination, refusal)
            raise
        return Sent(message, destination.base)

    async def _replace(self, letter: Letter, address: CardAddress, said: _Said) -> Sent:
        """Put an answer in place of its card; where that was deleted meanwhile, say it below."""
        destination = await self._destinations.at(address.conversation)
        try:
            return await self._edit(destination, address.activity, said)
        except Refusal as refusal:
            if refusal.status != GONE:
                raise
        return await self._post(letter, destination, said)

    async def _put(self, destination: Destination, message: str, said: _Said) -> None:
        activity = cards.activity(cards.render(said.card, said.reader, said.surface))
        try:
            await self._connector.put(destination.service_url, destination.conversation, message, activity)
        except Refusal as refusal:
            if refusal.status != TOO_LARGE:
                raise
            shorter = cards.activity(self._shortened(said))
            await self._connector.put(destination.service_url, destination.conversation, message, shorter)

    async def _offer(self, letter: Letter, destination: Destination, content: bytes) -> None:
        """Offer the file where Teams lets bots do that: in the person's own chat."""
        try:
            own = destination if destination.is_personal else await self._personal(letter)
            offer = await self._files.offer(_whose(own, letter), letter.attachment_name, content)
            arrived = await self._connector.insist(own.service_url, own.conversation, offer)
        except (Refusal, Crowded, Unreached, Unanswered, NoDestination) as reason:
            log.warning("a file was not offered", outbox_id=letter.id, reason=str(reason))
            return
        if not arrived:
            log.warning("a file was not offered", outbox_id=letter.id, reason="refused")

    def _refused(self, refusal: Refusal) -> Outcome:
        if refusal.status == 429:
            return TryLater("limited", refusal.retry_after or PAUSE)
        if refusal.status == 401:
            self._is_locked_out()
            return TryLater("failed")
        if is_passing(refusal):
            # Also 502 and 504, after which it may have arrived: Microsoft asks bots to send it anew, and a message
            # that is there twice is better than one that nobody ever gets.
            return TryLater("failed")
        return Blocked(refusal.code or f"HTTP {refusal.status}")

    def _is_locked_out(self) -> None:
        if self._is_let_in:
            log.error(
                "Teams takes none of our messages: it does not know the token that the login gave us."
                " Check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID against your Azure Bot."
            )
        self._is_let_in = False


def _whose(destination: Destination, letter: Letter) -> int:
    person_id = destination.person_id or letter.person_id
    if person_id is None:
        raise NoDestination("it is for nobody")
    return person_id


def _address(letter: Letter) -> CardAddress:
    try:
        return CardAddress.read(letter.reply_url)
    except ValueError as error:
        raise NoDestination(str(error)) from None
