"""The reception: each request in one transaction, and a sentence with a number for what fails."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.metrics import Metrics
from bot.reception import Reception
from handlers.chat.answer import Answer, Desk
from handlers.chat.ask import Ask, Place
from handlers.chat.card import load
from handlers.chat.fields import LongText
from handlers.chat.form import Form
from handlers.chat.reply import FormErrors, Refused, Reply, Whisper
from handlers.chat.request import Request, Submitted, Typed, Whither
from handlers.chat.router import Router, on
from handlers.company import Company
from handlers.help.commands import COMMANDS as HELP
from handlers.people.fields import PersonRef
from storage.audit import audit, record
from storage.database import Connection, Database
from storage.idempotency import keys
from storage.outbox import outbox
from tests.bot.post_office import BusinessClock, card
from tests.builders import a_person, a_workspace

HERE = Place("slack", "C0GENERAL", kind="channel")
SLOWLY: tuple[Whither, ...] = ("reply_url", "place", "person")
"""How an answer reaches the writer where the acknowledgement cannot carry it."""


class Keep(Form, command="okr keep", title="Keep", example="/okr keep this"):
    """Store something, then do as the text says."""

    text: LongText


class Look(Form, command="okr look", title="Look", example="/okr look", reads=True):
    """Read something."""


class Show(Form, command="okr show", title="Show", example="/okr show @ana", reads=True):
    """Read of somebody."""

    who: PersonRef


@dataclass
class Office:
    """A reception with a handler that stores and then fails, until somebody mends it."""

    database: Database
    metrics: Metrics = field(default_factory=Metrics)
    broken: bool = True
    woken: int = 0
    ana: int = 0
    reception: Reception = field(init=False)

    def __post_init__(self) -> None:
        router = Router((*HELP, on(Keep, self.keep), on(Look, self.look), on(Show, self.look)))
        desk = Desk(router, Company(), lambda ask: (), lambda ask: card("Home"))
        self.reception = Reception(self.database, desk, BusinessClock(), self.wake, self.metrics)

    def wake(self) -> None:
        self.woken += 1

    def keep(self, ask: Ask, form: Keep) -> Reply:
        record(ask.db, ask.workspace_id, ask.person.id, "keep", "", ask.now)
        if form.text == "refuse":
            raise Refused("Not like this. Say it differently.")
        if form.text == "errors":
            return FormErrors({"text": "Say it differently."})
        if self.broken:
            raise ZeroDivisionError("somebody's secret words")
        return Whisper(card("Kept."))

    def look(self, ask: Ask, form: Look | Show) -> Reply:
        return Whisper(card("Looked."))

    def typed(self, words: str, whisper: Whither = "acknowledgement") -> Request:
        """Words of Ana's, as the platform brings them."""
        return Request("slack:trigger:1", self.ana, HERE, Typed(words), whisper, "https://slack.example/r/1")

    async def count(self, column: Any) -> int:
        return int(await self.database.read(lambda db: db.execute(select(func.count(column))).scalar_one()))

    async def kept(self) -> tuple[int, int]:
        """How many entries and how many idempotency keys there are."""
        return await self.count(audit.c.id), await self.count(keys.c.key)

    async def letters(self) -> Sequence[str]:
        """The points of what waits in the outbox."""
        found = await self.database.read(lambda db: list(db.scalars(select(outbox.c.card))))
        return [load(text).text for text in found]


@pytest.fixture
async def office(database: Database) -> Office:
    def settle(db: Connection) -> int:
        return a_person(db, a_workspace(db), "Ana Ruiz")

    return Office(database, ana=await database.write(settle))


def text_of(answer: Answer) -> str:
    return answer.card.text if answer.card else ""


def number_in(text: str) -> str:
    """The number that whoever runs Rungs is to be given."""
    found = re.search(r"give this number to whoever runs Rungs: ([0-9a-f]{8})\.$", text)
    assert found is not None
    return found.group(1)


