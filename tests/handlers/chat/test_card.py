"""Cards, calls and forms survive the outbox and the record of what was answered, whatever they hold."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.answer import Answer, recalled, remembered
from handlers.chat.ask import Place
from handlers.chat.card import (
    Button,
    Call,
    Card,
    Chart,
    Divider,
    Element,
    Fact,
    Facts,
    Heading,
    Image,
    LinkButton,
    Menu,
    Note,
    Option,
    Paragraph,
    Progress,
    Row,
    Table,
    dump,
    load,
)
from handlers.chat.screen import (
    Choice,
    DateInput,
    Field,
    FormScreen,
    Input,
    PickInput,
    SelectInput,
    TextInput,
    TickInput,
)
from handlers.chat.text import (
    Bold,
    Code,
    Command,
    Date,
    Italic,
    Link,
    Mention,
    MessageLink,
    Number,
    Plain,
    Span,
    joined,
    spans,
)

SPANS: tuple[Span, ...] = (
    Plain("text"),
    Bold("text"),
    Italic("text"),
    Code("text"),
    Link("text", "https://company-x.example"),
    Mention(7, "Ana Ruiz"),
    Date(date(2026, 11, 27)),
    Number(Decimal("61.20"), "$"),
    Command("/okr new"),
    MessageLink("text", "C1", "1.2", "1.1"),
)
CALL = Call("okr update", {"key_result": "KR-5", "note": "“fine”\n"}, shared=True)
ELEMENTS: tuple[Element, ...] = (
    Heading("Objectives"),
    Paragraph(SPANS),
    Facts((Fact("Owner", SPANS), Fact("Due", ()))),
    Progress(Decimal("0.42"), SPANS),
    Progress(None),
    Table(("A", "B"), ((SPANS, ()), ((), SPANS))),
    Chart("Orders", (("W1", Decimal("0.5")), ("W2", Decimal(12))), "orders"),
    Row(SPANS),
    Row(SPANS, Button("Open", CALL)),
    Row(SPANS, LinkButton("Open", "https://company-x.example")),
    Row(SPANS, Menu("More", (Option("Drop", CALL),))),
    Image("aGVsbG8=", "A line that rises"),
    Divider(),
    Note(SPANS),
    Button("Check in", CALL, "primary"),
    LinkButton("Open", "https://company-x.example"),
    Menu("More", (Option("Drop", CALL), Option("Clone", Call("okr clone")))),
)
INPUTS: tuple[Input, ...] = (
    TextInput(40, many_lines=True, hint="now 12"),
    SelectInput((Choice("8 · on track", "8"),)),
    PickInput(several=True, picked=(Choice("Ana", "person:7"),), hint="who"),
    DateInput(),
    TickInput("Private"),
)
SCREEN = FormScreen(
    command="okr update",
    title="Check in",
    submit="Save",
    body=(
        *(Field(f"f{index}", "Label", kind, "12", "wrong", "help", True) for index, kind in enumerate(INPUTS)),
        *ELEMENTS,
    ),
    form_id="abc",
    place=Place("slack", "C1", "1.1", "1.2", "channel"),
    carried={"page": "2"},
    notice="Look here.",
)


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element.kind)
def test_every_element_survives_the_outbox(element: Element) -> None:
    card = Card("The point", (element,))

    assert load(dump(card)) == card


def test_every_element_and_span_there_is_is_among_those_tried() -> None:
    assert {type(element) for element in ELEMENTS} == set(get_args(get_args(Element)[0]))
    assert {type(span) for span in SPANS} == set(get_args(get_args(Span)[0]))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_the_outbox(text: str) -> None:
    card = Card(text, (Paragraph((Plain(text), Bold(text))), Button(text, Call("okr new", {"title": text}))))

    assert load(dump(card)) == card


def test_numbers_keep_their_digits() -> None:
    card = load(dump(Card("", (Paragraph((Number(Decimal("61.20")),)),))))

    assert isinstance(card.body[0], Paragraph)
    assert str(card.body[0].spans[0]) == str(Number(Decimal("61.20")))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(),
        Answer(card=Card("The point", ELEMENTS), posted=True, welcomed=True, locale="de-DE", time_zone="Europe/Berlin"),
        Answer(screen=SCREEN),
        Answer(errors={"rows.KR-5.value": "wrong", "": "no"}),
    ],
    ids=["nothing", "card", "form", "errors"],
)
def test_an_answer_is_remembered_as_it_was(answer: Answer) -> None:
    assert recalled(remembered(answer)) == answer


def test_an_answer_that_was_never_given_is_nothing() -> None:
    assert recalled("") == Answer()


def test_a_form_lists_its_fields_without_what_stands_between_them() -> None:
    assert [field.name for field in SCREEN.fields] == ["f0", "f1", "f2", "f3", "f4"]


@given(st.text(), st.dictionaries(st.text(), st.text()), st.booleans())
def test_a_call_is_read_back_from_a_button(command: str, given_: dict[str, str], shared: bool) -> None:
    call = Call(command, given_, shared)

    assert Call.decoded(call.encoded()) == call


def test_a_call_is_one_short_line() -> None:
    assert Call("okr new", {"title": "Größe\n"}).encoded() == '{"c":"okr new","g":{"title":"Größe\\n"}}'


@pytest.mark.parametrize("text", ["", "{}", "[]", "3", "null", '{"c":1,"g":{}}', '{"c":"okr new","g":[]}', "{"])
def test_what_is_no_call_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Call.decoded(text)


def test_a_card_grows_at_its_end() -> None:
    card = Card("The point", (Heading("One"),)).plus(Divider(), Heading("Two"))

    assert card == Card("The point", (Heading("One"), Divider(), Heading("Two")))


def test_spans_are_joined() -> None:
    assert joined([spans("a"), spans(Bold("b")), spans("c")]) == (
        *(Plain("a"), Plain(", "), Bold("b"), Plain(", "), Plain("c")),
    )
    assert joined([]) == ()


def test_the_words_of_handlers_need_no_platform_and_no_clock() -> None:
    program = (
        "import json, sys\n"
        "import handlers.chat.answer, handlers.chat.due, handlers.chat.outgoing, handlers.chat.router\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert not set(json.loads(loaded.stdout)) & {
        *("slack_bolt", "slack_sdk", "botbuilder", "botframework", "aiohttp", "apscheduler", "jinja2", "alembic"),
        *("structlog", "bot"),
    }
