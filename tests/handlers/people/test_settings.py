"""The settings, as people see them."""

from dataclasses import replace
from datetime import date

from sqlalchemy import insert

from handlers.chat.ask import Ask
from handlers.company import Company
from storage.cycles import Cycle, Cycles
from storage.database import Connection, Database
from storage.outbox import outbox
from tests.builders import NOW, a_team, an_ask, run, said, whispered
from tests.handlers.people.stage import ANA, BEN, ROUTER, typed


class TestSettings:
    async def test_they_show_what_app_yaml_says_and_who_sets_things_up(self, company: Database) -> None:
        text = await typed(company, "rungs settings", by=BEN)

        assert text.startswith("Our company checks in Monday at 09:00 (UTC).")
        assert "Super users: @Ana Ruiz" in text
        assert "app.yaml" not in text

    async def test_super_users_see_how_to_change_them(self, company: Database) -> None:
        assert "edit app.yaml" in await typed(company, "rungs settings")

    async def test_whom_app_yaml_names_takes_the_place_of_the_admins(self, company: Database) -> None:
        named = Company(super_users=frozenset({"Chen.Li@company-x.example"}))

        def answer(db: Connection) -> str:
            ask: Ask = replace(an_ask(db, ANA, router=ROUTER), company=named)
            return said(whispered(run(ask, "rungs settings", ROUTER)))

        assert "Super users: @Chen Li" in await company.read(answer)

    async def test_the_cycles_are_named_the_usual_and_the_companys_own(self, company: Database) -> None:
        launch = Cycle("Launch", date(2026, 11, 2), date(2027, 1, 29))
        own = Company(cycles=Cycles("month", (launch,)))

        def answer(db: Connection) -> str:
            ask: Ask = replace(an_ask(db, BEN, router=ROUTER), company=own)
            return said(whispered(run(ask, "rungs settings", ROUTER)))

        text = await company.read(answer)
        assert "Cycles: a month, unless one says another; Launch from 2026-11-02 to 2027-01-29" in text

    async def test_a_team_without_a_channel_and_one_that_cannot_be_reached_are_named(self, company: Database) -> None:
        def trouble(db: Connection) -> None:
            a_team(db, 1, "Sales")
            a_team(db, 1, "Product", channel="C0PRODUCT")
            row = {
                "workspace_id": 1,
                "queue": "q",
                "lane": 1,
                "action": "post",
                "platform": "slack",
                "state": "blocked",
            }
            row |= {"conversation": "C0PRODUCT", "thread": "", "reply_url": "", "card": "", "attachment_name": ""}
            db.execute(insert(outbox).values(**row, state_card=False, attempts=1, not_before=0.0, created_at=NOW))

        await company.write(trouble)
        text = await typed(company, "rungs settings")

        assert "Rungs could not post in #product of Product. Invite it there." in text
        assert "Without a channel: Sales." in text
