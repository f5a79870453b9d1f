"""Feedback on both platforms: by command, by the message's menu and by mention, in threads too."""

from datetime import timedelta

import pytest

from tests.e2e.chat import Message, seen
from tests.e2e.conftest import MONDAY, SLACK_ONLY
from tests.e2e.world import World

OVERHEARD = "Everyone here can read this. For private feedback use Give feedback in the message's menu."
AT_WORK = MONDAY + timedelta(hours=2)
"""10:00 in Berlin."""


def received(here: World, who: str) -> list[Message]:
    """The direct messages in which somebody was given feedback."""
    return [message for message in here.chat.messages(who) if "gave you feedback" in seen(message)]


async def in_a_thread(here: World) -> Message:
    """What ben replies in a thread of ana's."""
    root = await here.chat.write("ana", "product", "How was the demo?")
    return await here.chat.write("ben", "product", "I think it went well", root.id)


class TestByCommand:
    async def test_it_reaches_the_receiver_alone_and_only_at_work(
        self, product: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answer = await product.say("ana", "/feedback @ben Clear demo, next time show the numbers first --about KR-1")
        assert "Only you and <@U0BEN> can read it." in answer
        assert received(product, "ben") == []

        await product.forward_to(AT_WORK)

        (message,) = received(product, "ben")
        assert "<@U0ANA> gave you feedback:" in seen(message)
        assert "Clear demo, next time show the numbers first" in seen(message)
        assert "about KR-1" in seen(message)
        assert "Only you and <@U0ANA> can read it." in seen(message)
        assert not [line for who in ("goran", "ines", "jo", "product") for line in product.lines(who) if "demo" in line]
        assert "demo" not in "".join(capsys.readouterr())

    async def test_the_button_of_the_message_lists_all_of_it(self, product: World) -> None:
        await product.forward_to(AT_WORK)
        await product.say("ana", "/feedback @ben Clear demo")

        await product.press("ben", received(product, "ben")[-1], "See my feedback")

        assert "<@U0ANA> to you: “_Clear demo_”" in seen(product.whisper("ben"))

    async def test_the_manager_reads_what_was_given_to_be_read_by_them(self, product: World) -> None:
        await product.say("ines", "/rungs manager @ben --is @ana")

        answer = await product.say("goran", "/feedback @ben Clear demo --visible manager")

        assert "Only you, <@U0BEN> and <@U0ANA> (manager) can read it." in answer
        assert "Clear demo" in await product.say("ana", "/feedback list @ben")
        assert "Clear demo" not in await product.say("ines", "/feedback list @ben")

    async def test_hostile_words_are_words(self, product: World) -> None:
        await product.forward_to(AT_WORK)
        before = len(product.chat.pings)

        await product.say("ana", "/feedback @ben <!channel> *bold* <at>Ben</at> </p> ![x](y)")
        await product.say("ben", "/feedback list")

        assert [ping for ping in product.chat.pings[before:] if ping.target == "!channel"] == []
        assert "*bold*" in seen(received(product, "ben")[-1])


class TestByTheMessageMenu:
    async def test_in_a_thread_the_author_is_filled_in_and_only_the_giver_is_answered(self, product: World) -> None:
        await product.forward_to(AT_WORK)
        reply = await in_a_thread(product)
        heard = len(product.chat.heard("product"))

        await product.chat.use("ana", "Give feedback", reply)
        form = product.form("ana")
        assert form.title == "Give feedback"
        assert form.values["people"] == "Ben Okafor"
        assert "I think it went well" in form.text
        assert "Private: you and whom you give it to." in form.text
        end = await product.submit("ana", {"Feedback": "Next time show the numbers first"})

        assert "Only you and <@U0BEN> can read it." in end
        assert len(product.chat.heard("product")) == heard
        (message,) = received(product, "ben")
        assert "Next time show the numbers first" in seen(message)
        assert product.chat.address(reply) in seen(message)
        assert "I think it went well" not in seen(message)

    async def test_what_is_wrong_is_said_in_the_form_and_mended_there(self, product: World) -> None:
        reply = await in_a_thread(product)
        await product.chat.use("ana", "Give feedback", reply)

        values = {"Feedback": "Well done", "Who can read it": "manager: their manager reads it, too"}
        await product.submit("ana", values)
        assert "Ben Okafor has no manager here. Choose private or public." in seen(product.form("ana"))
        end = await product.submit("ana", {"Who can read it": "public: everyone in the company"})

        assert "Everyone in the company can read it." in end

    async def test_one_s_own_message_names_nobody(self, product: World) -> None:
        own = await product.chat.write("ana", "product", "How was the demo?")

        await product.chat.use("ana", "Give feedback", own)

        assert product.form("ana").values.get("people", "") == ""
        assert "Jo Lindqvist" in await product.chat.suggest("ana", "To", "lind")
        assert await product.chat.suggest("ana", "To", "ruiz") == []


class TestByMention:
    async def test_in_a_thread_it_is_public_and_answered_there(self, product: World) -> None:
        await product.forward_to(AT_WORK)
        root = (await product.chat.write("goran", "product", "How was it?")).id

        lines = await product.mention(
            "ana", "feedback @ben clear demo, next time show the numbers first", "product", root
        )

        assert "Feedback for <@U0BEN> (F-1) is recorded." in seen(lines[-1])
        assert OVERHEARD in seen(lines[-1])
        assert received(product, "ben") == []
        assert "clear demo, next time show the numbers first" in await product.say("jo", "/feedback list @ben")

    async def test_nothing_private_can_be_said_there(self, product: World) -> None:
        root = (await product.chat.write("goran", "product", "How was it?")).id

        lines = await product.mention("ana", "feedback @ben clear demo --visible private", "product", root)

        assert lines == []
        assert "so it can only be public, and nothing is recorded." in product.lines("ana")[-1]
        assert "clear demo" not in await product.say("ben", "/feedback list")

    @pytest.mark.parametrize("said", ["", " --visible private"])
    async def test_the_form_that_mends_it_is_public_and_says_why(self, product: World, said: str) -> None:
        root = (await product.chat.write("goran", "product", "How was it?")).id
        await product.mention("ana", f"feedback @ben clear demo --about KR-55{said}", "product", root)

        await product.press("ana", product.chat.messages("ana")[-1], "Give feedback")

        form = product.form("ana")
        assert form.values["visible"].startswith("public")
        assert "Others have read what you wrote, so public is chosen." in form.text
        await product.submit("ana", {"About": "KR-1"})
        assert "clear demo" in await product.say("jo", "/feedback list @ben")

    async def test_a_form_without_words_is_as_private_as_ever(self, product: World) -> None:
        root = (await product.chat.write("goran", "product", "How was it?")).id
        await product.mention("ana", "feedback @ben", "product", root)

        await product.press("ana", product.chat.messages("ana")[-1], "Give feedback")

        assert product.form("ana").values["visible"].startswith("private")
        assert "Others have read" not in product.form("ana").text

    async def test_a_list_that_is_asked_for_there_is_for_its_reader_alone(self, product: World) -> None:
        await product.say("ana", "/feedback @ben Clear demo")

        assert await product.mention("ben", "feedback list") == []

        assert "Clear demo" in product.lines("ben")[-1]


class TestTheFirstTenMinutes:
    async def test_a_change_is_shown_where_it_stood(self, product: World) -> None:
        await product.forward_to(AT_WORK)
        await product.say("ana", "/feedback @ben Clear demo")
        (message,) = received(product, "ben")

        await product.press("ana", product.whisper("ana"), "Edit")
        await product.submit("ana", {"Feedback": "A very clear demo"})

        assert len(received(product, "ben")) == 1
        assert "A very clear demo" in seen(product.chat.current(message))

    async def test_what_is_taken_back_is_gone(self, product: World) -> None:
        await product.forward_to(AT_WORK)
        await product.say("ana", "/feedback @ben Clear demo")
        (message,) = received(product, "ben")

        await product.press("ana", product.whisper("ana"), "Withdraw")

        assert "<@U0ANA> took back what was here." in seen(product.chat.current(message))
        assert "demo" not in seen(product.chat.current(message))
        assert "Nobody has given you feedback yet." in await product.say("ben", "/feedback list")

    async def test_what_is_taken_back_before_it_was_sent_is_never_sent(self, product: World) -> None:
        await product.say("ana", "/feedback @ben Clear demo")
        await product.say("ana", "/feedback withdraw F-1")

        await product.forward_to(AT_WORK)

        assert not [line for line in product.lines("ben") if "Clear demo" in line]

    async def test_afterwards_one_adds_to_it(self, product: World) -> None:
        await product.forward_to(AT_WORK)
        await product.say("ana", "/feedback @ben Clear demo")
        await product.forward_to(AT_WORK + timedelta(minutes=11))

        late = await product.say("ana", "/feedback edit F-1 Bad demo")
        assert "F-1 was given over 10 minutes ago, so it stays as it is." in late
        await product.press("ana", product.whisper("ana"), "Add to it")
        end = await product.submit("ana", {"What you add": "The second one was even clearer"})

        assert "Added to *F-1*." in end
        assert "The second one was even clearer" in product.lines("ben")[-1]
        assert "Clear demo" in await product.say("ben", "/feedback list")


@SLACK_ONLY
async def test_a_form_that_is_delivered_twice_gives_once(product: World) -> None:
    await product.say("ana", "/feedback @ben")
    await product.submit("ana", {"Feedback": "Clear demo"})
    sent = next(one for one in reversed(product.slack.deliveries) if one.kind == "view_submission")

    assert (await product.slack.dispatch.interaction(sent.payload)).ok

    assert (await product.say("ana", "/feedback list given")).count("Clear demo") == 1


async def test_guests_are_told_that_it_is_for_members(product: World) -> None:
    await product.chat.welcome("gus", "Gus Guest", "gus@elsewhere.example")

    assert "Feedback is given among members of the company." in await product.say("gus", "/feedback @ana Well done")


class TestPraise:
    async def praised(self, here: World) -> Message:
        """The post in which ana praises ben and goran: F-1 and F-2."""
        await here.forward_to(AT_WORK)
        await here.say("ana", "/praise @ben @goran The launch went like clockwork")
        return here.chat.messages("product")[-1]

    async def test_in_its_first_ten_minutes_it_is_reworded_for_all_whom_it_names(self, product: World) -> None:
        post = await self.praised(product)

        answer = await product.say("ana", "/feedback edit F-2 The launch was a delight")

        assert "The post shows it as it stands now." in answer
        assert "The launch was a delight" in seen(product.chat.current(post))
        for who in ("ben", "goran"):
            assert "The launch was a delight" in await product.say(who, "/feedback list")

    async def test_in_its_first_ten_minutes_it_is_taken_back_from_all_whom_it_names(self, product: World) -> None:
        post = await self.praised(product)

        await product.say("ana", "/feedback withdraw F-1")

        assert "took back what was here." in seen(product.chat.current(post))
        assert "clockwork" not in seen(product.chat.current(post))
        for who in ("ben", "goran"):
            assert "Nobody has given you feedback yet." in await product.say(who, "/feedback list")

    async def test_afterwards_it_stays(self, product: World) -> None:
        post = await self.praised(product)
        await product.forward_to(AT_WORK + timedelta(minutes=11))

        assert "so it stays as it is." in await product.say("ana", "/feedback withdraw F-1")

        assert "clockwork" in seen(product.chat.current(post))
