"""Managers: who sets them, and who is told."""

from handlers.chat.reply import OpenForm
from storage import people
from storage.database import Database
from tests.builders import a_person, at
from tests.handlers.people.stage import ANA, BEN, CHEN, refused, reply, told, typed, without_lookups


class TestManager:
    async def test_everybody_concerned_is_told(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, ANA)}")
        text = await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, BEN)}")

        assert "@Ben Okafor is the manager of @Chen Li now." in text
        messages = await told(company)
        assert messages == {CHEN: "Ben Okafor is your manager now.", BEN: "You are the manager of Chen Li now."}

    async def test_a_former_manager_is_told(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, BEN)}")
        await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, ANA)}")

        assert (await told(company))[BEN] == "Ana Ruiz is the manager of Chen Li now, in your place."

    async def test_several_people_get_one_manager(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, BEN)} {at(db, CHEN)} --is {at(db, ANA)}")

        found = await company.read(lambda db: people.by_ids(db, [BEN, CHEN]))
        assert {person.manager_id for person in found.values()} == {ANA}

    async def test_nobody_ends_up_above_themselves(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, BEN)} --is {at(db, ANA)}")
        await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, BEN)}")

        sentence = await refused(company, lambda db: f"rungs manager {at(db, ANA)} --is {at(db, CHEN)}")

        assert "Chen Li reports to Ana Ruiz" in sentence

    async def test_nobody_is_their_own_manager(self, company: Database) -> None:
        assert "cannot be their own manager" in await refused(
            company, lambda db: f"rungs manager {at(db, BEN)} --is {at(db, BEN)}"
        )

    async def test_without_a_manager_the_form_opens(self, company: Database) -> None:
        answer = await reply(company, lambda db: f"rungs manager {at(db, BEN)}")

        assert isinstance(answer, OpenForm)
        assert set(answer.call.given) == {"people"}

    async def test_only_super_users_set_managers(self, company: Database) -> None:
        assert "Ask @Ana Ruiz" in await refused(
            company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, BEN)}", by=BEN
        )

    async def test_the_number_of_people_costs_no_further_statement(
        self, company: Database, statements: list[str]
    ) -> None:
        ids = await company.write(lambda db: [a_person(db, 1, f"Somebody {number}") for number in range(20)])
        statements.clear()
        await typed(company, f"rungs manager person:{ids[0]} --is person:{BEN}")
        one = without_lookups(statements)
        statements.clear()
        await typed(company, f"rungs manager {' '.join(f'person:{number}' for number in ids[1:])} --is person:{BEN}")

        assert len(without_lookups(statements)) == len(one)
