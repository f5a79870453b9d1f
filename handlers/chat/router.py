"""The router: from words, a button's call or a submitted form to the handler, and from a form to its screen."""

import difflib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Row
from handlers.chat.fields import Ambiguous, PickKind, PicksKind, Unreadable
from handlers.chat.form import Form, read
from handlers.chat.grammar import fill
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply
from handlers.chat.screen import Choice, Field, FormScreen
from handlers.chat.spec import FieldSpec, FormSpec
from handlers.chat.text import Command as Typed
from handlers.chat.text import spans
from handlers.chat.words import flatten, option_name, split

LONGEST_COMMAND = 3
"""Words in the longest command: "okr new", "rungs team edit"."""

LONGEST_UNKNOWN = 60
"""Characters of words that name no command, as they are shown."""

ALIKE = 0.6
"""From this likeness on, of 1, a word is taken for another one that was mistyped."""

LONGEST_CALL = 1900
"""Bytes of a call that a button can carry on both platforms; a longer one is kept as a draft."""

RUNGS = "rungs"
"""The area whose commands are also understood without its name."""

HELP = "rungs help"
"""The command that shows what can be typed; its field `topic` is an area or a command."""

OPEN = "~open"
"""A name in a call that is no field's: the form is to be opened even if nothing is missing."""

