"""What another tool calls its columns, and its words in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping file: `columns` are theirs by ours, `constants` what every line says, `values` our words for theirs.

    `values` are by our column and by their word without case.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def said(self, column: str, text: str) -> str:
        """What a cell says in our words."""
        return self.values.get(column, {}).get(text.casefold(), text)


NO_MAPPING = Mapped()
