"""What happens around commands: direct messages, mentions, buttons, forms, shortcuts and Home."""

from datetime import timedelta

import pytest

from tests.e2e.chat import Message, seen
from tests.e2e.conftest import EVERY_WAY, MONDAY, SLACK_ONLY
from tests.e2e.world import World

pytestmark = EVERY_WAY


class TestDirectMessages:
    async def test_words_are_answered_like_a_command(self, product: World) -> None:
        for words, expected in (("okr update KR-1 55 hello", "55 of 3,000 orders"), ("/okr show KR-1", "Note: hello")):
            assert expected in seen(await product.direct("ben", words))

    async def test_a_form_is_opened_by_a_button_that_keeps_what_was_typed(self, product: World) -> None:
        card = await product.direct("ben", "okr update KR-1 --confidence 7")
        assert "What you typed is kept." in seen(card)

        await product.press("ben", card, "Check in")
        await product.submit("ben", {"Value": "12"})

        assert "Value: 12 orders · Confidence: 7" in await product.say("ben", "/okr show KR-1")

    async def test_an_answer_can_be_acted_on(self, product: World) -> None:
        answer = await product.direct("ben", "okr update KR-1 55")

        await product.press("ben", answer, "Undo")

        assert "Taken back. It stands as before" in product.lines("ben")[-1]


class TestMentions:
    async def test_what_everyone_may_read_is_answered_in_the_thread(self, product: World) -> None:
        (answer,) = await product.mention("ben", "okr show KR-1")

        assert "*KR-1* Obtain pre-orders" in seen(answer)

    async def test_it_may_stand_in_the_middle_of_a_sentence(self, product: World) -> None:
        root = await product.chat.write("ben", "product", "hey @rungs okr show KR-1")
        await product.settle()

        (answer,) = product.chat.thread("product", root.id)
        assert "*KR-1* Obtain pre-orders" in seen(answer)

    async def test_in_a_thread_the_answer_stays_there(self, product: World) -> None:
        root = await product.chat.write("goran", "product", "How far are we?")

        (answer,) = await product.mention("ben", "okr list", thread=root.id)

        assert "*O-1*" in seen(answer)

    @pytest.mark.parametrize("words", ["rungs me", "rungs evidence", "okr fly"])
    async def test_what_is_for_one_reader_goes_to_their_direct_message(self, product: World, words: str) -> None:
        before = len(product.lines("ben"))

        assert await product.mention("ben", words) == []
        assert len(product.lines("ben")) == before + 1


