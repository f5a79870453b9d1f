"""Structured logs: one JSON line an event, with ids and never a message's text or a token."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor

from bot.trouble import outline

QUIET = ("slack_bolt", "slack_sdk", "aiohttp.access", "apscheduler", "alembic")
"""Libraries that would log what people wrote, or every request, at their usual level."""


def set_up_logs(json: bool = True) -> None:
    """Send every log to standard error, as JSON lines or, for somebody who watches, as plain ones."""
    renderer: Processor = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words_of_errors,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _without_words_of_errors(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Of an error that a library logs, leave its kind and where it arose.

    Its words may quote what somebody wrote; asyncio repeats them below the first line of its message.
    """
    given = event.pop("exc_info", None)
    found = sys.exc_info() if given is True else given
    error = found[1] if isinstance(found, tuple) else found
    if not isinstance(error, BaseException):
        return event
    return {**event, **outline(error), "event": str(event.get("event", "")).partition("\n")[0]}