class TestTrouble:
    async def test_the_person_gets_a_sentence_with_the_number_that_the_log_has(
        self, office: Office, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answer = await office.reception.answer(office.typed("okr keep this"))

        logged = "".join(capsys.readouterr())
        assert text_of(answer).startswith("Something went wrong on our side, and nothing was stored.")
        assert number_in(text_of(answer)) in logged
        assert "ZeroDivisionError" in logged
        assert "secret words" not in logged

    async def test_nothing_is_stored_not_even_the_key(self, office: Office) -> None:
        await office.reception.answer(office.typed("okr keep this"))

        assert await office.kept() == (0, 0)

    async def test_the_same_request_may_succeed_later(self, office: Office) -> None:
        await office.reception.answer(office.typed("okr keep this"))
        office.broken = False
        answer = await office.reception.answer(office.typed("okr keep this"))

        assert text_of(answer) == "Kept."
        assert await office.kept() == (1, 1)

    @pytest.mark.parametrize("whisper", SLOWLY)
    async def test_it_is_said_by_the_outbox_where_the_acknowledgement_cannot(
        self, office: Office, whisper: Whither
    ) -> None:
        answer = await office.reception.answer(office.typed("okr keep this", whisper))

        assert answer == Answer()
        (letter,) = await office.letters()
        assert number_in(letter)
        assert (await office.kept(), office.woken) == ((0, 0), 1)

    async def test_a_form_says_it_and_stays_open(self, office: Office) -> None:
        what = Submitted("okr keep", {"text": "this"})
        answer = await office.reception.answer(replace(office.typed(""), what=what))

        assert list(answer.errors) == [""]
        assert number_in(answer.errors[""])

    async def test_each_failure_is_counted(self, office: Office) -> None:
        for _ in range(2):
            await office.reception.answer(office.typed("okr keep this"))

        assert b"rungs_trouble_total 2.0" in office.metrics.exposition()


class TestRefusal:
    async def test_it_is_acknowledged_and_nothing_is_stored(self, office: Office) -> None:
        answer = await office.reception.answer(office.typed("okr keep refuse"))

        assert text_of(answer) == "Not like this. Say it differently."
        assert (await office.kept(), await office.letters()) == ((0, 0), [])

    @pytest.mark.parametrize("whisper", SLOWLY)
    async def test_it_goes_by_the_outbox_where_the_acknowledgement_cannot_carry_it(
        self, office: Office, whisper: Whither
    ) -> None:
        answer = await office.reception.answer(office.typed("okr keep refuse", whisper))

        assert answer == Answer()
        assert await office.letters() == ["Not like this. Say it differently."]
        assert await office.kept() == (0, 0)

    async def test_a_form_has_it_as_an_error(self, office: Office) -> None:
        what = Submitted("okr keep", {"text": "refuse"})
        answer = await office.reception.answer(replace(office.typed(""), what=what))

        assert answer.errors == {"": "Not like this. Say it differently."}

    async def test_errors_at_fields_roll_back_and_stand_at_their_fields(self, office: Office) -> None:
        what = Submitted("okr keep", {"text": "errors"})
        answer = await office.reception.answer(replace(office.typed(""), what=what))

        assert answer.errors == {"text": "Say it differently."}
        assert await office.kept() == (0, 0)

    async def test_words_with_errors_open_the_form_with_what_was_typed(self, office: Office) -> None:
        answer = await office.reception.answer(office.typed("okr keep errors"))

        assert answer.screen is not None
        assert [field.value for field in answer.screen.fields] == ["errors"]
        assert await office.kept() == (0, 0)

    async def test_it_is_no_trouble(self, office: Office) -> None:
        await office.reception.answer(office.typed("okr keep refuse"))

        assert b"rungs_trouble_total 0.0" in office.metrics.exposition()


class TestOnce:
    async def test_the_same_request_is_done_once_and_answered_alike(self, office: Office) -> None:
        office.broken = False
        first = await office.reception.answer(office.typed("okr keep this"))
        second = await office.reception.answer(office.typed("okr keep this"))

        assert text_of(first) == text_of(second) == "Kept."
        assert await office.kept() == (1, 1)

    async def test_reading_keeps_no_key_once_somebody_is_known(self, office: Office) -> None:
        for number in range(3):
            request = replace(office.typed("okr look"), key=f"slack:trigger:{number}")
            assert text_of(await office.reception.answer(request)) == "Looked."

        assert await office.count(keys.c.key) == 1


class TestPicking:
    async def test_what_matches_is_offered_whatever_stands_in_the_query_that_nobody_sees(self, office: Office) -> None:
        (ana,) = await office.reception.choices(office.ana, HERE, "okr show", "who", "An\ud800a\0")

        assert ana.value == f"person:{office.ana}"

    async def test_a_form_of_an_older_version_offers_nothing(self, office: Office) -> None:
        assert await office.reception.choices(office.ana, HERE, "okr gone", "who", "An") == ()
