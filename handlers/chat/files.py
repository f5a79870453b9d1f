"""Files that people send along with their words, and the one command that they are for."""

from dataclasses import dataclass
from typing import Final, Literal

IMPORT: Final = "rungs import"
"""The command that takes files."""
MOST_BYTES: Final = 1024 * 1024
"""Bytes of all the files of one message that are fetched."""
KINDS: Final = (".csv", ".tsv", ".yaml", ".yml")
"""How the names of those end that are fetched: tables, and what another tool calls their columns."""
TABLES: Final = (".csv", ".tsv")

Fate = Literal["fetched", "unasked", "too_large", "withheld", "out_of_reach"]
"""What became of a file: `withheld` is one that the platform keeps from us, `out_of_reach` one that did not come."""


@dataclass(frozen=True, slots=True)
class File:
    """A file by the name that its sender gave it; its content is there where it was fetched."""

    name: str
    fate: Fate = "unasked"
    content: bytes = b""

    @property
    def is_read(self) -> bool:
        """Whether it is of a kind that can be read."""
        return self.name.lower().endswith(KINDS)

    @property
    def is_table(self) -> bool:
        """Whether it is a table by its name."""
        return self.name.lower().endswith(TABLES)
