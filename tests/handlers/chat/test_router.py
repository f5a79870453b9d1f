"""Words, buttons and forms lead to one handler; what is incomplete, wrong or in doubt opens the form."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card, Note, Paragraph, Row
from handlers.chat.form import Form
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply, Whisper
from handlers.chat.router import OPEN, Router, launcher, on
from handlers.chat.screen import Choice, Field, TextInput
from handlers.chat.text import Command, Plain
from handlers.chat.words import person_marker
from tests.handlers.chat.samples import ASK, Bulk, List, New, Update, done, filled, router, understood
from tests.handlers.chat.test_grammar import PIECES

BEN = person_marker(9, "Ben Okafor")
WRONG = "“many” is not a number. Write it like 1250, 52.5, 3k or 40 %."
ROUTER = router()


def typed(text: str) -> Reply:
    """What the router answers to the words."""
    return ROUTER.typed(ASK, text)


def refused(text: str) -> Refused:
    """The refusal of the words."""
    with pytest.raises(Refused) as refusal:
        typed(text)
    return refusal.value


def command_of(text: str) -> tuple[str, str]:
    """The command that the words name, and the words that are left."""
    found = ROUTER.understood(text)
    return found.command.spec.command, found.rest


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/okr new Win", "okr new", "Win"),
        ("okr new Win", "okr new", "Win"),
        ("/OKR New Win", "okr new", "Win"),
        ("  /okr   new   Win  big ", "okr new", "Win  big"),
        ("/okr new\nWin\nbig", "okr new", "Win\nbig"),
        ("/rungs okr new Win", "okr new", "Win"),
        ("/rungs /okr new Win", "okr new", "Win"),
        ("/rungs checkin KR-5 1250", "okr update", "KR-5 1250"),
        ("/rungs evidence", "rungs evidence", ""),
        ("/checkin", "checkin", ""),
        ("/checkin KR-5 1250", "okr update", "KR-5 1250"),
        ("/okr", "okr list", ""),
        ("/okr --whose company", "okr list", "--whose company"),
        ("/okr list company", "okr list", "company"),
        ("/praise", "praise", ""),
        ("/praise @ben Well done", "praise", "@ben Well done"),
        ("/rungs", "rungs help", ""),
        ("", "rungs help", ""),
        ("help", "rungs help", ""),
        ("help okr new", "rungs help", "okr new"),
        ("/help", "rungs help", ""),
        ("/rungs help okr", "rungs help", "okr"),
        ("/okr help", "rungs help", "okr"),
        ("/okr new help", "rungs help", "okr new"),
        ("/okr help new", "rungs help", "okr new"),
        ("/okr new HELP", "rungs help", "okr new"),
        ("/okr new —help", "rungs help", "okr new"),
        ("/checkin help", "rungs help", "checkin"),
        ("/praise help", "rungs help", "praise"),
        ("/rungs okr help", "rungs help", "okr"),
        ("evidence", "rungs evidence", ""),
        ("/Evidence", "rungs evidence", ""),
        ("evidence help", "rungs help", "rungs evidence"),
        ("/rungs okr new help", "rungs help", "okr new"),
        ("/okr new help people", "okr new", "help people"),
        ("/okr new “help”", "okr new", "“help”"),
    ],
)
def test_words_name_a_command(text: str, command: str, rest: str) -> None:
    assert command_of(text) == (command, rest)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "/okr updat",
            "I do not know “/okr updat”. Did you mean /okr update KR-5 1250? /okr help shows all there is.",
        ),
        (
            "/okr updat KR-7 40 going well",
            "I do not know “/okr updat”. Did you mean /okr update KR-7 40 going well? /okr help shows all there is.",
        ),
        (
            "/prise @ben",
            "I do not know “/prise @ben”. Did you mean /praise @ben? /rungs help shows all there is.",
        ),
        ("/chekin", "I do not know “/chekin”. Did you mean /checkin KR-5 1250? /rungs help shows all there is."),
        (
            "/chekin KR-5 3",
            "I do not know “/chekin KR-5”. Did you mean /checkin KR-5 3? /rungs help shows all there is.",
        ),
        ("/okr foo help", "I do not know “/okr foo”. /okr help shows all there is."),
        (f"/okr {BEN}", "I do not know “/okr @Ben”. /okr help shows all there is."),
        ("/zzzz", "I do not know “/zzzz”. /rungs help shows all there is."),
        ("thank you", "I understand commands, not conversation: /rungs help shows all there is."),
        ("/", "I do not know “/”. /rungs help shows all there is."),
        ("/rungs flurb", "I do not know “/rungs flurb”. /rungs help shows all there is."),
        ("/rungs hepl", "I do not know “/rungs hepl”. Did you mean /rungs help? /rungs help shows all there is."),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest_command(text: str, sentence: str) -> None:
    assert refused(text).sentence == sentence


def test_the_nearest_command_is_ready_to_copy() -> None:
    card = refused("/okr nw Win").card

    assert card is not None
    assert card.body == (
        Paragraph(
            (
                Plain("I do not know “/okr nw”. "),
                Plain("Did you mean "),
                Command("/okr new Win"),
                Plain("? "),
                Command("/okr help"),
                Plain(" shows all there is."),
            )
        ),
    )


def test_what_only_buttons_call_is_not_offered() -> None:
    assert "/okr undo" not in refused("/okr und").sentence


def test_a_very_long_unknown_word_is_cut() -> None:
    assert len(refused("/" + "okr" * 4000).sentence) < 200


def test_a_complete_command_is_done() -> None:
    assert typed("/okr new “help”") == understood(New.model_construct(title="help"))


def test_help_is_asked_about_what_was_typed() -> None:
    answer = typed("/okr new help")

    assert isinstance(answer, Whisper)
    assert answer.card.text == "Help(topic='okr new')"


def test_what_is_missing_opens_the_form_with_what_was_given() -> None:
    assert typed("/okr new") == OpenForm(Call("okr new"))
    assert typed("/okr update KR-5 --confidence 7") == OpenForm(
        Call("okr update", {"key_result": "KR-5", "confidence": "7"})
    )


def test_what_is_in_doubt_stores_nothing_even_if_all_is_there() -> None:
    assert typed("/okr new Win --by friday --by monday") == OpenForm(
        Call("okr new", {"title": "Win", "by": "friday"}),
        notice="--by is there twice: I kept “friday” and left out “monday”. Nothing is stored yet; check the form.",
    )


def test_what_is_wrong_opens_the_form_with_a_message_and_keeps_what_was_typed() -> None:
    assert typed("/okr update KR-5 many shipped") == OpenForm(
        Call("okr update", {"key_result": "KR-5", "value": "many", "note": "shipped"}),
        errors={"value": WRONG},
        notice=f"{WRONG} Nothing is stored yet; check the form.",
    )


@pytest.mark.parametrize("value", ["NaN", "inf", "-Infinity", "1e309", "0x1F", "1_000", "4" * 40, "1.1234567"])
def test_a_number_that_cannot_be_kept_opens_the_form(value: str) -> None:
    answer = typed(f"/okr update KR-5 {value}")

    assert isinstance(answer, OpenForm)
    assert answer.call.given["value"] == value
    assert list(answer.errors) == ["value"]


def test_a_title_of_ten_thousand_characters_opens_the_form() -> None:
    title = "Win " * 2500

    answer = typed(f"/okr new {title}")

    assert isinstance(answer, OpenForm)
    assert answer.call.given == {"title": title.strip()}
    assert answer.errors == {"title": "This text has 9,999 characters and 200 fit. Shorten it, please."}


def test_what_only_reads_says_what_is_wrong_without_a_form() -> None:
    assert refused("/okr list --at-least many").sentence == WRONG


def test_left_over_words_of_what_only_reads_open_its_form() -> None:
    answer = typed("/okr list company")

    assert answer == OpenForm(Call("okr list"), notice="I could not place “company”. Check the form.")


def test_left_over_words_of_what_has_no_form_are_refused() -> None:
    assert refused("/rungs evidence now").sentence == "I could not place “now”. Type /rungs evidence alone."


def test_several_things_that_may_be_meant_are_buttons_that_go_on() -> None:
    refusal = refused("/okr update sell 12 well")

    given = {"value": "12", "note": "well"}
    assert refusal.card == Card(
        "“sell” fits several.",
        (
            Paragraph.of("“sell” fits several."),
            Row(
                (Plain("KR-6 Sell 40 toasters"),),
                Button("Choose", Call("okr update", {"key_result": "KR-6"} | given)),
            ),
            Row((Plain("KR-7 Sell kettles"),), Button("Choose", Call("okr update", {"key_result": "KR-7"} | given))),
        ),
    )


def test_where_a_button_cannot_carry_what_was_typed_the_form_opens_to_choose() -> None:
    note = "é" * 1000

    answer = typed(f"/okr update sell 12 {note}")

    assert isinstance(answer, OpenForm)
    assert answer.call.given == {"key_result": "sell", "value": "12", "note": note}
    assert answer.errors == {"key_result": "“sell” fits several."}


def test_a_button_that_says_all_is_done() -> None:
    assert ROUTER.called(ASK, New.asked(title="Win")) == understood(New.model_construct(title="Win"))


def test_a_button_that_says_a_part_opens_the_form() -> None:
    assert ROUTER.called(ASK, Update.asked(key_result="KR-5")) == OpenForm(Update.asked(key_result="KR-5"))


def test_a_button_of_an_older_version_is_refused() -> None:
    with pytest.raises(Refused, match="older version of Rungs"):
        ROUTER.called(ASK, Call("okr gone", {"title": "Win"}))


def test_a_button_with_a_field_that_is_gone_opens_the_form() -> None:
    call = Call("okr new", {"title": "Win", "mood": "good"})

    assert ROUTER.called(ASK, call) == OpenForm(
        call,
        notice="This is from an older version of Rungs, which knew mood. Nothing is stored yet; check the form.",
    )


def test_a_button_that_reads_does_not_mind_a_field_that_is_gone() -> None:
    answer = ROUTER.called(ASK, Call("okr list", {"mood": "good"}))

    assert answer == understood(List.model_construct())


def test_a_launcher_opens_the_form_even_if_nothing_is_missing() -> None:
    card = launcher(OpenForm(New.asked(title="Win", by="soon")), "Set an objective")
    button = next(part for part in card.body if isinstance(part, Button))

    assert ROUTER.called(ASK, button.call) == OpenForm(
        New.asked(title="Win", by="soon"),
        errors={"by": "“soon” is not a day. Write it like 2026-12-31, 31 dec, friday or in 2 weeks."},
    )


def test_a_launcher_says_what_is_to_be_done() -> None:
    assert launcher(OpenForm(New.asked(title="Win"), notice="Check the form."), "Set an objective") == Card(
        "Check the form.",
        (
            Paragraph.of("Check the form."),
            Button("Set an objective", Call("okr new", {"title": "Win", OPEN: "yes"}), "primary"),
            Note.of("What you typed is kept."),
        ),
    )
    assert launcher(OpenForm(New.asked()), "Set an objective").text == "Press the button to go on: Set an objective."


def test_a_form_that_was_sent_is_done_or_says_what_is_wrong() -> None:
    assert ROUTER.submitted(ASK, "okr new", {"title": "Win"}) == understood(New.model_construct(title="Win"))
    assert ROUTER.submitted(ASK, "okr update", {"value": "many"}) == FormErrors(
        {"key_result": "Please fill in “Key result”.", "value": WRONG}
    )
    assert ROUTER.submitted(ASK, "checkin", {"rows.KR-5.value": "many"}) == FormErrors({"rows.KR-5.value": WRONG})


def test_a_form_of_an_older_version_is_refused() -> None:
    with pytest.raises(Refused, match="older version of Rungs"):
        ROUTER.submitted(ASK, "okr gone", {})


def test_a_picker_finds_what_is_typed() -> None:
    assert ROUTER.choices(ASK, "okr update", "key_result", "kettles") == (Choice("Sell kettles", "KR-7"),)
    assert ROUTER.choices(ASK, "praise", "about", "kettles") == (Choice("Sell kettles", "KR-7"),)
    assert ROUTER.choices(ASK, "okr update", "value", "12") == ()
    assert ROUTER.choices(ASK, "okr update", "gone", "12") == ()


def test_a_form_opens_with_what_is_known() -> None:
    call = Update.asked(key_result="KR-5", value="many", note="shipped")

    screen = ROUTER.screen(ASK, OpenForm(call, errors={"value": WRONG}, notice="Look here."))

    assert (screen.command, screen.title, screen.submit) == ("okr update", "Check in", "Check in")
    assert (screen.notice, screen.place, screen.carried) == ("Look here.", ASK.place, {})
    assert screen.body[0] == Note.of("Everyone can see it.")
    value = screen.fields[1]
    assert value == Field("value", "Value", TextInput(40, hint="now 1,250"), "many", error=WRONG, required=True)
    assert [field.value for field in screen.fields] == ["KR-5", "many", "", "shipped"]


def test_every_form_that_opens_has_an_id_of_its_own() -> None:
    opened = OpenForm(New.asked())

    assert ROUTER.screen(ASK, opened).form_id != ROUTER.screen(ASK, opened).form_id


def test_a_repeated_group_has_its_inputs_for_each_thing() -> None:
    given = {"upcoming": "KR-5 KR-6", "page": "2", "rows.KR-6.value": "many"}

    screen = ROUTER.screen(ASK, OpenForm(Call("checkin", given), errors={"rows.KR-6.value": WRONG}))

    assert [field.name for field in screen.fields] == [
        f"rows.{code}.{name}" for code in ("KR-5", "KR-6") for name in ("value", "unchanged", "note")
    ]
    assert screen.fields[3] == Field("rows.KR-6.value", "Value", TextInput(40, hint="now 12"), "many", error=WRONG)
    assert screen.carried == {"upcoming": "KR-5 KR-6", "page": "2"}


def test_two_commands_cannot_have_the_same_name() -> None:
    with pytest.raises(ValueError, match="the same name"):
        Router([on(New, done), on(New, done)])


def test_the_catalogue_lists_every_command() -> None:
    assert [spec.command for spec in Router([on(New, done), on(Bulk, done)]).catalogue] == ["okr new", "checkin"]


def test_without_a_help_command_unknown_words_are_still_refused() -> None:
    with pytest.raises(Refused):
        Router([on(New, done)]).typed(ASK, "flurb")


def quoted_title(ask: Ask, form: Form) -> Reply:
    """Refuse everything."""
    raise Refused("Not now.")


def test_a_refusal_of_the_handler_passes() -> None:
    with pytest.raises(Refused, match="Not now"):
        Router([on(New, quoted_title)]).typed(ASK, "okr new Win")


COMMANDS = st.sampled_from(["/okr", "okr new", "/okr kr", "/okr update", "/checkin", "/praise", "/rungs", "help", ""])


@given(COMMANDS, st.lists(PIECES | st.text(max_size=6), max_size=10).map(" ".join))
def test_whatever_is_typed_is_answered_or_refused_in_words(command: str, words: str) -> None:
    try:
        answer = typed(f"{command} {words}")
    except Refused as refusal:
        answer = Whisper(Card(refusal.sentence, ()))

    assert isinstance(answer, Whisper | OpenForm)
    assert not isinstance(answer, OpenForm) or ROUTER.screen(ASK, answer).command == answer.call.command


@given(st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=40))
def test_a_command_reaches_its_form_by_every_way(words: str) -> None:
    plain = typed_or_refused(f"/okr new {words}")

    assert typed_or_refused(f"/rungs okr new {words}") == plain
    assert typed_or_refused(f"okr new {words}") == plain


def typed_or_refused(text: str) -> Reply | str:
    """The answer, or the sentence of the refusal."""
    try:
        return typed(text)
    except Refused as refusal:
        return refusal.sentence


def test_a_person_in_another_zone_has_another_today() -> None:
    late = replace(ASK, now=ASK.now.replace(hour=23, minute=30))

    assert (late.today.isoformat(), late.company_today.isoformat()) == ("2026-11-19", "2026-11-18")
    assert filled(New, "Win --by today").given["by"] == "today"
