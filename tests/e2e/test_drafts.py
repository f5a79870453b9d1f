"""Drafting together over HTTP: a card in the team's channel, agreement, suggestions in its thread, publishing."""

from datetime import timedelta

from tests.e2e.chat import Message, seen
from tests.e2e.conftest import MONDAY
from tests.e2e.world import World


async def drafted(here: World, words: str = "Win customers --team Product --draft") -> Message:
    """Ana drafts O-2; return its card in #product."""
    assert "is a draft" in await here.say("ana", f"/okr new {words}")
    return here.chat.messages("product")[-1]


def card(here: World) -> str:
    """The draft's card as it stands now."""
    return seen(here.chat.messages("product")[-1])


async def suggested(here: World, who: str, draft: Message, values: dict[str, str]) -> Message:
    """Somebody suggests something; return the line in the thread."""
    await here.press(who, draft, "Suggest")
    await here.submit(who, values)
    return here.chat.thread("product", draft.id)[-1]


async def test_two_agree_and_the_card_counts_them(product: World) -> None:
    draft = await drafted(product)
    assert "*Draft* · *O-2* Win customers" in seen(draft)
    assert "Nobody has agreed yet." in seen(draft)

    await product.press("ben", draft, "Agree")
    await product.press("goran", draft, "Agree")
    assert "*2 people agree*: <@U0BEN>, <@U0GORAN>" in card(product)
    assert "*2 people agree*. You agree with O-2." in seen(product.whisper("goran"))

    await product.press("ben", draft, "Agree")
    assert "*1 person agrees*: <@U0GORAN>" in card(product)
    assert len(product.chat.messages("product")) == 1


async def test_the_owner_is_told_kindly_that_their_own_agreement_does_not_count(product: World) -> None:
    draft = await drafted(product)

    await product.press("ana", draft, "Agree")

    assert "your own agreement does not count" in seen(product.whisper("ana"))
    assert "Nobody has agreed yet." in card(product)


async def test_a_new_title_is_suggested_in_the_thread_and_taken_over_by_its_button(product: World) -> None:
    draft = await drafted(product)
    line = await suggested(product, "ben", draft, {"Title": "Win customers in the north"})
    assert "<@U0BEN> suggests for *O-2* Win customers\nTitle: *Win customers in the north*" in seen(line)

    await product.press("ana", line, "Take over")

    assert "*Draft* · *O-2* Win customers in the north" in card(product)
    assert "Taken over by <@U0ANA>." in seen(product.chat.current(line))
    assert "Take over" not in seen(product.chat.current(line)).splitlines()
    assert "took over what you suggested for *O-2*" in product.lines("ben")[-1]


async def test_the_form_for_a_suggestion_holds_the_title_and_wants_something_said(product: World) -> None:
    draft = await drafted(product)
    await product.press("ben", draft, "Suggest")

    assert "Say something: another title, a key result, or what you think." in await product.submit("ben")

    await product.submit("ben", {"Comment": "Rather next quarter"})
    assert "Rather next quarter" in seen(product.chat.thread("product", draft.id)[-1])


async def test_a_key_result_is_taken_over_through_its_form(product: World) -> None:
    draft = await drafted(product)
    line = await suggested(
        product, "ben", draft, {"Key result": "Sign contracts from 0 to 12 --unit contracts --owner @goran"}
    )

    await product.press("ana", line, "Take over")
    assert "*KR-3* is set: *Sign contracts*" in await product.submit("ana")

    assert "• *KR-3* Sign contracts" in card(product)
    assert "*Ana Ruiz* took over what Ben Okafor suggested" in seen(product.chat.thread("product", draft.id)[-1])

    await product.press("goran", line, "Take over")
    assert "You cannot take over suggestions for O-2" in seen(product.whisper("goran"))


