"""Form: the one declaration from which the grammar, the modal, the validation, help and the manifest come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from handlers.chat.ask import Ask
from handlers.chat.card import Call, Element
from handlers.chat.fields import Alone, FilledIn, Keyword, Label, Needed, Phrase, Unreadable
from handlers.chat.spec import FieldSpec, FormSpec


@dataclass(frozen=True, slots=True)
class RowView:
    """One repetition of a repeated group: its key ("KR-5"), what stands above its inputs, and a hint for each field.

    `labels` are for the fields whose own would not say which of the repetitions they belong to.
    """

    key: str
    heading: tuple[Element, ...]
    hints: Mapping[str, str]
    labels: Mapping[str, str] = attribute(default_factory=dict)


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
            rows_place=list(cls.model_fields).index(rows_field) if rows_field else 0,
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
    def overheard(cls, given: Mapping[str, str]) -> Mapping[str, str]:
        """What is given, where it was typed for others to read and the form opens apart from them."""
        return given

    @classmethod
    def instead(cls, ask: Ask, given: Mapping[str, str]) -> Call | None:
        """The call of another form that is to be shown in this one's place, where that fits better what is given."""
        return None

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
        alone=next((mark.says for mark in marks if isinstance(mark, Alone)), ""),
        filled_in=any(isinstance(mark, FilledIn) for mark in marks),
    )


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
