"""What is said between people is read by those it is for, whatever anybody types, presses or opens."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.settings import Environment
from bot.transfer import export_files
from handlers.chat.ask import Ask
from handlers.chat.card import Call
from handlers.chat.fields import PickKind, PicksKind, WordKind
from handlers.chat.reply import OpenForm, ReplaceCard, Reply, Whisper
from handlers.chat.spec import FormSpec
from handlers.home.screens import home_card
from storage.audit import audit
from storage.database import Connection, Database
from storage.outbox import outbox
from tests.handlers.feedback_cast import ROUTER, Cast, a_cast
from tests.handlers.feedback_rights import (
    AREAS,
    NAMES_NONE,
    ROLES,
    SECRETS,
    TELLS,
    USES,
    Role,
    Roles,
    Use,
)
from tests.handlers.trying import outcome, tried

NUMBERS: Final = tuple(map(str, range(1, 7)))
TRIED: Final[Mapping[str, tuple[str, ...]]] = {
    "feedback": tuple(f"F-{number}" for number in range(1, 8)),
    "goal": ("G-1", "G-2", "G-3"),
    **dict.fromkeys(("request", "plan", "item", "update", "check_in", "kept"), NUMBERS),
}
"""What a stranger would guess, by the field that takes it."""
NAMES_NOTHING: Final = frozenset(
    ("seen", "page", "about", "version", "manager", "named", "heard", "unit", "key_result", "upcoming", "stored")
)
"""Fields that carry what names nothing that somebody else said."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The cards and the files on their way: directly, by whom they are for, and those in channels."""

    to: dict[Role, list[tuple[str, str]]]
    posted: list[str]


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await a_cast(database)


def test_every_command_of_these_capabilities_stands_in_the_table() -> None:
    named = {spec.command for spec in ROUTER.catalogue for use in USES if _is_of(use, spec)}
    known = named | TELLS.keys() | NAMES_NONE.keys()
    all_of_them = {spec.command for spec in ROUTER.catalogue if spec.command.startswith(AREAS)}

    missing = sorted(all_of_them - known)
    assert not missing, f"Say in tests/handlers/feedback_rights.py who does what with {missing}."
    assert not known - {spec.command for spec in ROUTER.catalogue}


def test_every_number_that_a_form_carries_is_guessed() -> None:
    carried = {
        field.name
        for spec in ROUTER.catalogue
        if spec.command.startswith(AREAS)
        for field in spec.fields
        if field.name in spec.carried or isinstance(field.kind, WordKind)
    }

    assert sorted(carried - TRIED.keys() - NAMES_NOTHING) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_role_does_what_the_table_says(database: Database, cast: Cast) -> None:
    found = await database.write(lambda db: dict(_outcomes(db, cast)))

    wrong = [f"{role}: {words}: {came}, not {meant}" for (role, words), (came, meant) in found.items() if came != meant]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_word_is_found_by_whom_it_is_for_and_by_nobody_else(database: Database, cast: Cast) -> None:
    shown = await database.write(lambda db: {role: list(_everything(db, cast, role)) for role in ROLES})

    found = {word: _finders(shown, word) for word in SECRETS}
    wrong = [
        f"{word}: {sorted(found[word] ^ secret.reads)}: {_where(shown, word, found[word] - secret.reads)}"
        for word, secret in SECRETS.items()
        if found[word] != secret.reads
    ]
    assert not wrong, "\n".join(wrong)


