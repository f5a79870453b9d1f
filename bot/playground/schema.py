"""Small parts to describe what a JSON value must look like, with Slack's words for what is wrong and where."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Problems = Iterator[str]
Check = Callable[[Any, str], Problems]


def problem(what: str, at: str) -> str:
    """One line of response_metadata.messages; `at` is a JSON pointer."""
    return f"[ERROR] {what} [json-pointer:{at or '/'}]"


def string(low: int = 0, high: int = 255) -> Check:
    """A string of `low` to `high` characters."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield problem("must provide a string", at)
        elif len(value) < low:
            yield problem(f"must be more than {low - 1} characters", at)
        elif len(value) > high:
            yield problem(f"must be less than {high + 1} characters", at)

    return check


def boolean(value: Any, at: str) -> Problems:
    """True or false."""
    if not isinstance(value, bool):
        yield problem("must provide a boolean", at)


def integer(low: int, high: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must provide an integer", at)
        elif not low <= value <= high:
            yield problem(f"must be between {low} and {high}", at)

    return check


def anything(value: Any, at: str) -> Problems:
    """No rule of Slack's is known here."""
    return iter(())


def one_of(*allowed: str) -> Check:
    """One of these words."""

    def check(value: Any, at: str) -> Problems:
        if value not in allowed:
            yield problem(f"must be one of: {', '.join(allowed)}", at)

    return check


def listing(item: Check, low: int, high: int) -> Check:
    """A list of `low` to `high` items."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield problem("must be an array", at)
            return
        if len(value) < low:
            yield problem(f"no less than {low} items allowed", at)
        if len(value) > high:
            yield problem(f"no more than {high} items allowed", at)
        for index, part in enumerate(value):
            yield from item(part, f"{at}/{index}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these keys and no others; `type` is looked at by `by_type`."""
    known = {**required, **optional}

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield problem("must be an object", at)
            return
        for key in required.keys() - value.keys():
            yield problem(f"missing required field: {key}", at)
        for key, part in value.items():
            if key in known:
                yield from known[key](part, f"{at}/{key}")
            elif key != "type":
                yield problem(f"invalid additional property: {key}", at)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these it is."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield problem("must be an object", at)
        elif value.get("type") not in kinds:
            yield problem(f"unsupported type: {value.get('type')}", f"{at}/type")
        else:
            yield from kinds[value["type"]](value, at)

    return check


def every(*checks: Check) -> Check:
    """All of these rules."""

    def check(value: Any, at: str) -> Problems:
        for part in checks:
            yield from part(value, at)

    return check
