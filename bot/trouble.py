"""What a log may say of an error: its kind and where it arose, never its words, which may quote what somebody wrote."""

import traceback
from typing import Any

import structlog

INNERMOST = 8

log = structlog.get_logger()


def report(event: str, error: BaseException, **ids: object) -> None:
    """Log an error for the operator: its type and its innermost frames as file:line, beside the ids given."""
    log.error(event, **outline(error), **ids)


def outline(error: BaseException) -> dict[str, Any]:
    """The error's type as `error`, its innermost frames as `at`."""
    frames = traceback.extract_tb(error.__traceback__)[-INNERMOST:]
    return {"error": type(error).__name__, "at": [f"{frame.filename}:{frame.lineno}" for frame in frames]}
