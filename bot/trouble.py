"""What a log may say of an error: its kind and where it arose, never its words, which may quote what somebody wrote."""

import traceback

import structlog

INNERMOST = 8

log = structlog.get_logger()


def report(event: str, error: BaseException, **ids: object) -> None:
    """Log an error for the operator: its type and its innermost frames as file:line, beside the ids given."""
    frames = traceback.extract_tb(error.__traceback__)[-INNERMOST:]
    log.error(event, error=type(error).__name__, at=[f"{frame.filename}:{frame.lineno}" for frame in frames], **ids)
