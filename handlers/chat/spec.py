"""What a form declares, as the grammar, the screens and help read it: its fields, its words, its commands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute

from handlers.chat.fields import Keyword, Kind, Phrase, TextKind, TickKind


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One declared field. A `needed` one must be filled in; an `optional` one has a default and is typed as an option.

    In what is `filled_in`, something always stands when the form opens. `keywords` may stand before its value;
    `phrases` say a value by themselves; `alone` is what the option says where nothing stands behind it.
    """

    name: str
    label: str
    help: str
    kind: Kind
    needed: bool
    optional: bool
    keywords: tuple[Keyword, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    alone: str = ""
    filled_in: bool = False

    @property
    def is_text(self) -> bool:
        return isinstance(self.kind, TextKind)

    @property
    def is_tick(self) -> bool:
        return isinstance(self.kind, TickKind)


@dataclass(frozen=True, slots=True)
class Clause:
    """What may stand behind the positional fields: words and the value after them ("at least 95"), or words alone.

    `words` are in lower case. `field` gets the value; without one it is a phrase ("yes-no"). `implies` are the values
    of other fields; `after` are the words of the clause that it has to follow, if any.
    """

    words: tuple[str, ...]
    field: FieldSpec | None
    implies: Mapping[str, str]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSpec:
    """What a form class declares: its commands, its words, its fields.

    `rows_field` holds a repeated group of `rows_fields`, shown behind so many fields as `rows_place`; `carried` are
    values that travel with the form and that nobody types, fields or not. `judges` says that the form itself decides
    what is wanting (Form.wanting).

    `positional` fields are typed in order; behind them stand `clauses`, by their first word and the longest first.
    `options` are by the word after the two dashes: `company_value` is --company-value, `is_` is --is, and the label
    From is --from whatever its field is called. `trailing_text`, the last optional text without a keyword, takes the
    rest of the line.
    """

    command: str
    also: tuple[str, ...]
    title: str
    submit: str
    about: str
    example: str
    reads: bool
    listed: bool
    action: str
    fields: tuple[FieldSpec, ...]
    rows_field: str
    rows_fields: tuple[FieldSpec, ...]
    rows_place: int = 0
    carried: tuple[str, ...] = ()
    judges: bool = False
    positional: tuple[FieldSpec, ...] = attribute(init=False, repr=False, compare=False)
    clauses: Mapping[str, tuple[Clause, ...]] = attribute(init=False, repr=False, compare=False)
    options: Mapping[str, FieldSpec] = attribute(init=False, repr=False, compare=False)
    trailing_text: FieldSpec | None = attribute(init=False, repr=False, compare=False)

    @property
    def area(self) -> str:
        return self.command.split(" ", 1)[0]

    def __post_init__(self) -> None:
        typed = tuple(field for field in self.fields if field.name not in self.carried)
        optional = [field for field in typed if field.optional]
        named = {_option(field.name): field for field in optional}
        labelled = {_option(field.label): field for field in reversed(optional) if field.label}
        positional = tuple(field for field in self.fields if not field.optional and not field.keywords)
        last_text = next((field for field in reversed(typed) if field.is_text and not field.keywords), None)
        # Every command that is typed asks for these, so they are worked out once.
        object.__setattr__(self, "positional", positional)
        object.__setattr__(self, "clauses", _by_first_word(_clauses(typed)))
        object.__setattr__(self, "options", named | labelled | named)
        object.__setattr__(self, "trailing_text", last_text if last_text and last_text.optional else None)

    def field(self, name: str) -> FieldSpec | None:
        """The field of that name; `rows.KR-5.value` finds the row's field."""
        if self.rows_field and name.startswith(f"{self.rows_field}."):
            last = name.rpartition(".")[2]
            return next((field for field in self.rows_fields if field.name == last), None)
        return next((field for field in self.fields if field.name == name), None)


def _clauses(fields: Sequence[FieldSpec]) -> tuple[Clause, ...]:
    """What the keywords and phrases make. Raises TypeError where one implies a field that is not there."""
    found = tuple(clause for field in fields for clause in _clauses_of(field))
    implied = {name for clause in found for name in clause.implies}
    if gone := implied - {field.name for field in fields}:
        raise TypeError(f"a keyword implies {', '.join(sorted(gone))}, and no such field is there")
    return found


def _clauses_of(field: FieldSpec) -> Iterator[Clause]:
    for keyword in field.keywords:
        yield Clause(_words(keyword.words), field, keyword.implies, _words(keyword.after))
    for phrase in field.phrases:
        yield Clause(_words(phrase.words), None, {field.name: phrase.says})


def _option(text: str) -> str:
    """A field's name or its label as it stands behind two dashes."""
    return text.strip("_ ").lower().replace("_", "-").replace(" ", "-")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.lower().split())


def _by_first_word(clauses: Iterable[Clause]) -> dict[str, tuple[Clause, ...]]:
    found: dict[str, list[Clause]] = {}
    for clause in sorted(clauses, key=lambda clause: len(clause.words), reverse=True):
        found.setdefault(clause.words[0], []).append(clause)
    return {word: tuple(several) for word, several in found.items()}
