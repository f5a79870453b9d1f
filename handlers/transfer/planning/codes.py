"""Which thing a line is about: by our code, by the one of another tool, or a new one."""

import re
from collections.abc import Mapping
from typing import Final

from handlers.chat.fields import LONGEST_TITLE, Unreadable
from storage.transfer.kept import SOURCE
from storage.transfer.portable import Snapshot
from storage.transfer.snapshots import number_of

PREFIXES: Final[Mapping[str, str]] = {"objective": "O", "key_result": "KR", "kpi": "KPI"}
NOUNS: Final[Mapping[str, str]] = {"O": "an objective", "KR": "a key result", "KPI": "a KPI"}
_OURS = re.compile(r"(O|KR|KPI)-0*([1-9]\d{0,5})", re.ASCII | re.IGNORECASE)


class Codes:
    """The codes of what is here and of what the files bring."""

    def __init__(self, store: Snapshot) -> None:
        self._last = dict.fromkeys(PREFIXES.values(), 0) | dict(store.last)
        self._sources = {
            (code.rpartition("-")[0], cells[SOURCE].casefold()): code
            for code, cells in store.kept.items()
            if SOURCE in cells
        }
        for code in (*store.objectives, *store.key_results, *store.kept):
            self._count(code)

    def reserve(self, kind: str, said: str) -> None:
        """Let no new code be the one that a line says."""
        if (found := _OURS.fullmatch(said)) is not None and self.is_ours(kind, said):
            self._count(_code(found))

    def of(self, kind: str, said: str) -> str:
        """Our code for the one that a line of that kind says. Raises Unreadable."""
        prefix = PREFIXES[kind]
        if not said:
            advice = f"Write one such as {prefix}-7, so that importing the file again changes the same line."
            raise Unreadable(f"it is missing. {advice}")
        found = _OURS.fullmatch(said)
        if found is not None and found[1].upper() != prefix:
            raise Unreadable(f"{said} is the code of {NOUNS[found[1].upper()]}; this line is {NOUNS[prefix]}.")
        if found is not None:
            return _code(found)
        if len(said) > LONGEST_TITLE:
            raise Unreadable(f"it has over {LONGEST_TITLE} characters. Shorten it.")
        return self._given(prefix, said)

    def is_ours(self, kind: str, said: str) -> bool:
        """Whether it is a code of our own for such a line."""
        found = _OURS.fullmatch(said)
        return found is not None and found[1].upper() == PREFIXES[kind]

    def source(self, kind: str, said: str) -> str:
        """The code where it is another tool's, "" where it is ours."""
        return "" if self.is_ours(kind, said) else said

    def known(self, kind: str, said: str) -> str:
        """Our code for one that a line names as its parent, "" where no line has it."""
        found = _OURS.fullmatch(said)
        if found is not None:
            return _code(found) if found[1].upper() == PREFIXES[kind] else ""
        return self._sources.get((PREFIXES[kind], said.casefold()), "")

    def _given(self, prefix: str, source: str) -> str:
        key = (prefix, source.casefold())
        if key not in self._sources:
            self._last[prefix] += 1
            self._sources[key] = f"{prefix}-{self._last[prefix]}"
        return self._sources[key]

    def _count(self, code: str) -> None:
        prefix, number = number_of(code)
        self._last[prefix] = max(self._last.get(prefix, 0), number)


def _code(found: re.Match[str]) -> str:
    return f"{found[1].upper()}-{found[2]}"