async def test_it_counts_from_publish_on(product: World) -> None:
    await drafted(product)
    await product.say("ana", "/okr kr O-2 Sign contracts from 0 to 12 --owner @ben")
    assert "O-2" not in await product.say("jo", "/okr list all")
    assert "is a draft" in await product.say("ben", "/okr update KR-3 4")

    said = await product.say("ana", "/okr publish O-2")

    assert "*O-2* is published and counts from now on: *Win customers*" in said
    assert "*O-2* is published: *Win customers*" in card(product)
    assert "Agree" not in card(product).splitlines()
    assert "*O-2* Win customers" in await product.say("jo", "/okr list all")
    assert "4 of 12" in await product.say("ben", "/okr update KR-3 4")

    assert "O-2 is published already, so it counts." in await product.say("ana", "/okr publish O-2")


async def test_who_works_on_it_publishes_it_from_the_list_and_from_home(product: World) -> None:
    await drafted(product)

    assert "*O-2* Win customers · 2026-Q4 · 0 key results" in await product.say("ana", "/okr list")
    assert "O-2" not in await product.say("ben", "/okr list")
    home = await product.chat.home("ana")
    assert "*O-2* Win customers · 2026-Q4" in seen(home)


async def test_drafts_of_the_next_cycle_are_listed_to_the_lead(product: World) -> None:
    await product.say("ben", "/okr new Bake at home --team Product --cycle next --draft")

    assert "*O-2* Bake at home · 2027-Q1" in await product.say("ana", "/okr list")
    assert "*O-2* Bake at home · 2027-Q1" in await product.say("ana", "/okr list --team Product")


async def test_a_personal_draft_is_posted_nowhere_but_can_be_shared(product: World) -> None:
    said = await product.say("ben", "/okr new Learn to bake --draft", channel="product")
    assert "It is posted nowhere" in said
    assert product.lines("product") == []

    shared = await product.aloud("ben", "/okr show O-2", "product")
    assert "*Draft* · *O-2* Learn to bake" in seen(shared)

    await product.say("goran", "/okr show O-2")
    await product.press("goran", product.whisper("goran"), "Suggest")
    await product.submit("goran", {"Comment": "Good idea"})
    assert "<@U0GORAN> suggests for *O-2* Learn to bake\nGood idea" in product.lines("ben")[-1]


async def test_a_private_draft_reaches_its_readers_only(product: World) -> None:
    await product.say("ana", "/okr new Sell the firm --team Product --draft --private --readers @ben")
    assert product.lines("product") == []

    message = product.chat.messages("ben")[-1]
    assert "*Draft* · private · *O-2* Sell the firm" in seen(message)
    await product.press("ben", message, "Agree")
    assert "*1 person agrees*" in await product.say("ana", "/okr show O-2")
    assert "There is no objective O-2." in await product.say("goran", "/okr show O-2")


async def test_nobody_is_asked_to_check_a_draft_in(product: World) -> None:
    await drafted(product)
    await product.say("ana", "/okr kr O-2 Sign contracts from 0 to 12 --owner @goran")

    await product.forward_to(MONDAY + timedelta(hours=6))

    assert not [line for line in product.lines("goran") if "for your check-in" in line]


async def test_what_was_published_after_the_check_in_was_asked_for_is_asked_for_next_week(product: World) -> None:
    await drafted(product)
    await product.say("ana", "/okr kr O-2 Sign contracts from 0 to 12 --owner @goran")
    await product.forward_to(MONDAY + timedelta(hours=2))

    await product.say("ana", "/okr publish O-2")

    await product.forward_to(MONDAY + timedelta(hours=8))
    assert not [line for line in product.lines("goran") if "for your check-in" in line]
    await product.forward_to(MONDAY + timedelta(days=7, hours=8))
    assert [line for line in product.lines("goran") if "for your check-in" in line]


async def test_a_dropped_draft_says_so_in_the_channel(product: World) -> None:
    draft = await drafted(product)

    await product.say("ana", "/okr drop O-2 --reason The market went away")

    assert "*Dropped* · *O-2* Win customers\n<@U0ANA> dropped this draft. Reason: The market went away" in seen(
        product.chat.current(draft)
    )