_HELP = frozenset({"help", "--help", "—help", "–help"})

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
        self._wordy = _first(self._by_words, lambda command: bool(command.spec.positional))
        self._bare = _first(self._by_words, lambda command: not command.spec.positional)
        self._areas = {words[0] for words in self._by_words}
        self._areas_with_verbs = {words[0] for words in self._by_words if len(words) > 1}
        self._verbs_of_rungs = {words[1] for words in self._by_words if len(words) > 1 and words[0] == RUNGS}
        self.catalogue = tuple(command.spec for command in self._commands)

    def command(self, name: str) -> Command:
        """The command of that name. Raises Refused for one that is gone: a button of an older version."""
        found = self._by_name.get(name)
        if found is None:
            raise Refused("This button is from an older version of Rungs. Type /rungs help to see what there is now.")
        return found

    def understood(self, text: str) -> "Understood":
        """The command that the words name and the rest of them. Raises Refused with the nearest command."""
        heads = [word.lower() for word in text.split(None, LONGEST_COMMAND)[:LONGEST_COMMAND]]
        names = [head.lstrip("/") if index == 0 else head for index, head in enumerate(heads)]
        if not names or names[0] in _HELP:
            return Understood(self.command(HELP), _after(text, 1))
        for length in range(len(names), 0, -1):
            found = self._named(tuple(names[:length]), text)
            if found is not None:
                return found
            if length == 2 and names[0] == RUNGS and names[1].lstrip("/") in self._areas:
                return self.understood(_after(text, 1))
        if names[0] in self._verbs_of_rungs:
            # Where Rungs is spoken to by name, nobody says the name twice.
            return self.understood(f"{RUNGS} {text.strip().lstrip('/')}")
        raise self._unknown(text, names)

    def _named(self, names: tuple[str, ...], text: str) -> "Understood | None":
        """The command of exactly these names, with which the text begins, or help about them."""
        is_area = len(names) == 1 and names[0] in self._areas
        if names not in self._by_words and not is_area:
            return None
        rest = _after(text, len(names))
        if rest.lower() in _HELP:
            return Understood(self.command(HELP), " ".join(names))
        if (
            is_area
            and names[0] in self._areas_with_verbs
            and rest.split(None, 1)[:1]
            and rest.split(maxsplit=1)[0].lower() in _HELP
        ):
            return Understood(self.command(HELP), f"{names[0]} {_after(rest, 1)}")
        chosen = self._chosen(names, rest)
        return None if chosen is None else Understood(chosen, rest)

    def _chosen(self, names: tuple[str, ...], rest: str) -> Command | None:
        """With words left, the one that takes words; a bare area that has verbs takes none it does not know."""
        wordy, bare = self._wordy.get(names), self._bare.get(names)
        if not rest:
            return bare or wordy
        if wordy is not None or bare is None:
            return wordy
        has_verbs = len(names) == 1 and names[0] in self._areas_with_verbs
        return None if has_verbs and option_name(split(rest)[0]) is None else bare

    def _unknown(self, text: str, names: Sequence[str]) -> Refused:
        typed = " ".join(flatten(text).split(None, 2)[:2])[:LONGEST_UNKNOWN]
        help_for = Typed(f"/{names[0] if names[0] in self._areas else 'rungs'} help")
        near = self._nearest(names)
        if not near and not text.lstrip().startswith("/") and names[0] not in self._areas:
            return _refused("I understand commands, not conversation: ", help_for, " shows all there is.")
        guess = ("Did you mean ", Typed(self._instead(near, flatten(text))), "? ") if near else ()
        return _refused(f"I do not know “{typed}”. ", *guess, help_for, " shows all there is.")

    def _nearest(self, names: Sequence[str]) -> tuple[str, ...]:
        """The words of the command that is much like these; none where it would be a guess.

        In an area only the words after it are compared: what all its commands share makes none of them nearer.
        """
        shared = 1 if names[0] in self._areas else 0
        likeness = {
            words: difflib.SequenceMatcher(None, " ".join(words[shared:]), " ".join(names[shared : len(words)])).ratio()
            for words, commands in self._by_words.items()
            if len(words) > shared and words[:shared] == tuple(names[:shared])
            if any(command.spec.listed for command in commands)
        }
        best = max(likeness, key=lambda words: likeness[words], default=())
        return best if best and likeness[best] >= ALIKE else ()

    def _instead(self, words: tuple[str, ...], text: str) -> str:
        """The command of these words, with what was typed after it; with its example where nothing was."""
        rest = _after(text, len(words))
        if rest and len(rest) <= LONGEST_UNKNOWN:
            return f"/{' '.join(words)} {' '.join(rest.split())}"
        spec = self._by_words[words][0].spec
        return spec.example.replace(f"/{spec.command}", f"/{' '.join(words)}", 1)

    def typed(self, ask: Ask, text: str) -> Reply:
        """Answer words that somebody typed."""
        meant = self.meant(ask, text)
        return self.called(ask, meant.call) if not meant.notice else meant

    def meant(self, ask: Ask, text: str) -> OpenForm:
        """The call that the words make; its notice says what is in doubt, and then only its form may be opened."""
        understood = self.understood(text)
        spec = understood.command.spec
        if spec.command == HELP:
            return OpenForm(Call(HELP, {"topic": understood.rest} if understood.rest else {}))
        filled = fill(ask, spec, understood.rest)
        call = Call(spec.command, filled.given)
        if not filled.doubts:
            return OpenForm(call)
        doubts = " ".join(filled.doubts)
        if spec.reads and not spec.positional and not spec.options:
            raise Refused(f"{doubts} Type {spec.example} alone.")
        return OpenForm(call, notice=doubts + _nothing_done(spec))

    def called(self, ask: Ask, call: Call) -> Reply:
        """Answer a call: complete, its handler runs; incomplete, wrong or only to be opened, its form opens."""
        command = self.command(call.command)
        if OPEN in call.given:
            given = {name: text for name, text in call.given.items() if name != OPEN}
            return self._opened(ask, command, Call(call.command, given))
        form, errors = read(ask, command.form, call.given)
        if form is None:
            return self._mended(command.spec, call, errors)
        if not command.spec.reads and (gone := _unknown_names(command.spec, call.given)):
            notice = f"This is from an older version of Rungs, which knew {', '.join(gone)}."
            return OpenForm(call, notice=notice + _nothing_done(command.spec))
        return command.handler(ask, form)

    def _opened(self, ask: Ask, command: Command, call: Call) -> OpenForm:
        errors = {
            name: problem
            for name, problem in read(ask, command.form, call.given)[1].items()
            if call.given.get(name, "").strip()
        }
        return OpenForm(call, errors=_sentences(errors))

    def _mended(self, spec: FormSpec, call: Call, errors: Mapping[str, Unreadable]) -> OpenForm:
        """The form with what was given, and why it cannot be done yet. Raises Refused where nothing is to be mended."""
        wrong = {name: problem for name, problem in errors.items() if call.given.get(name, "").strip()}
        for name, problem in wrong.items():
            if isinstance(problem, Ambiguous) and (offered := _offered(call, name, problem)):
                raise offered
        if not wrong:
            return OpenForm(call)
        notice = " ".join(dict.fromkeys(str(problem) for problem in wrong.values()))
        if spec.reads:
            raise Refused(notice)
        return OpenForm(call, errors=_sentences(wrong), notice=notice + _nothing_done(spec))

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
        other = form.instead(ask, opened.call.given)
        if other is not None:
            return self.screen(ask, OpenForm(other, notice=opened.notice))
        given = form.prefill(ask, opened.call.given)
        hints = form.hints(ask, given)
        fields = [
            _field(ask, spec, spec.name, given, hints.get(spec.name, ""), opened.errors, spec.needed or spec.filled_in)
            for spec in form.spec.fields
            if spec.name not in form.spec.carried
        ]
        place = sum(spec.name not in form.spec.carried for spec in form.spec.fields[: form.spec.rows_place])
        body: list[Field | Element] = [*form.intro(ask, given), *fields[:place]]
        for row in form.rows_shown(ask, given):
            body.extend(row.heading)
            for spec in form.spec.rows_fields:
                name = f"{form.spec.rows_field}.{row.key}.{spec.name}"
                shown = replace(spec, label=row.labels.get(spec.name, spec.label))
                body.append(_field(ask, shown, name, given, row.hints.get(spec.name, ""), opened.errors, needed=False))
        body.extend(fields[place:])
        carried = {name: given[name] for name in form.spec.carried if name in given}
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


