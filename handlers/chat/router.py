"""The router: from words, a button's call or a submitted form to the handler, and from a form to its screen."""

import difflib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Row
from handlers.chat.fields import Ambiguous, PickKind, PicksKind, Unreadable
from handlers.chat.form import FieldSpec, Form, FormSpec, read
from handlers.chat.grammar import fill
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply
from handlers.chat.screen import Choice, Field, FormScreen
from handlers.chat.text import Command as Typed
from handlers.chat.text import spans
from handlers.chat.words import option_name, split

LONGEST_COMMAND = 3
"""Words in the longest command: "okr new", "rungs team edit"."""

Handler = Callable[[Ask, Any], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """A form and what is done with it."""

    form: type[Form]
    handler: Handler

    @property
    def spec(self) -> FormSpec:
        return self.form.spec


def on(form: type[Form], handler: Handler) -> Command:
    """Declare that `handler` answers `form`."""
    return Command(form, handler)


class Router:
    """Every way in leads to one of the given commands. Raises ValueError where two claim the same words."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._commands = tuple(commands)
        self._by_name = {command.spec.command: command for command in self._commands}
        if len(self._by_name) != len(self._commands):
            raise ValueError("two commands have the same name")
        self._by_words: dict[tuple[str, ...], list[Command]] = {}
        for command in self._commands:
            for name in (command.spec.command, *command.spec.also):
                self._by_words.setdefault(tuple(name.split()), []).append(command)
        self._areas = {words[0] for words in self._by_words}

    @property
    def catalogue(self) -> tuple[FormSpec, ...]:
        return tuple(command.spec for command in self._commands)

    def command(self, name: str) -> Command:
        """The command of that name. Raises Refused for one that is gone: a button of an older version."""
        found = self._by_name.get(name)
        if found is None:
            raise Refused("This button is from an older version of Rungs. Type /rungs help to see what there is now.")
        return found

    def understood(self, text: str) -> "Understood":
        """The command that the words name and the rest of them. Raises Refused with the nearest command."""
        words = split(text)
        names = [word.text.lower().lstrip("/") if index == 0 else word.text.lower() for index, word in enumerate(words)]
        for length in range(min(LONGEST_COMMAND, len(names)), 0, -1):
            rest = text[words[length - 1].end :].strip()
            candidates = self._by_words.get(tuple(names[:length]), [])
            if rest.lower() == "help" and (candidates or names[0] in self._areas):
                return Understood(self.command("rungs help"), " ".join(names[:length]))
            chosen = self._chosen(candidates, rest, is_area=length == 1)
            if chosen is not None:
                return Understood(chosen, rest)
        if len(names) > 1 and names[0] == "rungs" and names[1].lstrip("/") in self._areas:
            return self.understood(text[words[0].end :].strip())
        raise self._unknown(names)

    def _chosen(self, candidates: list[Command], rest: str, is_area: bool) -> Command | None:
        """With words left, the one that takes words; a bare area that has verbs takes none it does not know."""
        if not rest:
            bare = [command for command in candidates if not command.spec.positional]
            return next(iter(bare or candidates), None)
        wordy = [command for command in candidates if command.spec.positional]
        if wordy:
            return wordy[0]
        if not candidates:
            return None
        area = candidates[0].spec.area
        has_verbs = is_area and any(len(words) > 1 and words[0] == area for words in self._by_words)
        return None if has_verbs and option_name(split(rest)[0]) is None else candidates[0]

    def _unknown(self, names: list[str]) -> Refused:
        typed = " ".join(names[:2])
        listed = [name for name in (" ".join(words) for words in self._by_words) if self._is_listed(name)]
        near = difflib.get_close_matches(typed, listed, n=1, cutoff=0.3) or ["rungs help"]
        example = self._by_words[tuple(near[0].split())][0].spec.example if near else "/rungs help"
        area = names[0] if names and names[0] in self._areas else "rungs"
        sentence = f"I do not know “/{typed[:60]}”. Did you mean {example} ? /{area} help shows all there is."
        body = Paragraph.of(
            f"I do not know “/{typed[:60]}”. Did you mean ", Typed(example), "? ", Typed(f"/{area} help"), " shows all."
        )
        return Refused(sentence, Card(sentence, (body,)))

    def _is_listed(self, name: str) -> bool:
        return any(command.spec.listed for command in self._by_words[tuple(name.split())])

    def typed(self, ask: Ask, text: str) -> Reply:
        """Answer words that somebody typed."""
        understood = self.understood(text)
        spec = understood.command.spec
        if spec.command == "rungs help":
            return self.called(ask, Call(spec.command, {"topic": understood.rest} if understood.rest else {}))
        filled = fill(ask, spec, understood.rest)
        if filled.doubts:
            notice = " ".join(filled.doubts) + " Nothing is stored yet; check the form."
            return OpenForm(Call(spec.command, filled.given), notice=notice)
        return self.called(ask, Call(spec.command, filled.given))

    def called(self, ask: Ask, call: Call) -> Reply:
        """Answer a call: complete, its handler runs; incomplete or wrong, its form opens."""
        command = self.command(call.command)
        form, errors = read(ask, command.form, call.given)
        if form is not None:
            return command.handler(ask, form)
        wrong = {name: problem for name, problem in errors.items() if call.given.get(name, "").strip()}
        for name, problem in wrong.items():
            if isinstance(problem, Ambiguous):
                raise _offered(call, name, problem)
        notice = " ".join(str(problem) for problem in wrong.values())
        if notice and command.spec.reads:
            raise Refused(notice)
        if notice:
            notice += " Nothing is stored yet; the form has the rest."
        return OpenForm(call, errors=_sentences(wrong), notice=notice)

    def submitted(self, ask: Ask, name: str, raw: Mapping[str, str]) -> Reply:
        """Answer a form that somebody sent."""
        command = self.command(name)
        form, errors = read(ask, command.form, raw)
        if form is None:
            return FormErrors(_sentences(errors))
        return command.handler(ask, form)

    def choices(self, ask: Ask, name: str, field: str, query: str) -> tuple[Choice, ...]:
        """What matches `query` in a field that picks out of many."""
        spec = self.command(name).spec.field(field)
        match spec.kind if spec else None:
            case PickKind() as kind:
                return kind.choices(ask, query)
            case PicksKind() as kind:
                return kind.one.choices(ask, query)
            case _:
                return ()

    def screen(self, ask: Ask, opened: OpenForm) -> FormScreen:
        """The form as it is to be shown, with what is known of its fields."""
        form = self.command(opened.call.command).form
        given = form.prefill(ask, opened.call.given)
        hints = form.hints(ask, given)
        body: list[Field | Element] = list(form.intro(ask, given))
        body.extend(
            _field(ask, spec, spec.name, given, hints.get(spec.name, ""), opened.errors, spec.needed)
            for spec in form.spec.fields
        )
        for row in form.rows_shown(ask, given):
            body.extend(row.heading)
            for spec in form.spec.rows_fields:
                name = f"{form.spec.rows_field}.{row.key}.{spec.name}"
                body.append(_field(ask, spec, name, given, row.hints.get(spec.name, ""), opened.errors, needed=False))
        carried = {name: given[name] for name in form.carries() if name in given}
        return FormScreen(
            command=form.spec.command,
            title=form.spec.title,
            submit=form.spec.submit,
            body=tuple(body),
            form_id=secrets.token_urlsafe(12),
            place=ask.place,
            carried=carried,
            notice=opened.notice,
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """The command that was named, and the words after it."""

    command: Command
    rest: str


def _field(
    ask: Ask,
    spec: FieldSpec,
    name: str,
    given: Mapping[str, str],
    hint: str,
    errors: Mapping[str, str],
    needed: bool,
) -> Field:
    value = given.get(name, "")
    return Field(
        name=name,
        label=spec.label,
        input=spec.kind.input(ask, value, hint),
        value=spec.kind.typed(ask, value),
        error=errors.get(name, ""),
        help=spec.help,
        required=needed,
    )


def _sentences(errors: Mapping[str, Unreadable]) -> dict[str, str]:
    return {name: str(problem) for name, problem in errors.items()}


def _offered(call: Call, name: str, problem: Ambiguous) -> Refused:
    """The things that were meant, perhaps, as buttons: the call goes on with the one that is pressed."""
    offers = tuple(
        Row(spans(choice.label), Button("Choose", Call(call.command, {**call.given, name: choice.value})))
        for choice in problem.choices
    )
    return Refused(str(problem), Card(str(problem), (Paragraph.of(str(problem)), *offers)))


def launcher(opened: OpenForm, title: str) -> Card:
    """A card whose button opens the form, where the platform gave no way to open it at once."""
    text = opened.notice or f"Press the button to go on: {title}."
    return Card(text, (Paragraph.of(text), Button(title, opened.call, "primary"), Note.of("What you typed is kept.")))
