"""One's own week, as people type it."""

import pytest
from sqlalchemy import select

from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Refused
from handlers.people.week import days_said, read_days
from storage.audit import audit
from storage.database import Database
from tests.builders import a_person, a_team, at, said, whispered
from tests.handlers.people.stage import ANA, BEN, opened, reply, submitted, typed


class TestMe:
    async def test_it_shows_when_i_work_and_who_my_manager_is(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, BEN)} --is {at(db, ANA)}")
        await company.write(lambda db: a_team(db, 1, "Product", [BEN]))

        text = await typed(company, "rungs me", by=BEN)

        assert text.startswith("You work mon-fri, 9:00 to 17:00, in the time zone Africa/Lagos.")
        assert "Manager: @Ana Ruiz" in text
        assert "Teams: Product" in text

    async def test_what_is_said_is_changed_and_the_rest_stays(self, company: Database) -> None:
        text = await typed(
            company, "rungs me --time-zone europe/berlin --hours 8-16 --days sun–thu --nudges light", by=BEN
        )

        assert text.startswith("You work sun-thu, 8:00 to 16:00, in the time zone Europe/Berlin.")
        assert "Nudges: light: at most 2 a week" in text

    async def test_a_zone_that_was_set_survives_what_the_platform_says(self, company: Database) -> None:
        await typed(company, "rungs me --time-zone Asia/Tokyo", by=BEN)
        await company.write(lambda db: a_person(db, 1, "Ben Okafor", time_zone="America/Lima"))

        assert "Asia/Tokyo" in await typed(company, "rungs me", by=BEN)

    @pytest.mark.parametrize(
        ("words", "field", "sentence"),
        [
            ("--time-zone Berln", "time_zone", "Did you mean Europe/Berlin?"),
            ("--time-zone Mars", "time_zone", "There is no time zone “Mars”"),
            ("--hours 17-9", "hours", "for example 9-17"),
            ("--hours 9-25", "hours", "for example 9-17"),
            ("--days someday", "days", "mon-fri"),
            ("--days t", "days", "mon-fri"),
            ("--country Germany", "country", "two letters"),
            ("--nudges never", "nudges", "light"),
        ],
    )
    async def test_what_cannot_be_read_is_said_at_its_field(
        self, company: Database, words: str, field: str, sentence: str
    ) -> None:
        answer = await reply(company, f"rungs me {words}", by=BEN)

        assert isinstance(answer, OpenForm)
        assert sentence in answer.errors[field]

    async def test_the_form_opens_with_what_is_set_and_stores_what_is_sent(self, company: Database) -> None:
        values = await opened(company, Call("rungs me change"))
        answer = await submitted(company, "rungs me change", values | {"hours": "7-15", "country": "de"})

        assert (values["hours"], values["days"], values["time_zone"]) == ("9-17", "mon-fri", "UTC")
        assert "7:00 to 15:00" in said(whispered(answer))
        assert "Country: DE" in said(whispered(answer))

    async def test_a_form_that_was_opened_before_another_change_is_refused(self, company: Database) -> None:
        values = await opened(company, Call("rungs me change"))
        await typed(company, "rungs me --hours 8-16")

        with pytest.raises(Refused, match="changed meanwhile"):
            await submitted(company, "rungs me change", values | {"hours": "7-15"})

    async def test_looking_stores_nothing(self, company: Database) -> None:
        await typed(company, "rungs me")

        assert await company.read(lambda db: db.execute(select(audit.c.id)).all()) == []

    @pytest.mark.parametrize(
        ("typed_days", "days", "shown"),
        [
            ("mon-fri", "12345", "mon-fri"),
            ("Sun-Thu", "12347", "sun-thu"),
            ("mon,wed", "13", "mon,wed"),
            ("monday, friday", "15", "mon,fri"),
            ("sat", "6", "sat"),
            ("mon-sun", "1234567", "mon-sun"),
            ("fri - mon", "1567", "fri-mon"),
        ],
    )
    def test_days_are_shown_as_they_are_typed(self, typed_days: str, days: str, shown: str) -> None:
        assert read_days(typed_days) == days
        assert days_said(days) == shown
