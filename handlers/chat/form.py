"""Form: the one declaration from which the grammar, the modal, the validation, help and the manifest come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from handlers.chat.ask import Ask
from handlers.chat.card import Call, Element
from handlers.chat.fields import Keyword, Kind, Label, Needed, Phrase, TextKind, TickKind, Unreadable


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One declared field. A `needed` one must be filled in; an `optional` one has a default and is typed as an option.

    `keywords` may stand before its value; `phrases` say a value by themselves.
    """

    name: str
    label: str
    help: str
    kind: Kind
    needed: bool
    optional: bool
    keywords: tuple[Keyword, ...] = ()
    phrases: tuple[Phrase, ...] = ()

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
class RowView:
    """One repetition of a repeated group: its key ("KR-5"), what stands above its inputs, and a hint for each field."""

    key: str
    heading: tuple[Element, ...]
    hints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormSpec:
    """What a form class declares: its commands, its words, its fields.

    `rows_field` holds a repeated group of `rows_fields`; `carried` are values that travel with the form and that nobody
    types, fields or not. `judges` says that the form itself decides what is wanting (Form.wanting).

    `positional` fields are typed in order; behind them stand `clauses`, by their first word and the longest first.
    `options` are by the word after the two dashes: `company_value` is --company-value, `is_` is --is; `trailing_text`,
    the last optional text without a keyword, takes the rest of the line.
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
        options = {field.name.strip("_").replace("_", "-"): field for field in typed if field.optional}
        positional = tuple(field for field in self.fields if not field.optional and not field.keywords)
        last_text = next((field for field in reversed(typed) if field.is_text and not field.keywords), None)
        # Every command that is typed asks for these, so they are worked out once.
        object.__setattr__(self, "positional", positional)
        object.__setattr__(self, "clauses", _by_first_word(_clauses(typed)))
        object.__setattr__(self, "options", options)
        object.__setattr__(self, "trailing_text", last_text if last_text and last_text.optional else None)

    def field(self, name: str) -> FieldSpec | None:
        """The field of that name; `rows.KR-5.value` finds the row's field."""
        if self.rows_field and name.startswith(f"{self.rows_field}."):
            last = name.rpartition(".")[2]
            return next((field for field in self.rows_fields if field.name == last), None)
        return next((field for field in self.fields if field.name == name), None)


