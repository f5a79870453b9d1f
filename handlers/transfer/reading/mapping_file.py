"""The file in which somebody writes what another tool calls its columns."""

from typing import Any

import yaml

from handlers.transfer.reading.mapping import Mapped
from handlers.transfer.reading.sheets import COLUMNS

KEYS = frozenset(("columns", "constants", "values"))


class NotAMapping(ValueError):
    """It is no mapping; the sentence says what to change."""


def mapping_in(name: str, content: bytes) -> Mapped:
    """The mapping in a file of that name. Raises NotAMapping."""
    body = _body(name, content)
    if not isinstance(body, dict) or not set(body) <= KEYS:
        raise NotAMapping(f"{name} must hold the keys columns, constants and values, and no others.")
    columns, constants = _texts(name, "columns", body), _texts(name, "constants", body)
    values = body.get("values") or {}
    if not isinstance(values, dict):
        raise NotAMapping(f"{name}, values: write our column, and below it their word: our word.")
    unknown = sorted({*columns, *constants, *map(_word, values)} - {one for names in COLUMNS.values() for one in names})
    if unknown:
        raise NotAMapping(f"{name}: {', '.join(unknown)} is no column of Rungs. See docs/operating.md.")
    words = {column: _texts(name, f"values.{column}", {f"values.{column}": values[column]}) for column in values}
    folded = {column: {theirs.casefold(): ours for theirs, ours in found.items()} for column, found in words.items()}
    return Mapped(columns, constants, folded)


def _body(name: str, content: bytes) -> Any:
    try:
        return yaml.safe_load(content.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise NotAMapping(f"{name} cannot be read: {type(problem).__name__}.") from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        raise NotAMapping(f"{name} is not valid YAML{f' in line {mark.line + 1}' if mark else ''}.") from None
    except RecursionError:
        raise NotAMapping(f"{name} is nested too deeply. Write pairs such as title: Goal.") from None


def _texts(name: str, key: str, body: dict[Any, Any]) -> dict[str, str]:
    found = body.get(key) or {}
    # A list of lists of lists, each said twice, would fill the memory once it is written out.
    if not isinstance(found, dict) or any(isinstance(one, dict | list) for one in found.values()):
        raise NotAMapping(f"{name}, {key}: write pairs such as title: Goal.")
    return {_word(title): _word(value) for title, value in found.items()}


def _word(value: object) -> str:
    """YAML takes a bare yes for true."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