class TestButtons:
    async def test_undo_takes_the_check_in_back_in_place(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1 60")
        answer = product.whisper("ben")

        await product.press("ben", answer, "Undo")

        assert "Taken back. It stands as before: nothing recorded yet" in seen(product.chat.current(answer))
        assert "No check-ins yet" in await product.say("ben", "/okr show KR-1")

    async def test_share_shows_it_to_all_and_once(self, product: World) -> None:
        await product.aloud("ben", "/okr show KR-1", "product")

        (shared,) = product.chat.heard("product")
        assert "*KR-1* Obtain pre-orders" in seen(shared)
        assert "Share" not in seen(shared).splitlines()

    @SLACK_ONLY
    async def test_share_reaches_a_private_channel_in_which_rungs_is_not(self, product: World) -> None:
        await product.say("ben", "/okr show KR-1", channel="board")

        await product.press("ben", product.whisper("ben"), "Share")

        assert "*KR-1* Obtain pre-orders" in product.lines("board")[0]

    async def test_show_leads_from_a_key_result_to_its_objective(self, product: World) -> None:
        await product.say("jo", "/okr show KR-1")

        await product.press("jo", product.whisper("jo"), "Show O-1")

        assert "*O-1* Sell the first" in seen(product.whisper("jo"))

    async def test_why_answers_with_formula_pace_and_rule(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1 1710 The fair was good --confidence 5")
        await product.say("jo", "/okr show KR-1")

        await product.press("jo", product.whisper("jo"), "Why")

        lines = seen(product.whisper("jo")).splitlines()
        assert lines[0] == "57 % · *KR-1* Obtain pre-orders"
        assert "(1,710 − 0) ÷ (3,000 − 0) = 57 %" in lines
        assert "*Confidence*: 5 of 10, said today (5 Oct)." in lines
        assert "*Last check-in*: today (5 Oct) by <@U0BEN>. None is late, so it is not stale." in lines
        assert "*At risk* because confidence is 5 of 10; 4 to 6 is at risk." in lines

    async def test_why_leads_from_an_objective_to_its_worst_key_result_and_back(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1 1500 --confidence at-risk")
        await product.say("ana", "/okr why O-1")
        card = product.whisper("ana")
        assert "50 ÷ 3 = 16.6667 %, shown as 17 %" in seen(card)

        await product.press("ana", card, "Why KR-1")
        assert "(1,500 − 0) ÷ (3,000 − 0) = 50 %" in seen(product.whisper("ana"))

        await product.press("ana", product.whisper("ana"), "Show KR-1")
        assert "1,500 of 3,000 orders" in seen(product.whisper("ana"))

    async def test_add_a_key_result_opens_the_form_for_that_objective(self, product: World) -> None:
        await product.say("ana", "/okr new Win customers")
        await product.press("ana", product.whisper("ana"), "Add a key result")

        end = await product.submit("ana", {"Title": "Sign contracts", "From": "0", "To": "12", "Unit": "contracts"})

        assert "*KR-3* is set: *Sign contracts*" in end
        assert "0 to 12 contracts" in await product.say("ana", "/okr show O-2")

    async def test_hand_over_tells_the_new_owner(self, product: World) -> None:
        await product.say("ben", "/okr show KR-1")
        card = product.whisper("ben")
        await product.choose("ben", card, "Hand over")

        await product.submit("ben", {"New owner": "Goran Ilic"})

        await product.forward_to(MONDAY + timedelta(hours=4))
        assert "*KR-1* is yours: *Obtain pre-orders*. <@U0BEN> gave it to you." in product.lines("goran")[0]


class TestForms:
    async def test_an_objective_is_set_by_its_form(self, product: World) -> None:
        await product.say("ana", "/okr new")

        values = {"Title": "Win customers", "Team": "Product", "Owner": "Ben Okafor", "Cycle": "2027-Q1 (next)"}
        assert "*O-2* is set: *Win customers*" in await product.submit("ana", values)

        shown = await product.say("jo", "/okr show O-2")
        assert all(part in shown for part in ("<@U0BEN>", "2027-Q1", "Product"))

    async def test_a_team_is_set_up_by_its_form(self, product: World) -> None:
        await product.say("ines", "/rungs team new --channel #marketing")

        values = {"Team": "Marketing", "People": ["Emil Novak", "Jo Lindqvist"]}
        assert "2 people in *Marketing*, which meets in #marketing" in await product.submit("ines", values)

    async def test_fourteen_key_results_are_checked_in_on_two_pages(self, product: World) -> None:
        for number in range(3, 17):
            await product.say("ana", f"/okr kr O-1 Number {number} from 0 to 10 --owner @goran")
        await product.say("goran", "/checkin")
        first = product.form("goran")
        assert [f"rows.KR-{number}.value" in first.values for number in (3, 14, 15)] == [True, True, False]

        await product.submit(
            "goran", {"rows.KR-3.value": "1", "rows.KR-4.value": "two", "rows.KR-5.no_change": "No change"}
        )
        assert list(product.form("goran").errors) == ["rows.KR-4.value"]
        await product.submit("goran", {"rows.KR-4.value": "2"})
        assert "rows.KR-16.value" in product.form("goran").values
        end = await product.submit("goran", {"rows.KR-16.value": "9", "rows.KR-16.note": "Nearly"})

        assert "*4 key results* checked in" in end
        assert "10 key results still wait for you." in end
        assert "Value: 2" in await product.say("goran", "/okr show KR-4")
        assert "No check-ins yet" in await product.say("goran", "/okr show KR-6")

    async def test_the_end_card_lets_one_mend_a_check_in(self, product: World) -> None:
        await product.say("ben", "/checkin")
        await product.submit("ben", {"rows.KR-1.value": "12", "rows.KR-1.note": "Typo"})

        await product.press("ben", product.form("ben"), "Edit")
        await product.submit("ben", {"Value": "120"})

        shown = await product.say("ben", "/okr show KR-1")
        assert "120 of 3,000 orders" in shown

    async def test_an_untouched_form_records_nothing(self, product: World) -> None:
        await product.say("ben", "/checkin")

        assert "Nothing was recorded: every row was left empty." in await product.submit("ben", {})
        assert "No check-ins yet" in await product.say("ben", "/okr show KR-1")

    async def test_the_same_command_typed_twice_is_meant_twice(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1 5")
        await product.say("ben", "/okr update KR-1 5")

        assert (await product.say("ben", "/okr show KR-1")).count("Value: 5") == 2


class TestEvidence:
    async def kept(self, product: World) -> Message:
        """A reply of goran's that ana keeps, about ben."""
        await product.say("ines", "/rungs manager @ben --is @ana")
        root = await product.chat.write("goran", "product", "The prototype is through")
        reply = await product.chat.write("goran", "product", "@ben stayed late for it", root.id)
        await product.chat.use("ana", "Save as evidence", reply)
        assert "Only you can read what you save as evidence about yourself" in seen(product.form("ana"))
        end = await product.submit("ana", {"About": "Ben Okafor", "Note": "Helps without being asked"})
        assert "Saved as evidence about <@U0BEN>" in end
        return reply

    async def test_a_reply_is_kept_with_its_author_link_and_note(self, product: World) -> None:
        reply = await self.kept(product)

        shown = await product.say("ana", "/rungs evidence")

        assert "stayed late for it" in shown
        assert "*Note* Helps without being asked" in shown
        assert "<@U0GORAN>" in shown
        assert product.chat.address(reply) in shown

    async def test_whom_it_is_about_is_told_in_their_hours_and_finds_it_without_the_note(self, product: World) -> None:
        reply = await self.kept(product)
        assert not [line for line in product.lines("ben") if "evidence" in line.lower()]

        await product.forward_to(MONDAY + timedelta(hours=2))
        told = product.chat.messages("ben")[-1]
        assert "<@U0ANA> saved a message as evidence about you." in seen(told)

        await product.press("ben", told, "See my evidence")
        shown = seen(product.whisper("ben"))
        assert "stayed late for it" in shown
        assert "saved by <@U0ANA>" in shown
        assert product.chat.address(reply) in shown
        assert "Helps without being asked" not in shown

    async def test_nobody_else_sees_it_and_nobody_else_is_told(self, product: World) -> None:
        await self.kept(product)
        await product.forward_to(MONDAY + timedelta(hours=2))

        for who in ("goran", "ines"):
            assert not [line for line in product.lines(who) if "evidence" in line.lower()]
            assert "You have saved no evidence yet" in await product.say(who, "/rungs evidence")
        assert not [line for line in product.lines("product") if "evidence" in line.lower()]

    async def test_the_same_message_is_kept_once(self, product: World) -> None:
        reply = await self.kept(product)

        await product.chat.use("ana", "Save as evidence", reply)

        assert "Already saved" in await product.submit("ana", {"About": "Ben Okafor"})


class TestHome:
    async def test_it_shows_what_is_mine_and_what_is_due(self, product: World) -> None:
        await product.forward_to(MONDAY + timedelta(hours=1))
        await product.say("ben", "/okr list")

        home = await product.chat.home("ben")

        assert "*KR-1* Obtain pre-orders" in seen(home)
        assert "Check in" in seen(home)

    async def test_it_is_right_again_after_one_acted(self, product: World) -> None:
        await product.say("ben", "/okr list")
        assert "1,500" not in seen(await product.chat.home("ben"))

        await product.say("ben", "/okr update KR-1 1500")

        assert "1,500 of 3,000 orders, 50 %" in seen(await product.chat.home("ben"))

    async def test_what_is_mine_is_not_told_again_under_my_team(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1 1500")

        home = await product.chat.home("ben")

        mine, _, team = seen(home).partition("\nProduct\n")
        assert "*O-1*" in mine
        assert "1 on track · 1 not said" in team
        assert "*O-1*" not in team
        assert "No objectives that run" not in team

    async def test_to_somebody_new_it_introduces_rungs(self, product: World) -> None:
        home = await product.chat.home("jo")

        assert "*Rungs* keeps the goals of Company X" in seen(home)
        assert "Set my first objective" in seen(home)

    async def test_its_buttons_open_forms(self, product: World) -> None:
        home = await product.chat.home("jo")

        await product.press("jo", home, "Set my first objective")

        assert product.form("jo").title == "Set an objective"


class TestReminders:
    async def reminder(self, here: World) -> Message:
        """ben's reminder."""
        await here.forward_to(MONDAY + timedelta(hours=6))
        message = here.chat.messages("ben")[-1]
        assert "*1 key result* waits for your check-in, week 41." in seen(message)
        return message

    async def test_its_menu_puts_it_off_until_tomorrow(self, product: World) -> None:
        message = await self.reminder(product)

        await product.choose("ben", message, "Remind me tomorrow")
        assert "I will remind you then, if it is still needed." in product.lines("ben")[-1]

        await product.forward_to(MONDAY + timedelta(days=1, hours=6))
        assert "*1 key result* waits for your check-in" in product.lines("ben")[-1]

    async def test_its_menu_hands_over_what_is_not_mine(self, product: World) -> None:
        message = await self.reminder(product)

        await product.choose("ben", message, "Not mine")

        assert "belongs to <@U0GORAN> now" in await product.submit("ben", {"New owner": "Goran Ilic"})

    async def test_its_menu_makes_reminders_fewer(self, product: World) -> None:
        message = await self.reminder(product)

        await product.choose("ben", message, "Fewer of these")

        assert "light: at most 2 a week" in await product.say("ben", "/rungs me")

    async def test_one_that_comes_a_week_late_waits_for_the_hour_of_this_week(self, product: World) -> None:
        next_monday = MONDAY + timedelta(weeks=1)

        await product.forward_to(next_monday + timedelta(hours=1))
        assert not [line for line in product.lines("ana") if "for your check-in" in line]

        await product.forward_to(next_monday + timedelta(hours=4))
        (reminder,) = [line for line in product.lines("ana") if "for your check-in" in line]
        assert "week 42" in reminder


async def test_who_sets_up_learns_where_rungs_could_not_post(product: World) -> None:
    await product.say("ines", "/rungs team edit Product --channel #board")

    await product.forward_to(MONDAY + timedelta(hours=1))

    assert "Rungs could not post in *#board* of Product." in await product.say("ines", "/rungs settings")


class TestFirstContact:
    async def test_the_first_answer_has_one_primary_button_and_the_first_steps_beside_it(self, product: World) -> None:
        shown = await product.say("jo", "/okr new Learn the ropes")

        assert "Set my first objective" in shown
        assert product.chat.primary(product.whisper("jo")) == ["Add a key result"]
