"""Setting goals, and the screens of goals."""

import pytest

from handlers.chat.card import Button, Card, dump, load
from handlers.chat.reply import FormErrors, OpenForm, Refused
from handlers.chat.screen import Field
from handlers.company import Company
from handlers.goals import screens
from storage.database import Database
from tests.builders import company as build
from tests.builders.goal_talk import ROUTER, orders, press, said, screen, talks, type_
from tests.builders.goals import Stage, a_stage, button


@pytest.fixture
async def here(database: Database) -> Stage:
    return await a_stage(database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestSetting:
    async def test_it_says_what_the_weights_come_to(self, here: Stage) -> None:
        await talks(here, 50)

        answer = build.whispered(
            await type_(here, here.ben, "goal new Go to the dentist --weight 30 from 0 to 2 visits")
        )

        assert build.said(answer).splitlines() == [
            "G-2 is set: Go to the dentist",
            "From 0 to 2 visits; nothing is recorded yet.",
            "Weight: 30 · 80 of 100 with this one, 20 left",
            "Due: 2026-12-31",
            "Cycle: 2026-Q4",
            "[Set another]",
            "[My goals]",
            "Only you, your managers up the line and HR see it.",
        ]

    @pytest.mark.parametrize(
        ("words", "title", "course"),
        [
            ("“Go to Lyon” --weight 30 from 0 to 10 --unit talks --by 31 dec", "Go to Lyon", "From 0 to 10 talks"),
            ("Go to Lyon from Turin --weight 30 from 0 to 10 talks", "Go to Lyon from Turin", "From 0 to 10 talks"),
            ("Answer in 2 days —weight 30 from 60 to 40 days", "Answer in 2 days", "From 60 to 40 days"),
            ("--weight 30 Save money from $1,200.50 to $3k", "Save money", "From 1200.5 $ to 3000 $"),
        ],
    )
    async def test_words_are_read_as_people_write_them(self, here: Stage, words: str, title: str, course: str) -> None:
        answer = (await said(here, here.ben, f"goal new {words}")).splitlines()

        assert answer[:2] == [f"G-1 is set: {title}", f"{course}; nothing is recorded yet."]

    async def test_more_than_the_whole_is_said_and_kept(self, here: Stage) -> None:
        await talks(here, 80)

        assert "110 of 100 with this one, 10 too many" in await said(
            here, here.ben, "goal new Run --weight 30 from 0 to 10"
        )

    @pytest.mark.parametrize(
        ("weight", "steps"),
        [
            (99, {"Set another": "goal new", "My goals": "goal list"}),
            (100, {"Submit": "goal submit", "My goals": "goal list"}),
            (101, {"My goals": "goal list"}),
        ],
    )
    async def test_the_next_step_is_another_goal_or_the_manager(
        self, here: Stage, weight: int, steps: dict[str, str]
    ) -> None:
        await talks(here, weight - 30)

        answer = build.whispered(await type_(here, here.ben, "goal new Run --weight 30 from 0 to 10"))

        assert build.calls(answer) == steps

    async def test_what_was_submitted_before_is_not_submitted_again(self, here: Stage) -> None:
        await talks(here, 70)
        await type_(here, here.ben, "goal submit")

        answer = build.whispered(await type_(here, here.ben, "goal new Run --weight 30 from 0 to 10"))

        assert build.calls(answer) == {"My goals": "goal list"}

    async def test_weights_that_need_not_add_up_are_a_plain_sum(self, database: Database) -> None:
        here = await a_stage(database, Company(goals_add_up=False))

        answer = await said(here, here.ben, "goal new Run --weight 2.5 from 0 to 10")

        assert "Weight: 2.5 · 2.5 with this one" in answer

    async def test_without_a_weight_the_form_says_what_the_others_weigh_and_who_will_see_it(self, here: Stage) -> None:
        await talks(here, 80)

        form = await screen(here, here.ben, await type_(here, here.ben, "goal new Run from 0 to 10"))

        shown = build.said(Card("", tuple(part for part in form.body if not isinstance(part, Field))))
        assert "Your goals in 2026-Q4 weigh 80 of 100 so far, 20 left." in shown
        assert "Only you, your managers up the line and HR see it." in shown
        assert {field.name: field.value for field in form.fields}["title"] == "Run"

    @pytest.mark.parametrize("weight", ["0", "12.5", "12,5", "100"])
    async def test_a_weight_is_from_0_to_100(self, here: Stage, weight: str) -> None:
        assert "G-1 is set" in await said(here, here.ben, f"goal new Run --weight {weight} from 0 to 10")

    @pytest.mark.parametrize("weight", ["101", "-1", "100.000001", "NaN"])
    async def test_no_other_weight_is_stored(self, here: Stage, weight: str) -> None:
        reply = await type_(here, here.ben, f"goal new Run --weight {weight} from 0 to 10")

        assert isinstance(reply, OpenForm)
        assert "weight" in reply.errors
        assert "no goals in 2026-Q4 yet" in await said(here, here.ben, "goal")

    async def test_it_follows_a_key_result_and_needs_no_numbers(self, here: Stage) -> None:
        await orders(here)

        answer = await said(here, here.ben, "goal new Bring in orders --weight 30 --follows kr-1")

        assert "It follows KR-1 Obtain 3,000 pre-orders, now at 0 %." in answer

    async def test_it_follows_an_objective_by_words_of_its_title(self, here: Stage) -> None:
        await orders(here)

        assert "It follows O-1 Sell toasters" in await said(
            here, here.ben, "goal new Toasters --weight 30 --follows toasters"
        )

    @pytest.mark.parametrize(
        ("words", "fields"),
        [
            ("goal new Run --weight 30", "start target"),
            ("goal new Run --weight 30 from 0", "target"),
            ("goal new Run --weight 30 to 10", "start"),
            ("goal new Run --weight 30 from 5 to 5", "target"),
            ("goal new Run --weight 30 from 0 km to 5 miles", "unit"),
            ("goal new Run --weight 30 from 0 to 5 --follows KR-1", "start target"),
            ("goal new Run --weight 30 --follows KR-1 --unit km", "unit"),
            ("goal new Run --weight 30 --follows KR-9", "follows"),
            ("goal new Run --weight 30 from 0 to 5 --by 2020-01-01", "by"),
        ],
    )
    async def test_what_makes_no_goal_is_mended_in_the_form(self, here: Stage, words: str, fields: str) -> None:
        await orders(here)

        reply = await type_(here, here.ben, words)

        assert isinstance(reply, OpenForm)
        assert set(reply.errors) <= set(fields.split())
        assert "no goals in 2026-Q4 yet" in await said(here, here.ben, "goal")
        sent = await here.database.write(
            lambda db: ROUTER.submitted(build.an_ask(db, here.ben), "goal new", reply.call.given)
        )
        assert isinstance(sent, FormErrors)
        assert set(sent.errors) == set(fields.split())

    async def test_what_the_writer_does_not_see_cannot_be_followed(self, here: Stage) -> None:
        await orders(here, is_private=True)

        hidden = await type_(here, here.cleo, "goal new Run --weight 30 --follows KR-1")
        unknown = await type_(here, here.cleo, "goal new Run --weight 30 --follows KR-9")

        assert isinstance(hidden, OpenForm)
        assert isinstance(unknown, OpenForm)
        assert hidden.notice == unknown.notice.replace("KR-9", "KR-1")

    async def test_a_draft_cannot_be_followed(self, here: Stage) -> None:
        await orders(here, published_at=None)

        with pytest.raises(Refused, match=r"O-1 is a draft, so nothing of it counts yet\. Publish it first"):
            await type_(here, here.ana, "goal new Run --weight 30 --follows KR-1")

    async def test_a_number_that_reads_two_ways_is_told_with_a_way_back(self, here: Stage) -> None:
        answer = build.whispered(await type_(here, here.ben, "goal new Sell --weight 30 from 0 to 1,250"))
        assert "Read as 1250, not as 1.25." in build.said(answer)

        await press(here, here.ben, button(answer, "Undo"))

        assert "no goals in 2026-Q4 yet" in await said(here, here.ben, "goal")

    async def test_it_may_be_due_after_its_cycle_and_not_before(self, here: Stage) -> None:
        late = await said(here, here.ben, "goal new Run --weight 30 from 0 to 10 --by 2027-02-01")
        assert "Due: 2027-02-01" in late

        with pytest.raises(Refused, match="before 2027-Q1 begins on 2027-01-01"):
            await type_(here, here.ben, "goal new Run --weight 30 from 0 to 10 --by 2026-12-24 --cycle 2027-Q1")

    async def test_one_has_at_most_twenty_in_a_cycle(self, here: Stage) -> None:
        for number in range(20):
            await here.goal(f"Goal {number}", 5)

        with pytest.raises(Refused, match="You have 20 goals in 2026-Q4, and that is the most"):
            await type_(here, here.ben, "goal new One more --weight 5 from 0 to 1")

        assert "20 goals" in await said(here, here.ben, "goal list")

    async def test_guests_are_told_kindly(self, here: Stage) -> None:
        for words in ("goal", "goal list", "goal new Run --weight 30 from 0 to 10"):
            with pytest.raises(Refused, match="Goals are for people of the company"):
                await type_(here, here.gus, words)

    async def test_what_a_goal_follows_is_not_deleted_and_whose_goal_it_is_stays_untold(self, here: Stage) -> None:
        await orders(here)
        await type_(here, here.cleo, "goal new Bring in orders --weight 30 --follows KR-1")

        with pytest.raises(
            Refused, match=r"^KR-1 cannot be deleted: feedback or a goal refers to it\. Drop it instead"
        ):
            await type_(here, here.ben, "okr delete KR-1")

        await type_(here, here.cleo, "goal edit G-1 --follows O-1")
        with pytest.raises(Refused, match="feedback or a goal refers to it"):
            await type_(here, here.ana, "okr delete O-1")


@pytest.mark.parametrize("name", list(screens.EXAMPLES))
def test_every_screen_has_an_example_that_can_be_kept(name: str) -> None:
    card = screens.EXAMPLES[name]()

    assert load(dump(card)) == card
    assert 0 < len(card.text) <= 150
    assert sum(isinstance(part, Button) and part.style == "primary" for part in card.body) <= 1
