"""A request is answered once, in one transaction; what is to be said elsewhere is committed with what is stored."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from handlers.chat.answer import Answer, RolledBack, launcher_of, sentence, whispered
from handlers.chat.ask import Place
from handlers.chat.card import Button, Call, Card, Divider, load
from handlers.chat.draft import DRAFT
from handlers.chat.request import Request, Submitted, Typed
from handlers.chat.router import OPEN
from storage import people
from storage.workspaces import move_clock
from tests.builders import NOW, a_person
from tests.handlers.chat.front import CHANNEL, DIRECT, KEPT, NEXT, PRIVATE, PUBLIC, WELCOME, Front


def to_ana(answer: Answer) -> Answer:
    """The answer for Ana, who knows Rungs."""
    return replace(answer, locale="en-US", time_zone="UTC", welcomed=True)


def shared(card: Card) -> Card:
    """The card with the button that says it to everyone."""
    return card.plus(Button("Share", Call("read", shared=True)))


async def test_what_is_stored_and_what_is_said_come_together(front: Front) -> None:
    assert await front.answer("keep Win", place=DIRECT) == to_ana(Answer(card=KEPT, posted=True))
    assert await front.told() == [(front.direct, sentence("Win"))]


async def test_a_request_that_comes_twice_is_answered_twice_and_done_once(front: Front) -> None:
    first = await front.answer("keep Win")

    assert await front.answer("keep Win") == first
    assert len(await front.told()) == 1


async def test_a_form_that_opens_twice_is_the_same_form(front: Front) -> None:
    first = await front.answer("keep")

    assert first.screen is not None
    assert await front.answer("keep") == first


async def test_requests_without_a_key_are_done_each_time(front: Front) -> None:
    await front.answer("keep Win", key="")
    await front.answer("keep Win", key="")

    assert len(await front.told()) == 2


async def test_a_form_with_errors_stores_nothing_and_may_be_sent_again(front: Front) -> None:
    wrong = await front.answer(Submitted("mend", {"title": "bad"}))
    right = await front.answer(Submitted("mend", {"title": "good"}))

    assert wrong.errors == {"title": "Say it better."}
    assert right.card == KEPT
    assert await front.told() == [(front.direct, sentence("good"))]


async def test_a_refusal_stores_nothing_and_frees_its_key(front: Front) -> None:
    refused = await front.answer("refuse")
    again = await front.answer("keep Win")

    assert refused.card == sentence("Not now. Try tomorrow.")
    assert again.card == shared(KEPT)
    assert len(await front.told()) == 1


async def test_a_form_that_is_refused_stays_open_with_the_sentence(front: Front) -> None:
    assert (await front.answer(Submitted("refuse", {}))).errors == {"": "Not now. Try tomorrow."}
    assert (await front.answer(Submitted("gone", {}))).errors.keys() == {""}


@pytest.mark.parametrize("what", ["mend bad", Call("mend", {"title": "bad"})])
async def test_words_with_which_the_handler_finds_fault_open_the_form(front: Front, what: str | Call) -> None:
    answer = await front.answer(what)

    assert answer.screen is not None
    assert answer.screen.fields[0].value == "bad"
    assert answer.screen.fields[0].error == "Say it better."
    assert answer.card == sentence("Say it better. Nothing is stored yet.")
    assert await front.told() == []


async def test_words_with_which_the_handler_finds_fault_offer_the_form_where_none_can_open(front: Front) -> None:
    answer = await front.answer("mend bad", whisper="place", can_open=False)

    assert answer.card is not None
    assert answer.card.body[1] == Button("Mend", Call("mend", {"title": "bad", OPEN: "yes"}), "primary")


@pytest.mark.parametrize(
    ("text", "place", "card"),
    [
        ("read", CHANNEL, shared(PUBLIC)),
        ("secret", CHANNEL, PRIVATE),
        ("read", DIRECT, PUBLIC),
        ("keep Win", CHANNEL, shared(KEPT)),
    ],
)
async def test_an_answer_can_be_shared_in_a_channel_if_everyone_may_read_it(
    front: Front, text: str, place: Place, card: Card
) -> None:
    assert (await front.answer(text, place=place)).card == card


async def test_a_shared_answer_is_said_in_place(front: Front) -> None:
    answer = await front.answer(Call("read", shared=True))

    assert (answer.card, answer.posted) == (None, True)
    (row,) = await front.waiting()
    assert (row["conversation"], row["action"], load(row["card"])) == ("C1", "post", PUBLIC)


async def test_a_shared_answer_is_said_by_the_address_of_its_button(front: Front) -> None:
    await front.answer(Call("read", shared=True), whisper="reply_url", reply_url="https://reply.example")

    (row,) = await front.waiting()
    assert (row["reply_url"], row["action"], load(row["card"])) == ("https://reply.example", "share", PUBLIC)


async def test_what_may_not_be_shared_any_more_stays_with_the_writer(front: Front) -> None:
    assert (await front.answer(Call("secret", shared=True))).card == PRIVATE
    assert await front.told() == []


async def test_by_mention_an_answer_is_in_place_if_everyone_may_read_it(front: Front) -> None:
    await front.answer("read", key="1", whisper="person", can_open=False)
    await front.answer("secret", key="2", whisper="person", can_open=False)

    place, person = await front.waiting()
    assert (place["conversation"], load(place["card"])) == ("C1", PUBLIC)
    assert (person["person_id"], person["conversation"], load(person["card"])) == (front.person_id, "", PRIVATE)


async def test_an_answer_to_one_person_goes_to_the_platform_on_which_they_asked(front: Front) -> None:
    elsewhere = Place("teams", "19:c@thread.tacv2", kind="channel")

    await front.answer("secret", place=elsewhere, whisper="person", can_open=False)

    (row,) = await front.waiting()
    assert (row["platform"], row["person_id"]) == ("teams", front.person_id)


async def test_it_goes_by_the_address_of_where_they_asked_if_there_is_one(front: Front) -> None:
    await front.answer("secret", whisper="person", reply_url="19:c@thread.tacv2|17", can_open=False)

    (row,) = await front.waiting()
    assert (row["action"], row["reply_url"], row["person_id"]) == ("reply", "19:c@thread.tacv2|17", front.person_id)


async def test_a_direct_message_is_answered_in_place(front: Front) -> None:
    await front.answer("secret", place=DIRECT, whisper="place", can_open=False)

    (row,) = await front.waiting()
    assert (row["conversation"], load(row["card"])) == ("D1", PRIVATE)


async def test_a_button_is_answered_by_its_address(front: Front) -> None:
    await front.answer(Call("secret"), whisper="reply_url", reply_url="https://reply.example")

    (row,) = await front.waiting()
    assert (row["reply_url"], row["action"], load(row["card"])) == ("https://reply.example", "reply", PRIVATE)


async def test_a_card_is_replaced_where_its_button_was_pressed(front: Front) -> None:
    await front.answer(Call("swap"), whisper="reply_url", reply_url="https://reply.example")

    (row,) = await front.waiting()
    assert (row["reply_url"], row["action"], load(row["card"])) == ("https://reply.example", "replace", NEXT)


async def test_where_no_button_was_pressed_the_card_is_an_answer(front: Front) -> None:
    command = await front.answer("swap", key="1", reply_url="https://reply.example")
    await front.answer("swap", key="2", place=DIRECT, whisper="place", can_open=False)

    assert command.card == NEXT
    (row,) = await front.waiting()
    assert (row["conversation"], row["action"]) == ("D1", "post")


async def test_what_is_said_to_everyone_is_said_in_place(front: Front) -> None:
    assert (await front.answer("shout")).card is None
    assert (await front.waiting())[0]["conversation"] == "C1"


async def test_nothing_to_say_is_nothing(front: Front) -> None:
    assert await front.answer("quiet") == to_ana(Answer(posted=True))


async def test_a_file_comes_in_a_message_of_its_own(front: Front) -> None:
    assert (await front.answer("send")).card == KEPT
    (row,) = await front.waiting()
    assert (row["person_id"], row["attachment_name"], row["attachment"]) == (front.person_id, "a.csv", b"a,b")


async def test_a_form_may_follow_a_form(front: Front) -> None:
    answer = await front.answer(Submitted("follow", {}))

    assert answer.screen is not None
    assert (answer.screen.command, answer.screen.notice) == ("keep", "Say how many.")
    assert [(field.value, field.error) for field in answer.screen.fields][:2] == [("Win", ""), ("", "How many?")]
    assert answer.screen.place == CHANNEL
    assert answer.card == sentence("Say how many.")


async def test_where_no_form_can_open_a_card_opens_it(front: Front) -> None:
    await front.answer("keep Win --count 3 --count 4", key="1", place=DIRECT, whisper="place", can_open=False)
    (row,) = await front.waiting()
    button = load(row["card"]).body[1]
    assert isinstance(button, Button)

    opened = await front.answer(button.call, key="2")

    assert opened.screen is not None
    assert [field.value for field in opened.screen.fields] == ["Win", "3", ""]
    assert len(await front.told()) == 1


async def test_what_a_button_cannot_carry_is_kept_as_a_draft(front: Front) -> None:
    note = "é" * 2900
    await front.answer(f"keep Win --count 3 --count 4 --note {note}", place=DIRECT, whisper="place", can_open=False)
    (row,) = await front.waiting()
    button = load(row["card"]).body[1]
    assert isinstance(button, Button)
    assert button.call.given.keys() == {DRAFT}

    opened = [await front.answer(button.call, key=key) for key in ("1", "2")]

    for answer in opened:
        assert answer.screen is not None
        assert [field.value for field in answer.screen.fields] == ["Win", "3", note]


async def test_a_form_that_the_platform_would_not_open_waits_as_it_stands(front: Front) -> None:
    note = "long " * 500
    answer = await front.answer(Call("keep", {"count": "3", "note": note}))
    assert answer.screen is not None
    card = launcher_of(answer.screen)
    request = front.request(Call("keep"), whisper="person")
    await front.database.write(lambda db: whispered(front.desk.ask(db, request, NOW), request, card, None))
    button = (await front.told())[0][1].body[1]
    assert isinstance(button, Button)

    opened = await front.answer(button.call, key="2")

    assert opened.screen is not None
    assert [field.value for field in opened.screen.fields] == ["", "3", note]


@pytest.mark.parametrize("number", ["0", "999", "9" * 40, "-1", "x", ""])
async def test_a_draft_that_is_gone_is_refused(front: Front, number: str) -> None:
    answer = await front.answer(Call("keep", {DRAFT: number}))

    assert answer.card == sentence("What you typed is no longer kept. Type the command again, please.")


async def test_a_draft_is_its_writers_own(front: Front) -> None:
    await front.answer(f"keep --note {'x' * 2000}", place=DIRECT, whisper="place", can_open=False)
    button = (await front.told())[0][1].body[1]
    assert isinstance(button, Button)
    other = await front.database.write(lambda db: a_person(db, front.workspace_id, "Ben Okafor"))

    answer = await front.answer(button.call, key="2", person_id=other)

    assert answer.card == sentence("What you typed is no longer kept. Type the command again, please.")


async def test_the_first_answer_shows_what_rungs_is_once(newcomer: Front) -> None:
    first = await newcomer.answer("secret", key="1")
    second = await newcomer.answer("secret", key="2")

    assert first.card == PRIVATE.plus(Divider(), *WELCOME)
    assert second.card == PRIVATE
    assert (first.welcomed, second.welcomed) == (True, True)


async def test_the_first_answer_that_comes_twice_is_the_same(newcomer: Front) -> None:
    first = await newcomer.answer("read")

    assert await newcomer.answer("read") == first
    assert first.card == shared(PUBLIC).plus(Divider(), *WELCOME)


async def test_the_first_words_may_open_a_form_beside_them(newcomer: Front) -> None:
    answer = await newcomer.answer("keep")

    assert answer.screen is not None
    assert answer.card == Card("Keep", WELCOME)


async def test_a_refusal_or_a_button_that_opens_a_form_is_no_first_contact(newcomer: Front) -> None:
    refused = await newcomer.answer("refuse", key="1")
    opened = await newcomer.answer(Call("keep"), key="2", whisper="reply_url", reply_url="https://reply.example")
    answer = await newcomer.answer("secret", key="3")

    assert (refused.card, refused.welcomed) == (sentence("Not now. Try tomorrow."), False)
    assert (opened.card, opened.welcomed) == (None, False)
    assert answer.card == PRIVATE.plus(Divider(), *WELCOME)


async def test_what_is_said_to_everyone_leaves_the_first_words_to_the_writer(newcomer: Front) -> None:
    await newcomer.answer("read", whisper="person", can_open=False)

    place, person = await newcomer.waiting()
    assert load(place["card"]) == PUBLIC
    assert (person["person_id"], load(person["card"]).body) == (newcomer.person_id, WELCOME)


async def test_opening_home_is_first_contact(newcomer: Front) -> None:
    request = newcomer.request(Submitted("home", {}))
    home = await newcomer.database.write(lambda db: newcomer.desk.home(db, request, NOW))

    assert home == to_ana(Answer(card=KEPT))
    profile = await newcomer.database.read(lambda db: people.profile(db, newcomer.person_id))
    assert profile.welcomed


@pytest.mark.parametrize(
    ("what", "reads"),
    [
        (Typed("read"), True),
        (Typed("keep Win"), False),
        (Typed("flurb"), True),
        (Call("read"), True),
        (Call("read", shared=True), False),
        (Call("keep"), False),
        (Call("gone"), True),
        (Submitted("read", {}), True),
        (Submitted("keep", {}), False),
    ],
)
async def test_what_only_reads_is_known_beforehand(
    front: Front, what: Typed | Call | Submitted, *, reads: bool
) -> None:
    assert front.desk.reads_only(Request("", front.person_id, CHANNEL, what)) is reads


async def test_what_only_reads_is_answered_on_a_snapshot(front: Front) -> None:
    request = front.request("read")

    answer = await front.database.read(lambda db: front.desk.look(db, request, NOW))

    assert answer == Answer(card=shared(PUBLIC), locale="en-US", time_zone="UTC")


async def test_what_only_reads_is_refused_in_words(front: Front) -> None:
    request = front.request("flurb")

    with pytest.raises(RolledBack) as stopped:
        await front.database.read(lambda db: front.desk.look(db, request, NOW))

    assert stopped.value.answer.card is not None


async def test_an_answer_costs_its_key_the_person_and_what_was_said(front: Front, statements: list[str]) -> None:
    statements.clear()

    await front.answer("quiet")

    assert len(statements) == 3


async def test_nothing_happens_before_the_instant_to_which_the_clock_was_set(front: Front) -> None:
    await front.database.write(lambda db: move_clock(db, front.workspace_id, NOW + timedelta(days=2)))
    request = front.request("keep Win")

    asks = [
        await front.database.read(partial(front.desk.ask, request=request, now=NOW + timedelta(days=passed)))
        for passed in (0, 3)
    ]

    assert [ask.now for ask in asks] == [NOW + timedelta(days=2), NOW + timedelta(days=3)]


async def test_the_clock_of_a_company_never_goes_back(front: Front) -> None:
    for days in (2, 1):
        await front.database.write(partial(move_clock, workspace_id=front.workspace_id, instant=NOW + timedelta(days)))

    ask = await front.database.read(lambda db: front.desk.ask(db, front.request("keep"), NOW))

    assert ask.now == NOW + timedelta(days=2)
