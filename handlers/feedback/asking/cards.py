"""What is asked and answered, on screen: at whoever is asked, at whoever asks, and the one reminder."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from handlers.chat.card import Button, Call, Card, Element, Heading, Menu, Note, Option, Paragraph, Row
from handlers.chat.text import Bold, Command, Date, Italic, Mention, Plain, Span, Spans, joined, listed, spans
from handlers.feedback.giving.cards import FOR_TEN_MINUTES
from handlers.okrs.lines import short
from storage.feedback_requests import OwnRequest, RequestLine, Response, State
from storage.people import Somebody

MOST_LISTED = 5
"""Requests that Home, the list and a reminder name; the others are counted."""
BECAUSE_IT_IS_NEAR = (
    "You get this because they asked you for feedback by a day that is near. It comes once for each request."
)
BECAUSE_YOU_ASKED = "You get this because you asked to be reminded today."
LONGEST_QUOTE = 200
"""Characters of a question where it is one of several things; the whole of it is in the form and in its message."""


def put(asked: Sequence[Somebody], line: OwnRequest, asked_by: int, *, is_overheard: bool) -> Card:
    """The answer to who asks: whom, what, and who is told of it."""
    names = ", ".join(person.name for person in asked)
    is_own = line.about_id == asked_by
    whom = spans() if is_own else spans(" about ", Mention(line.about_id, line.about_name))
    untold = () if is_own else (Note.of(f"{line.about_name} is not told that you ask."),)
    heard = (Note.of("Others here have read your question. Asked with /feedback ask, it is read by nobody else."),)
    return Card(
        f"Asked {names} for feedback{'' if is_own else f' about {line.about_name}'}.",
        (
            Paragraph.of(
                "Asked ",
                *listed([(Mention(one.id, one.name),) for one in asked]),
                " for feedback",
                *whom,
                *_by(line.due_on),
                ".",
            ),
            Paragraph.of(_quoted(line.question)),
            Note.of("Each chooses who reads their answer, and is named in it. You are told of every answer."),
            *untold,
            *(heard if is_overheard else ()),
            Button("See what I asked", Call("feedback list")),
        ),
    )


def request(line: RequestLine, code: str = "") -> Card:
    """The request at whoever is asked, as it stands with them; `code` is that of their answer."""
    match line.state:
        case "answered":
            return _answered(line, code)
        case "declined":
            return _declined(line)
        case _:
            return _waiting(line)


def _waiting(line: RequestLine) -> Card:
    of_whom = "" if line.is_about_asker else f" about {line.about_name}"
    untold = "" if line.is_about_asker else f" {_untold(line)}"
    return Card(
        f"{line.asker_name} asks for your feedback{of_whom}.",
        (
            Paragraph.of(*_who_asks(line), "."),
            Paragraph.of(_quoted(line.question)),
            Button("Answer", answering(line), "primary"),
            Button("Not now", _declining(line)),
            Note.of(f"Before you send it, you choose who reads your answer.{untold}"),
        ),
    )


def _answered(line: RequestLine, code: str) -> Card:
    return Card(
        f"You answered {line.asker_name}: {code}.",
        (
            Paragraph.of("You answered ", _asker(line), *_about(line), ": ", Bold(code), "."),
            Paragraph.of(_cut(line.question)),
            Button("Add to it", adding(code)),
        ),
    )


def _declined(line: RequestLine) -> Card:
    return Card(
        f"You told {line.asker_name} that you cannot answer now.",
        (
            Paragraph.of("You told ", _asker(line), " that you cannot answer now."),
            Paragraph.of(_cut(line.question)),
            Button("Answer after all", answering(line)),
        ),
    )


def over(line: RequestLine) -> Card:
    """What is said to whoever answers a request that nobody may answer any more."""
    sentence = is_over(line)
    return Card(sentence, (Paragraph.of(sentence, " To tell somebody all the same: ", Command("/feedback")),))


def is_over(line: RequestLine) -> str:
    """Why the request can no longer be answered."""
    if line.is_about_asker:
        return f"{line.asker_name} has left, so this needs no answer any more."
    return f"{line.asker_name} is not the manager of {line.about_name} any more, so this needs no answer."


def form_intro(line: RequestLine, reader_id: int) -> tuple[Element, ...]:
    """What stands above the answer: the question, and by name who reads it, whichever is chosen."""
    return (
        Paragraph.of(*_who_asks(line), ": ", _quoted(line.question)),
        Paragraph(joined(_readers(line, reader_id), "\n")),
        Note.of(FOR_TEN_MINUTES),
    )


def has_no_manager(line: RequestLine) -> str:
    """What is said where the manager is to read it and there is none."""
    return f"{line.about_name} has no manager. Choose private or public."


def _readers(line: RequestLine, reader_id: int) -> Iterator[Spans]:
    """Who reads the answer, by the word to choose."""
    about = Mention(line.about_id, line.about_name)
    if not line.is_about_asker:
        yield spans(Bold("private"), ": ", _asker(line), ", who asks, and nobody else. ", _untold(line))
        yield spans(Bold("manager"), ": ", about, ", and ", _asker(line), " as their manager")
        yield spans(Bold("public"), ": everyone in the company, ", about, " too")
        return
    yield spans(Bold("private"), ": ", _asker(line), ", who asks, and nobody else")
    if line.manager_id is None:
        yield spans(Bold("manager"), f": not to be chosen, as {line.about_name} has no manager")
    elif line.manager_id == reader_id:
        yield spans(Bold("manager"), ": ", _asker(line), ", and you as their manager")
    else:
        yield spans(Bold("manager"), ": ", _asker(line), ", and ", _manager(line), " as their manager")
    yield spans(Bold("public"), ": everyone in the company")


def twice(line: RequestLine, code: str) -> Card:
    """What is said to whoever answers what they have answered."""
    sentence = f"You have answered {line.asker_name} already: {code}. What you add is read by the same people."
    return Card(sentence, (Paragraph.of(sentence), Button("Add to it", adding(code), "primary")))


def given(line: RequestLine, author: Mention, code: str) -> Card:
    """What the manager is told when feedback that they asked for went to their report."""
    return Card(
        f"{author.name} answered you about {line.about_name}: {code}.",
        (
            Paragraph.of(
                author, " answered you about ", Mention(line.about_id, line.about_name), ": ", Bold(code), "."
            ),
            Paragraph.of(_cut(line.question)),
            Button("See it", Call("feedback list", {"whose": f"person:{line.about_id}"})),
        ),
    )


def declined(line: RequestLine, author: Mention) -> Card:
    """What who asked is told when somebody cannot answer."""
    return Card(
        f"{author.name} cannot answer your question now.",
        (
            Paragraph.of(author, " cannot answer your question", *_about(line), " now."),
            Paragraph.of(_cut(line.question)),
        ),
    )


def reminder(lines: Sequence[RequestLine], why: str) -> Card:
    """A reminder of what waits: what, why it came, and the ways out."""
    first = lines[0]
    asks = f"{first.asker_name} waits for your feedback." if len(lines) == 1 else f"{len(lines)} people wait for you."
    ways_out = (
        *_ways_out(lines),
        Option("Remind me tomorrow", Call("feedback later")),
        Option("Fewer of these", Call("rungs me", {"nudges": "light"})),
    )
    return Card(
        asks,
        (
            *(_one_reminded(first) if len(lines) == 1 else _several_reminded(lines)),
            Menu("More", ways_out),
            Note.of(why),
        ),
    )


def later(day: date) -> Card:
    """The answer to "Remind me tomorrow"."""
    return Card(
        "You will be reminded on your next working day.",
        (Paragraph.of(Date(day), ": I will remind you then, if it is still needed."),),
    )


def _one_reminded(line: RequestLine) -> Iterator[Element]:
    yield Paragraph.of(_asker(line), " waits for your feedback", *_about(line), *_by(line.due_on), ".")
    yield Paragraph.of(_quoted(line.question))
    yield Button("Answer", answering(line), "primary")
    yield Button("Not now", _declining(line))


def _several_reminded(lines: Sequence[RequestLine]) -> Iterator[Element]:
    yield Paragraph.of(Bold(f"{len(lines)} requests"), " wait for your feedback.")
    yield from waiting(lines)


def _ways_out(lines: Sequence[RequestLine]) -> tuple[Option, ...]:
    """Not now, for each of several; a single one has its button."""
    if len(lines) == 1:
        return ()
    return tuple(Option(f"Not now: {line.asker_name}", _declining(line)) for line in lines[:MOST_LISTED])


def waiting(lines: Sequence[RequestLine]) -> Iterator[Element]:
    """A line for each request that waits for the reader."""
    for line in lines[:MOST_LISTED]:
        yield Row(spans(*_who_asks(line), ": ", _cut(line.question)), Button("Answer", answering(line)))
    if len(lines) > MOST_LISTED:
        yield Note.of("There are more behind these.")


def asked(lines: Sequence[OwnRequest], reader_id: int) -> Iterator[Element]:
    """What the reader asked others, and what became of it; nothing where they asked nothing."""
    if not lines:
        return
    yield Heading("You asked")
    for line in lines:
        about = () if line.about_id == reader_id else spans("About ", Mention(line.about_id, line.about_name), ": ")
        parts = [spans(*about, _cut(line.question)), *_became(line.responses), *_until(line.due_on)]
        yield Paragraph(joined(parts, "\n"))


def _became(responses: Sequence[Response]) -> Iterator[Spans]:
    """Who has answered, who waits, who cannot: a line each."""
    words: tuple[tuple[State, str], ...] = (("answered", "Answered"), ("waiting", "Waiting"), ("declined", "Not now"))
    for state, said in words:
        if found := [one for one in responses if _stands(one) == state]:
            yield spans(f"{said}: ", *joined(_response(one) for one in found))


def _stands(one: Response) -> State:
    """An answer that was taken back is waited for again."""
    return "waiting" if one.state == "answered" and not one.code else one.state


def _response(one: Response) -> Spans:
    return spans(Mention(one.person_id, one.name), f" ({one.code})" if one.code else "")


def _until(due_on: date | None) -> Iterator[Spans]:
    if due_on is not None:
        yield spans("Due ", Date(due_on))


def _untold(line: RequestLine) -> str:
    """That whom it is about does not learn of the question."""
    return f"{line.about_name} is not told that {line.asker_name} asks."


def answering(line: RequestLine) -> Call:
    """The call that opens the form of the answer."""
    return Call("feedback answer", {"request": str(line.id)})


def adding(code: str) -> Call:
    """The call that opens the form in which one adds to what was given."""
    return Call("feedback add", {"feedback": code})


def _declining(line: RequestLine) -> Call:
    return Call("feedback decline", {"request": str(line.id)})


def _asker(line: RequestLine) -> Mention:
    return Mention(line.asked_by, line.asker_name)


def _manager(line: RequestLine) -> Span:
    return Plain("nobody") if line.manager_id is None else Mention(line.manager_id, line.manager_name)


def _who_asks(line: RequestLine) -> Spans:
    return spans(_asker(line), " asks for your feedback", *_about(line), *_by(line.due_on))


def _about(line: RequestLine) -> Spans:
    return () if line.is_about_asker else spans(" about ", Mention(line.about_id, line.about_name))


def _by(due_on: date | None) -> Spans:
    return () if due_on is None else spans(", due ", Date(due_on))


def _quoted(question: str) -> Italic:
    return Italic(f"“{question}”")


def _cut(question: str) -> Italic:
    return _quoted(short(" ".join(question.split()), LONGEST_QUOTE))


_SAMPLE = RequestLine(
    id=5,
    asked_by=1,
    asker_name="Ana Ruiz",
    about_id=1,
    about_name="Ana Ruiz",
    manager_id=3,
    manager_name="Chen Wu",
    question="How did the launch go for you? What should I do differently next time?",
    due_on=date(2026, 11, 27),
    created_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
    person_id=2,
    state="waiting",
    is_open=True,
)
_OF_REPORT = replace(_SAMPLE, id=6, about_id=3, about_name="Chen Wu", manager_id=1, manager_name="Ana Ruiz")
_OWN = OwnRequest(
    5,
    1,
    "Ana Ruiz",
    _SAMPLE.question,
    _SAMPLE.due_on,
    (Response(2, "Ben Okafor", "answered", "F-7"), Response(3, "Chen Wu", "waiting", "")),
)
_BEN = Mention(2, "Ben Okafor")
_ASKED = (Somebody(2, "Ben Okafor", ""), Somebody(3, "Chen Wu", ""))


def _listed_sample() -> Card:
    return Card("You asked.", tuple(asked((_OWN, replace(_OWN, about_id=3, about_name="Chen Wu", due_on=None)), 1)))


EXAMPLES: dict[str, Callable[[], Card]] = {
    "feedback asked for": lambda: put(_ASKED, _OWN, 1, is_overheard=False),
    "feedback asked for, about a report": lambda: put(
        _ASKED[:1], replace(_OWN, about_id=3, about_name="Chen Wu"), 1, is_overheard=True
    ),
    "a request for feedback": lambda: request(_SAMPLE),
    "a request for feedback, about a report": lambda: request(_OF_REPORT),
    "a request for feedback, answered": lambda: request(replace(_SAMPLE, state="answered"), "F-7"),
    "a request for feedback, not now": lambda: request(replace(_SAMPLE, state="declined")),
    "a request for feedback, over": lambda: over(replace(_OF_REPORT, is_open=False)),
    "a request for feedback, answered before": lambda: twice(_SAMPLE, "F-7"),
    "feedback that was asked for": lambda: given(_OF_REPORT, _BEN, "F-8"),
    "feedback that somebody cannot give": lambda: declined(_OF_REPORT, _BEN),
    "a reminder of a request": lambda: reminder((_SAMPLE,), BECAUSE_IT_IS_NEAR),
    "a reminder of several requests": lambda: reminder((_SAMPLE, _OF_REPORT), BECAUSE_YOU_ASKED),
    "a reminder of requests for tomorrow": lambda: later(date(2026, 11, 27)),
    "what one asked": _listed_sample,
    "requests at Home": lambda: Card("Colleagues wait for you.", tuple(waiting((_SAMPLE, _OF_REPORT)))),
}
