"""One pass over the words of a command: what they gave so far, and how a value is cut out of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from handlers.chat import number
from handlers.chat.ask import Ask
from handlers.chat.fields import NumberKind, PicksKind, Unreadable
from handlers.chat.spec import FieldSpec, FormSpec
from handlers.chat.words import Word, flatten


@dataclass(slots=True)
class Reading:
    """`given` are the fields as typed and `said` the words that gave them; `doubts` are sentences for the person.

    `rest` are the words that no option took, `breaks` the places where such a word follows an option; `values` are what
    was found behind keywords, with its number of words, by the place where it begins and the field.
    """

    ask: Ask
    spec: FormSpec
    raw: str
    given: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    rest: list[Word] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    values: dict[tuple[int, str], tuple[str, int]] = field(default_factory=dict)

    def text(self, words: Sequence[Word]) -> str:
        """The words as they were typed, line breaks included; what an option took out of the middle is left out."""
        if not words:
            return ""
        if len(words) == 1:
            return words[0].text
        pieces: list[str] = []
        begins = words[0].start
        for left, right in pairwise(words) if self.breaks else ():
            if right.start in self.breaks:
                pieces += self.raw[begins : left.end], self._space(left, right)
                begins = right.start
        return "".join((*pieces, self.raw[begins : words[-1].end]))

    def quoted(self, words: Sequence[Word]) -> str:
        """The words as a sentence quotes them, on one line."""
        return " ".join(flatten(self.text(words)).split())

    def value(self, field: FieldSpec, ahead: Sequence[Word]) -> tuple[str, int]:
        """The value that stands ahead, as text, and how many words it has. Several things are one a line."""
        if isinstance(field.kind, PicksKind):
            return self._several(field.kind, ahead)
        reach = ahead if field.is_text else self._run(ahead)
        count = min(max(field.kind.take(self.ask, [word.text for word in reach]), 0), len(reach))
        return self.text(reach[:count]), count

    def announced(self, field: FieldSpec, ahead: Sequence[Word]) -> tuple[str, int]:
        """The value behind an option or a keyword: at least one word, and of a text in quotes no more than that."""
        text, taken = self.value(field, ahead[:1] if field.is_text and ahead and ahead[0].quoted else ahead)
        return (ahead[0].text, 1) if ahead and not taken else (text, taken)

    def is_readable(self, field: FieldSpec, text: str) -> bool:
        try:
            field.kind.read(self.ask, text)
        except Unreadable:
            return False
        return True

    def is_refused(self, field: FieldSpec, text: str) -> bool:
        """Whether a number was meant, and one that cannot be read: that is said where it stands."""
        return isinstance(field.kind, NumberKind) and number.is_refused(text)

    def is_given(self, name: str, text: str) -> bool:
        """Whether the field is given and means what this text would."""
        field = self.spec.field(name)
        before = self.given.get(name)
        if field is None or before is None:
            return False
        try:
            return bool(field.kind.read(self.ask, before) == field.kind.read(self.ask, text))
        except Unreadable:
            return before == text

    def _run(self, words: Sequence[Word]) -> Sequence[Word]:
        """The words up to the first option or the end of the line."""
        if not self.breaks and "\n" not in self.raw:
            return words
        ends = (index for index in range(1, len(words)) if self._is_apart(words[index - 1], words[index]))
        return words[: next(ends, len(words))]

    def _is_apart(self, left: Word, right: Word) -> bool:
        return right.start in self.breaks or "\n" in self.raw[left.end : right.start]

    def _space(self, left: Word, right: Word) -> str:
        """What stands between two words when the option between them is gone: a line ends if it ended on a side."""
        gap = self.raw[left.end : right.start]
        taken = gap.strip()
        before, _, after = gap.partition(taken)
        return "\n" if "\n" in before + after else " "

    def _several(self, kind: PicksKind, ahead: Sequence[Word]) -> tuple[str, int]:
        lines: list[str] = []
        taken = 0
        for count in kind.spans(self.ask, [word.text for word in ahead]):
            lines.append(" ".join(self.text(ahead[taken : taken + count]).split()))
            taken += count
        return "\n".join(lines), taken
