"""The refusals of the Web API."""

from collections.abc import Sequence


class ApiError(Exception):
    """A refusal as Slack words it: `{"ok": false, "error": code}`, with details in response_metadata.messages."""

    def __init__(self, code: str, messages: Sequence[str] = (), *, needed: str = "", provided: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)
        self.needed = needed
        self.provided = provided