def _first(
    by_words: Mapping[tuple[str, ...], Sequence[Command]], fits: Callable[[Command], bool]
) -> dict[tuple[str, ...], Command]:
    """The first command that fits, of the words that have one."""
    fitting = {words: [command for command in commands if fits(command)] for words, commands in by_words.items()}
    return {words: commands[0] for words, commands in fitting.items() if commands}


def _sentences(errors: Mapping[str, Unreadable]) -> dict[str, str]:
    return {name: str(problem) for name, problem in errors.items()}


def _refused(*said: str | Typed) -> Refused:
    sentence = "".join(part if isinstance(part, str) else part.text for part in said)
    return Refused(sentence, Card(sentence, (Paragraph.of(*said),)))


def _unknown_names(spec: FormSpec, given: Mapping[str, str]) -> list[str]:
    """What a call gives that the form has no place for any more."""
    known = {field.name for field in spec.fields}
    return [name for name in given if name not in known and name not in spec.carried and spec.field(name) is None]


def _nothing_done(spec: FormSpec) -> str:
    return " Check the form." if spec.reads else " Nothing is stored yet; check the form."


def _after(text: str, words: int) -> str:
    """What stands after so many words, as it was typed."""
    return "".join(text.split(None, words)[words:]).strip()


def _offered(call: Call, name: str, problem: Ambiguous) -> Refused | None:
    """The things that were meant, perhaps, as buttons: the call goes on with the one that is pressed.

    None where a button cannot carry the call: then its form opens.
    """
    calls = [Call(call.command, {**call.given, name: choice.value}, call.shared) for choice in problem.choices]
    if not calls or any(is_long(offer) for offer in calls):
        return None
    rows = (
        Row(spans(choice.label), Button("Choose", offer)) for choice, offer in zip(problem.choices, calls, strict=True)
    )
    return Refused(str(problem), Card(str(problem), (Paragraph.of(str(problem)), *rows)))


def is_long(call: Call) -> bool:
    """Whether a button cannot carry the call on every platform."""
    return len(call.encoded().encode()) > LONGEST_CALL


def launcher(opened: OpenForm, title: str) -> Card:
    """A card whose button opens the form, where the platform gave no way to open it at once."""
    text = opened.notice or f"Press the button to go on: {title}."
    given = opened.call.given
    button = Button(title, Call(opened.call.command, {**given, OPEN: "yes"}, opened.call.shared), "primary")
    kept = (Note.of("What you typed is kept."),) if given else ()
    return Card(text, (Paragraph.of(text), button, *kept))
