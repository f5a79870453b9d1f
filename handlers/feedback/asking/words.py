"""Requests for feedback in half a sentence or a call, wherever they stand."""

from datetime import date

from handlers.chat.card import Call
from handlers.chat.text import Date, Italic, Mention, Spans, spans
from handlers.okrs.lines import short
from storage.feedback_requests import RequestLine

MOST_LISTED = 5
"""Requests that Home, the list and a reminder name; the others are counted."""
LONGEST_QUOTE = 200
"""Characters of a question where it is one of several things; the whole of it is in the form and in its message."""


def untold(line: RequestLine) -> str:
    """That whom it is about does not learn of the question."""
    return f"{line.about_name} is not told that {line.asker_name} asks."


def answering(line: RequestLine) -> Call:
    """The call that opens the form of the answer."""
    return Call("feedback answer", {"request": str(line.id)})


def adding(code: str) -> Call:
    """The call that opens the form in which one adds to what was given."""
    return Call("feedback add", {"feedback": code})


def declining(line: RequestLine) -> Call:
    """The call that tells who asked that one cannot answer now."""
    return Call("feedback decline", {"request": str(line.id)})


def asker(line: RequestLine) -> Mention:
    """Who asks."""
    return Mention(line.asked_by, line.asker_name)


def who_asks(line: RequestLine) -> Spans:
    """Who asks for feedback, about whom and by when."""
    return spans(asker(line), " asks for your feedback", *about(line), *by(line.due_on))


def about(line: RequestLine) -> Spans:
    """About whom, where that is not who asks."""
    return () if line.is_about_asker else spans(" about ", Mention(line.about_id, line.about_name))


def by(due_on: date | None) -> Spans:
    """By when, behind a sentence."""
    return () if due_on is None else spans(", due ", Date(due_on))


def quoted(question: str) -> Italic:
    """The question."""
    return Italic(f"“{question}”")


def cut(question: str) -> Italic:
    """The question where it is one of several things."""
    return quoted(short(" ".join(question.split()), LONGEST_QUOTE))