async def test_no_list_and_no_screen_tells_a_word_or_a_code_to_others(database: Database, cast: Cast) -> None:
    shown = await database.write(lambda db: {role: list(_tellings(db, cast, role)) for role in ROLES})

    for word, secret in SECRETS.items():
        for said in filter(None, (word, secret.code)):
            finders = _finders(shown, said)
            assert finders <= secret.reads, (said, _where(shown, said, finders - secret.reads))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_word_is_sent_to_whom_the_table_says(database: Database, cast: Cast) -> None:
    sent = await database.read(lambda db: _sent(db, cast))

    for kind in ("praises", "Check-in, week 49", "Sales"):
        assert any(kind in card for card in sent.posted), kind
    for word, secret in SECRETS.items():
        assert _finders(sent.to, word) == secret.told, word
        assert any(_holds(text, word) for text in sent.posted) is secret.is_posted, word


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_message_names_a_code_to_others(database: Database, cast: Cast) -> None:
    sent = await database.read(lambda db: _sent(db, cast))

    for secret in SECRETS.values():
        if secret.code:
            assert _finders(sent.to, secret.code) <= secret.reads, secret.code
            assert not any(_holds(text, secret.code) for text in sent.posted), secret.code


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_super_user_s_export_holds_objectives_and_nothing_of_this(database: Database, cast: Cast) -> None:
    sent = await database.read(lambda db: _sent(db, cast))

    files = {name: text for name, text in sent.to["super user"] if name}
    assert files.keys() == {"okrs.csv", "check_ins.csv", "people.csv", "teams.csv"}
    assert "KR-2" in files["okrs.csv"]
    assert not [word for word in SECRETS for text in files.values() if _holds(text, word)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_operator_s_export_holds_private_objectives_and_nothing_else_of_this(
    database: Database, database_url: str, cast: Cast, tmp_path: Path
) -> None:
    await export_files(Environment(database_url=SecretStr(database_url)), tmp_path / "out")

    written = _texts_in(tmp_path / "out")
    assert {word for word in SECRETS if _holds(written, word)} == {"quokka", "raccoon", "serval"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_audit_holds_no_word_of_it(database: Database, cast: Cast) -> None:
    kept = await database.read(lambda db: [repr(tuple(row)) for row in db.execute(select(audit))])

    assert {"give feedback", "withdraw feedback", "edit goal", "drop goal"} <= set(
        re.findall(r"[a-z]+ [a-z]+", str(kept))
    )
    assert not [row for row in kept if any(_holds(row, word) for word in SECRETS if word not in ("quokka", "raccoon"))]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_aloud_nothing_is_said_but_what_everybody_reads(database: Database, cast: Cast) -> None:
    def aloud(db: Connection, role: Role) -> Iterator[tuple[str, str]]:
        for words in _reading_words():
            reply = tried(ROUTER, replace(cast.ask(db, role), is_aloud=True), cast.words(db, words))
            if isinstance(reply, Whisper) and reply.share is not None:
                yield words, repr(reply)

    shared = await database.write(lambda db: {role: list(aloud(db, role)) for role in ROLES})

    assert {words for told in shared.values() for words, _ in told} >= {"okr list", "digest", "okr show KR-2"}
    # What answers a check-in stands with its key result, which everybody sees.
    assert {word for word in SECRETS if _finders(shared, word)} == {"urial"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_answered_stays_with_who_asked(database: Database, cast: Cast) -> None:
    def answers(db: Connection) -> list[tuple[str, Reply | str]]:
        uses = [use for use in USES if not use.words.startswith("okr")]
        return [
            (use.words, tried(ROUTER, cast.ask(db, role), cast.words(db, use.words))) for use in uses for role in ROLES
        ]

    for words, reply in await database.write(answers):
        match reply:
            case Whisper(share=share):
                assert share is None, words
            case ReplaceCard(is_private=is_private):
                assert is_private, words
            case _:
                assert isinstance(reply, str | OpenForm), (words, reply)


def _outcomes(db: Connection, cast: Cast) -> Iterator[tuple[tuple[Role, str], tuple[str, str]]]:
    """What comes of each use by each role, beside what is to come of it."""
    for use in USES:
        for role in ROLES:
            yield (role, use.words), (_outcome(db, cast, role, use), _expected(role, use))


def _expected(role: Role, use: Use) -> str:
    return "done" if role in use.done else "refused" if role in use.refused else "unknown"


def _outcome(db: Connection, cast: Cast, role: Role, use: Use) -> str:
    missing = re.sub(r"\b(F|G|KR)-\d\b", r"\1-99", cast.words(db, use.words, is_real=False)).replace("numbat", "quagga")
    real = tried(ROUTER, cast.ask(db, role), cast.words(db, use.words))
    unknown = tried(ROUTER, cast.ask(db, role), missing)
    return "unknown" if _anonymous(real) == _anonymous(unknown) else outcome(real)


def _anonymous(reply: Reply | str) -> str:
    """What was said, whichever code, number or word was asked for."""
    return re.sub(r"\b(F|G|KR)-\d+\b|'\d+'|numbat|quagga", "?", repr(reply))


def _everything(db: Connection, cast: Cast, role: Role) -> Iterator[tuple[str, str]]:
    """All that somebody can be shown: by what tells of many, by each code and number, by each form and its pickers."""
    yield from _tellings(db, cast, role)
    for use in USES:
        yield use.words, repr(tried(ROUTER, cast.ask(db, role), cast.words(db, use.words).replace("numbat", "G-1")))
    yield from _forms(cast.ask(db, role))


def _tellings(db: Connection, cast: Cast, role: Role) -> Iterator[tuple[str, str]]:
    """What somebody is shown who names nothing: lists, Home, digests, searches, and what pickers offer."""
    for words in (words for ways in TELLS.values() for words in ways):
        yield words, repr(tried(ROUTER, cast.ask(db, role), cast.words(db, words)))
    yield "Home", repr(home_card(cast.ask(db, role)))
    yield from _offers(cast.ask(db, role))


def _offers(ask: Ask) -> Iterator[tuple[str, str]]:
    for spec in ROUTER.catalogue:
        for field in spec.fields:
            if isinstance(field.kind, PickKind | PicksKind):
                for query in ("", "pepper"):
                    yield f"{spec.command} {field.name}", repr(ROUTER.choices(ask, spec.command, field.name, query))


def _forms(ask: Ask) -> Iterator[tuple[str, str]]:
    """Every form, opened with each code or number that a stranger would guess."""
    for spec in ROUTER.catalogue:
        for name in TRIED.keys() & {field.name for field in spec.fields}:
            for value in TRIED[name]:
                opened = OpenForm(Call(spec.command, {name: value}))
                yield f"{spec.command} {name}={value}", repr(ROUTER.screen(ask, opened))


def _sent(db: Connection, cast: Cast) -> Sent:
    roles = {number: role for role, number in cast.ids.items()}
    rows = db.execute(select(outbox).order_by(outbox.c.id)).all()
    readers = {row.message_id: row.person_id for row in rows if row.message_id is not None}
    sent = Sent({role: [] for role in ROLES}, [])
    for row in rows:
        reader = row.person_id or readers.get(row.thread_of)
        if reader is None:
            sent.posted.append(row.card)
        else:
            file = (row.attachment or b"").decode()
            sent.to[roles[reader]].append((row.attachment_name, f"{row.card}\n{file}"))
    return sent


def _texts_in(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in folder.iterdir())


def _finders(shown: Mapping[Role, list[tuple[str, str]]], word: str) -> Roles:
    return frozenset(role for role in ROLES if any(_holds(text, word) for _, text in shown[role]))


def _where(shown: Mapping[Role, list[tuple[str, str]]], word: str, roles: Roles) -> list[tuple[Role, str]]:
    return [(role, where) for role in sorted(roles) for where, text in shown[role] if _holds(text, word)]


def _holds(text: str, word: str) -> bool:
    # Looked for as it stands first, which takes a tenth of the time: there are thousands of texts.
    return word in text and re.search(rf"\b{word}\b", text) is not None


def _reading_words() -> Iterator[str]:
    """What is answered aloud where it is asked for aloud."""
    reads = {spec.command for spec in ROUTER.catalogue if spec.reads}
    for words in (*(words for ways in TELLS.values() for words in ways), *(use.words for use in USES)):
        if any(words.removeprefix("press ").startswith(command) for command in reads):
            yield words


def _is_of(use: Use, spec: FormSpec) -> bool:
    return f"{use.words.removeprefix('press ')} ".startswith(f"{spec.command} ")
