"""Editing, dropping and deleting, as people do it: by command, by form and by button."""

import pytest

from tests.e2e.chat import seen
from tests.e2e.world import World


@pytest.fixture
async def shared(product: World) -> World:
    """Ben co-owns O-1, and KR-2 of ana's."""
    await product.say("ana", "/okr edit O-1 --co-owners @ben")
    return product


class TestEdit:
    async def test_a_typed_option_changes_it_and_the_answer_says_from_what_to_what(self, product: World) -> None:
        said = await product.say("ana", "/okr edit O-1 --title Sell toasters")

        assert "*O-1* is changed: *Sell toasters*" in said
        assert "*Sell the first self-buttering toaster* → *Sell toasters*" in said
        assert "*O-1* Sell toasters" in await product.say("jo", "/okr show O-1")

    async def test_alone_it_opens_the_form_with_everything_in_it(self, product: World) -> None:
        await product.say("ana", "/okr edit O-1")

        said = await product.submit("ana", {"Title": "Sell toasters", "Co-owners": ["Ben Okafor"]})

        assert "*O-1* is changed" in said
        assert "made you a co-owner of" in "\n".join(product.lines("ben"))
        assert "Sell toasters" in await product.say("jo", "/okr show O-1")

    async def test_a_key_result_has_a_form_of_its_own(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1 1500")
        await product.say("ben", "/okr edit KR-1")

        assert "Check" not in seen(product.form("ben"))
        said = await product.submit("ben", {"To": "6000"})

        assert "3,000 → 6,000" in said
        assert "it is at 25 % now; it was at 50 %" in said
        assert "1,500 of 6,000 orders" in await product.say("jo", "/okr show KR-1")

    async def test_an_easier_target_asks_for_its_reason_in_the_form(self, product: World) -> None:
        await product.say("ben", "/okr edit KR-1")

        assert "would be easier to reach" in await product.submit("ben", {"To": "2000"})
        assert "is changed" in await product.submit("ben", {"To": "2000", "Reason": "The fair was cancelled"})

        assert "2,000 orders" in await product.say("jo", "/okr show KR-1")

    async def test_typed_without_its_reason_the_form_opens_with_what_was_typed(self, product: World) -> None:
        said = await product.say("ben", "/okr edit KR-1 to 2000")

        assert "easier to reach" in said
        await product.submit("ben", {"Reason": "The fair was cancelled"})
        assert "2,000 orders" in await product.say("jo", "/okr show KR-1")

    async def test_the_owner_is_told_by_direct_message(self, shared: World) -> None:
        await shared.say("ben", "/okr edit KR-2 --title Keep it cheap")

        told = shared.lines("ana")[-1]
        assert "<@U0BEN> changed your *KR-2* Keep it cheap" in told
        assert "*Keep the cost low* → *Keep it cheap*" in told

    async def test_the_one_who_comes_second_is_told_what_changed(self, shared: World) -> None:
        await shared.say("ana", "/okr edit O-1")
        await shared.say("ben", "/okr edit O-1")
        await shared.submit("ana", {"Title": "Title of ana"})

        said = await shared.submit("ben", {"Title": "Title of ben"})

        assert "Title was changed a moment ago, to “Title of ana”" in said
        await shared.submit("ben")
        assert "Title of ben" in await shared.say("jo", "/okr show O-1")

    async def test_in_a_direct_message_a_button_opens_the_form(self, product: World) -> None:
        card = await product.direct("ana", "okr edit O-1")

        await product.press("ana", card, "Edit the objective")
        await product.submit("ana", {"Title": "Sell toasters"})

        assert "Sell toasters" in await product.say("jo", "/okr show O-1")

    async def test_a_stranger_is_told_whom_to_ask(self, product: World) -> None:
        assert "You cannot edit O-1, because it belongs to" in await product.say("jo", "/okr edit O-1 --title Mine")


class TestDrop:
    async def test_an_objective_takes_its_key_results_along_and_their_owners_hear_of_it(self, product: World) -> None:
        said = await product.say("ana", "/okr drop O-1 --reason The market went away")

        assert "With it: KR-1, KR-2." in said
        assert "*KR-1* Obtain pre-orders was dropped by <@U0ANA>" in product.lines("ben")[-1]
        assert "KR-1 was dropped: The market went away" in await product.say("ben", "/okr show KR-1")

    async def test_without_a_reason_the_form_asks_for_it(self, product: World) -> None:
        await product.say("ana", "/okr drop KR-2")

        assert "is dropped" in await product.submit("ana", {"Reason": "Nobody can count it"})


class TestDelete:
    async def test_it_asks_first_and_a_button_deletes_for_good(self, product: World) -> None:
        assert "Delete *KR-1* Obtain pre-orders for good?" in await product.say("ana", "/okr delete KR-1")
        asked = product.whisper("ana")

        await product.press("ana", asked, "Delete KR-1 for good")

        assert "*KR-1* is deleted" in seen(product.chat.current(asked))
        assert "There is no key result KR-1" in await product.say("ana", "/okr show KR-1")
        assert "*KR-1* Obtain pre-orders was deleted by <@U0ANA>" in product.lines("ben")[-1]

    async def test_what_has_a_history_can_only_be_dropped(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1 12")

        said = await product.say("ben", "/okr delete KR-1")

        assert "KR-1 cannot be deleted: it has 1 check-in. Drop it instead" in said
        await product.press("ben", product.whisper("ben"), "Drop KR-1")
        assert "is dropped" in await product.submit("ben", {"Reason": "Nobody can count it"})
