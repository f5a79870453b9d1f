"""What is asked, at whoever is asked: the message, the form of the answer, and what is said where there is none."""

from collections.abc import Iterator, Sequence

from handlers.chat.card import Button, Card, Element, Note, Paragraph, Row
from handlers.chat.text import Bold, Command, Mention, Plain, Span, Spans, joined, spans
from handlers.feedback.asking import words
from handlers.feedback.giving.cards import FOR_TEN_MINUTES
from storage.feedback_requests import RequestLine


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
    untold = "" if line.is_about_asker else f" {words.untold(line)}"
    return Card(
        f"{line.asker_name} asks for your feedback{of_whom}.",
        (
            Paragraph.of(*words.who_asks(line), "."),
            Paragraph.of(words.quoted(line.question)),
            Button("Answer", words.answering(line), "primary"),
            Button("Not now", words.declining(line)),
            Note.of(f"Before you send it, you choose who reads your answer.{untold}"),
        ),
    )


def _answered(line: RequestLine, code: str) -> Card:
    return Card(
        f"You answered {line.asker_name}: {code}.",
        (
            Paragraph.of("You answered ", words.asker(line), *words.about(line), ": ", Bold(code), "."),
            Paragraph.of(words.cut(line.question)),
            Button("Add to it", words.adding(code)),
        ),
    )


def _declined(line: RequestLine) -> Card:
    return Card(
        f"You told {line.asker_name} that you cannot answer now.",
        (
            Paragraph.of("You told ", words.asker(line), " that you cannot answer now."),
            Paragraph.of(words.cut(line.question)),
            Button("Answer after all", words.answering(line)),
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
        Paragraph.of(*words.who_asks(line), ": ", words.quoted(line.question)),
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
        yield spans(Bold("private"), ": ", words.asker(line), ", who asks, and nobody else. ", words.untold(line))
        yield spans(Bold("manager"), ": ", about, ", and ", words.asker(line), " as their manager")
        yield spans(Bold("public"), ": everyone in the company, ", about, " too")
        return
    yield spans(Bold("private"), ": ", words.asker(line), ", who asks, and nobody else")
    if line.manager_id is None:
        yield spans(Bold("manager"), f": not to be chosen, as {line.about_name} has no manager")
    elif line.manager_id == reader_id:
        yield spans(Bold("manager"), ": ", words.asker(line), ", and you as their manager")
    else:
        yield spans(Bold("manager"), ": ", words.asker(line), ", and ", _manager(line), " as their manager")
    yield spans(Bold("public"), ": everyone in the company")


def twice(line: RequestLine, code: str) -> Card:
    """What is said to whoever answers what they have answered."""
    sentence = f"You have answered {line.asker_name} already: {code}. What you add is read by the same people."
    return Card(sentence, (Paragraph.of(sentence), Button("Add to it", words.adding(code), "primary")))


def waiting(lines: Sequence[RequestLine]) -> Iterator[Element]:
    """A line for each request that waits for the reader."""
    for line in lines[: words.MOST_LISTED]:
        yield Row(spans(*words.who_asks(line), ": ", words.cut(line.question)), Button("Answer", words.answering(line)))
    if len(lines) > words.MOST_LISTED:
        yield Note.of("There are more behind these.")


def _manager(line: RequestLine) -> Span:
    return Plain("nobody") if line.manager_id is None else Mention(line.manager_id, line.manager_name)