class Row(BaseModel):
    """A group of fields that a form repeats, one group a thing.

    Every field has a default: an untouched row says nothing.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, extra="forbid", defer_build=True)


class Form(BaseModel):
    """A thing that a person may ask for, declared with `command=` and `title=`; its docstring's first line is its help.

    `also` are further commands for the same; `reads` marks a form that only reads; `action` makes it a message
    shortcut; `example` are the words that help shows; `listed=False` keeps what only buttons call out of help.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, extra="forbid", defer_build=True)
    spec: ClassVar[FormSpec]

    def __init_subclass__(
        cls,
        *,
        command: str,
        title: str = "",
        also: tuple[str, ...] = (),
        submit: str = "Save",
        example: str = "",
        reads: bool = False,
        listed: bool = True,
        action: str = "",
    ) -> None:
        # The fields are not there yet: __pydantic_init_subclass__ reads what is declared here.
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(cls, **said: Any) -> None:
        rows_field, row = _repeated(cls)
        command = str(said["command"])
        cls.spec = FormSpec(
            command=command,
            also=tuple(said.get("also", ())),
            title=str(cls.model_config.get("title") or command.capitalize()),
            submit=str(said.get("submit", "Save")),
            about=(cls.__doc__ or "").strip().split("\n", 1)[0],
            example=str(said.get("example", f"/{command}")),
            reads=bool(said.get("reads", False)),
            listed=bool(said.get("listed", True)),
            action=str(said.get("action", "")),
            fields=tuple(_specs(cls, leave_out=rows_field)),
            rows_field=rows_field,
            rows_fields=tuple(_specs(row)) if row else (),
            carried=tuple(cls.carries()),
            judges=cls.wanting is not Form.wanting,
        )
        if any(field.needed for field in cls.spec.rows_fields):
            raise TypeError(f"every field of {cls.__name__}'s rows has a default: an untouched row says nothing")

    @classmethod
    def asked(cls, **given: str) -> Call:
        """A call of this form with some fields already given, as a person would write them."""
        for name in given:
            if cls.spec.field(name) is None and name not in cls.carries():
                raise ValueError(f"{cls.__name__} has no field {name}")
        return Call(cls.spec.command, given)

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        """What stands in the inputs when the form opens."""
        return given

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        """Names of values that travel with the form without an input."""
        return ()

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        """What stands above the inputs: who will see it, what it is about."""
        return ()

    @classmethod
    def rows_shown(cls, ask: Ask, given: Mapping[str, str]) -> tuple[RowView, ...]:
        """The repetitions on this screen, for a form with a repeated group."""
        return ()

    @classmethod
    def hints(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        """What stands in an input while it is empty."""
        return {}

    def wanting(self) -> Mapping[str, str]:
        """What the values, each of them readable, need of one another: a sentence for each field to be mended."""
        return {}


def read(ask: Ask, form: type[Form], raw: Mapping[str, str]) -> tuple[Form | None, dict[str, Unreadable]]:
    """The form with its values, or none and what is wrong with each field that needs mending."""
    values: dict[str, Any] = {}
    errors: dict[str, Unreadable] = {}
    for field in form.spec.fields:
        _read_field(ask, field, raw.get(field.name, ""), field.name, values, errors)
    if form.spec.rows_field:
        values[form.spec.rows_field] = _read_rows(ask, form, raw, errors)
    if errors:
        return None, errors
    made = form.model_construct(**values)
    wanting = {name: Unreadable(sentence) for name, sentence in made.wanting().items()}
    return (None, wanting) if wanting else (made, {})


def _read_field(
    ask: Ask, field: FieldSpec, text: str, name: str, values: dict[str, Any], errors: dict[str, Unreadable]
) -> None:
    if not text.strip():
        if field.needed:
            errors[name] = Unreadable(f"Please fill in “{field.label}”.")
        return
    try:
        value = field.kind.read(ask, text)
    except Unreadable as problem:
        errors[name] = problem
        return
    if field.needed and value in ("", ()):
        errors[name] = Unreadable(f"Please fill in “{field.label}”.")
        return
    values[field.name] = value


def _read_rows(ask: Ask, form: type[Form], raw: Mapping[str, str], errors: dict[str, Unreadable]) -> dict[str, Row]:
    """The rows in which something stands, in the order in which they came."""
    row = _repeated(form)[1] or Row
    rows: dict[str, Row] = {}
    for key in _row_keys(form.spec, raw):
        values: dict[str, Any] = {}
        for field in form.spec.rows_fields:
            name = f"{form.spec.rows_field}.{key}.{field.name}"
            _read_field(ask, field, raw.get(name, ""), name, values, errors)
        if any(value is not False and value not in ("", ()) for value in values.values()):
            rows[key] = row.model_construct(**values)
    return rows


def _row_keys(spec: FormSpec, raw: Mapping[str, str]) -> Iterable[str]:
    prefix = f"{spec.rows_field}."
    known = {field.name for field in spec.rows_fields}
    keys: dict[str, None] = {}
    for name in raw:
        key, _, last = name.removeprefix(prefix).rpartition(".")
        if name.startswith(prefix) and key and last in known:
            keys[key] = None
    return keys


def _specs(form: type[BaseModel], leave_out: str = "") -> list[FieldSpec]:
    return [_spec(name, info) for name, info in form.model_fields.items() if name != leave_out]


def _spec(name: str, info: FieldInfo) -> FieldSpec:
    marks = [*info.metadata, *_annotations(info.annotation)]
    kind = next((mark for mark in marks if hasattr(mark, "take")), None)
    if kind is None:
        raise TypeError(f"the field {name} says no kind: annotate it with one of handlers.chat.fields")
    label = next((mark for mark in marks if isinstance(mark, Label)), Label(name.replace("_", " ").capitalize()))
    return FieldSpec(
        name=name,
        label=label.text,
        help=label.help,
        kind=kind,
        needed=info.is_required() or any(isinstance(mark, Needed) for mark in marks),
        optional=not info.is_required(),
        keywords=tuple(mark for mark in marks if isinstance(mark, Keyword)),
        phrases=tuple(mark for mark in marks if isinstance(mark, Phrase)),
    )


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


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.lower().split())


def _by_first_word(clauses: Iterable[Clause]) -> dict[str, tuple[Clause, ...]]:
    found: dict[str, list[Clause]] = {}
    for clause in sorted(clauses, key=lambda clause: len(clause.words), reverse=True):
        found.setdefault(clause.words[0], []).append(clause)
    return {word: tuple(several) for word, several in found.items()}


def _annotations(annotation: Any) -> list[Any]:
    """What `Annotated` says, also inside `X | None`."""
    if get_origin(annotation) is Annotated:
        return list(get_args(annotation)[1:])
    if get_origin(annotation) in (Union, UnionType):
        return [mark for part in get_args(annotation) for mark in _annotations(part)]
    return []


def _repeated(form: type[BaseModel]) -> tuple[str, type[Row] | None]:
    for name, info in form.model_fields.items():
        if get_origin(info.annotation) is dict:
            row = get_args(info.annotation)[1]
            if isinstance(row, type) and issubclass(row, Row):
                return name, row
    return "", None
