"""What was asked, at whoever asked: the answer to it, and what became of it."""

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.chat.card import Button, Call, Card, Element, Heading, Note, Paragraph
from handlers.chat.text import Bold, Date, Mention, Spans, joined, listed, spans
from handlers.feedback.asking import words
from storage.feedback_requests import OwnRequest, RequestLine, Response, State
from storage.people import Somebody


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
                *words.by(line.due_on),
                ".",
            ),
            Paragraph.of(words.quoted(line.question)),
            Note.of("Each chooses who reads their answer, and is named in it. You are told of every answer."),
            *untold,
            *(heard if is_overheard else ()),
            Button("See what I asked", Call("feedback list")),
        ),
    )


def given(line: RequestLine, author: Mention, code: str) -> Card:
    """What the manager is told when feedback that they asked for went to their report."""
    return Card(
        f"{author.name} answered you about {line.about_name}: {code}.",
        (
            Paragraph.of(
                author, " answered you about ", Mention(line.about_id, line.about_name), ": ", Bold(code), "."
            ),
            Paragraph.of(words.cut(line.question)),
            Button("See it", Call("feedback list", {"whose": f"person:{line.about_id}"})),
        ),
    )


def declined(line: RequestLine, author: Mention) -> Card:
    """What who asked is told when somebody cannot answer."""
    return Card(
        f"{author.name} cannot answer your question now.",
        (
            Paragraph.of(author, " cannot answer your question", *words.about(line), " now."),
            Paragraph.of(words.cut(line.question)),
        ),
    )


def asked(lines: Sequence[OwnRequest], reader_id: int) -> Iterator[Element]:
    """What the reader asked others, and what became of it; nothing where they asked nothing."""
    if not lines:
        return
    yield Heading("You asked")
    for line in lines:
        about = () if line.about_id == reader_id else spans("About ", Mention(line.about_id, line.about_name), ": ")
        parts = [spans(*about, words.cut(line.question)), *_became(line.responses), *_until(line.due_on)]
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
