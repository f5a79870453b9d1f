"""What is said between people is read by those it is for, whatever anybody types, presses or opens."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import select, update

from bot.capabilities import capabilities
from bot.tick import tick
from handlers.chat.ask import Ask, Message, Place
from handlers.chat.card import Call
from handlers.chat.fields import PickKind, PicksKind, WordKind
from handlers.chat.reply import OpenForm, ReplaceCard, Reply, Whisper
from handlers.chat.router import Router
from handlers.chat.screen import FormScreen
from handlers.chat.spec import FormSpec
from handlers.company import Company, HumanResources
from handlers.home.screens import home_card
from handlers.people.fields import person_value
from storage.audit import audit
from storage.check_ins import check_ins
from storage.database import Connection, Database
from storage.feedback_requests import requests
from storage.goal_plans import goal_plans
from storage.goals import goal_updates
from storage.one_to_ones import agenda_items
from storage.outbox import outbox
from storage.people import people
from storage.roles import set_manager
from tests.builders import company as build
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
from tests.handlers.trying import answered, outcome, tried

ROUTER: Final = Router(build.every_command())
COMPANY: Final = Company(
    super_users=frozenset({"super.user@company-x.example"}),
    human_resources=(
        HumanResources("hr.person@company-x.example"),
        HumanResources("hr.of.another.team@company-x.example", ("Operations",)),
    ),
)
SALES: Final = Place("slack", "C0SALES", thread="1700000000.000100", message="1700000009.000200", kind="channel")
NUMBERS: Final = tuple(map(str, range(1, 7)))
TRIED: Final[Mapping[str, tuple[str, ...]]] = {
    "feedback": tuple(f"F-{number}" for number in range(1, 8)),
    "goal": ("G-1", "G-2", "G-3"),
    **dict.fromkeys(("request", "plan", "item", "update", "check_in", "kept"), NUMBERS),
}
"""What a stranger would guess, by the field that takes it."""
NAMES_NOTHING: Final = frozenset(
    ("seen", "page", "about", "version", "manager", "unit", "key_result", "upcoming", "stored")
)
"""Fields that carry what names nothing that somebody else said."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The people by their role, and the numbers of things by what the table calls them."""

    ids: Mapping[Role, int]
    numbers: Mapping[str, int]

    def ask(self, db: Connection, role: Role) -> Ask:
        place = Place("slack", f"D0{self.ids[role]}", kind="direct")
        return build.an_ask(db, self.ids[role], place=place, company=COMPANY, router=ROUTER)

    def words(self, db: Connection, words: str, *, is_real: bool = True) -> str:
        """As they are typed or pressed, with the people and the numbers that are named; 99 is a number of nothing."""
        at = person_value if words.startswith("press ") else lambda number: build.at(db, number)
        named = {role: at(number) for role, number in self.ids.items()}
        return words.format(**named, **{name: number if is_real else 99 for name, number in self.numbers.items()})


@dataclass(frozen=True, slots=True)
class Sent:
    """The cards on their way: directly, by whom they are for, and those in channels."""

    to: dict[Role, list[tuple[str, str]]]
    posted: list[str]


@pytest.fixture
async def cast(database: Database) -> Cast:
    """Everything is said, the receiver has another manager since, and three days have gone by on the clock."""
    ids = await database.write(_everybody)
    await database.write(lambda db: _say_all(db, Cast(ids, {})))
    found = Cast(ids, await database.read(_numbers))
    await tick(database, build.NOW + timedelta(days=4), capabilities().rules, COMPANY)
    return found


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


async def test_each_word_is_found_by_whom_it_is_for_and_by_nobody_else(database: Database, cast: Cast) -> None:
    shown = await database.write(lambda db: {role: list(_everything(db, cast, role)) for role in ROLES})

    found = {word: _finders(shown, word) for word in SECRETS}
    wrong = [
        f"{word}: {sorted(found[word] ^ secret.reads)}: {_where(shown, word, found[word] - secret.reads)}"
        for word, secret in SECRETS.items()
        if found[word] != secret.reads
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_list_and_no_screen_names_a_code_to_others(database: Database, cast: Cast) -> None:
    shown = await database.write(lambda db: {role: list(_tellings(db, cast, role)) for role in ROLES})

    for secret in SECRETS.values():
        if secret.code:
            finders = _finders(shown, secret.code)
            assert finders <= secret.reads, (secret.code, _where(shown, secret.code, finders - secret.reads))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_word_is_sent_to_whom_the_table_says(database: Database, cast: Cast) -> None:
    sent = await database.read(lambda db: _sent(db, cast))

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
    for word in SECRETS:
        assert word == "urial" or not _finders(shared, word), word


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
            sent.to[roles[reader]].append((str(row.key), row.card))
    return sent


def _finders(shown: Mapping[Role, list[tuple[str, str]]], word: str) -> Roles:
    return frozenset(role for role in ROLES if any(_holds(text, word) for _, text in shown[role]))


def _where(shown: Mapping[Role, list[tuple[str, str]]], word: str, roles: Roles) -> list[tuple[Role, str]]:
    return [(role, where) for role in sorted(roles) for where, text in shown[role] if _holds(text, word)]


def _holds(text: str, word: str) -> bool:
    return re.search(rf"\b{word}\b", text) is not None


def _reading_words() -> Iterator[str]:
    """What is answered aloud where it is asked for aloud."""
    reads = {spec.command for spec in ROUTER.catalogue if spec.reads}
    for words in (*(words for ways in TELLS.values() for words in ways), *(use.words for use in USES)):
        if any(words.removeprefix("press ").startswith(command) for command in reads):
            yield words


def _is_of(use: Use, spec: FormSpec) -> bool:
    return f"{use.words.removeprefix('press ')} ".startswith(f"{spec.command} ")


def _everybody(db: Connection) -> Mapping[Role, int]:
    """The people as they stand while everything is said: the receiver's manager is to change."""
    build.create_tables(db)
    workspace = build.a_workspace(db)
    ids: dict[Role, int] = {}
    for role in ROLES:
        name = role.replace("'", "").title()
        standing = "guest" if role == "guest" else "member"
        ids[role] = build.a_person(db, workspace, name if " " in name else f"{name} Person", standing=standing)
    set_manager(db, [ids["receiver"]], ids["manager"])
    set_manager(db, [ids["manager"], ids["later manager"]], ids["manager's manager"])
    build.a_team(db, workspace, "Sales", [ids["author"], ids["receiver"]], channel="C0SALES")
    build.a_team(db, workspace, "Operations", [ids["peer"]])
    db.execute(update(people).where(people.c.id == ids["deactivated"]).values(standing="deactivated"))
    return ids


def _say_all(db: Connection, cast: Cast) -> None:
    """Each secret is said by whoever says such things, in the way in which people say them."""
    for role, words in BEFORE:
        _do(db, cast, role, words)
    _save(db, cast, "manager", "jackal pepper", about="receiver", note="kestrel pepper")
    _open(cast.ask(db, "author"), "feedback", _message(cast, "peer", "tarsier pepper"))
    for role, words in AFTER:
        _do(db, cast, role, words)


BEFORE: Final[tuple[tuple[Role, str], ...]] = (
    ("author", "okr new Win the quokka pepper --private --readers {receiver}"),
    ("author", "okr kr O-1 Sell the raccoon pepper from 0 to 10"),
    ("author", "okr update KR-1 3 serval pepper"),
    ("receiver", "press checkin answer check_in=1 text=tapir pepper"),
    ("receiver", "okr new Please everybody --team Sales"),
    ("receiver", "okr kr O-2 Please many from 0 to 10"),
    ("receiver", "okr update KR-2 3"),
    ("author", "press checkin answer check_in=2 text=urial pepper"),
    ("author", "feedback {receiver} aardvark pepper --about KR-1"),
    ("author", "feedback {receiver} bandicoot pepper --visible manager --about KR-1"),
    ("author", "feedback {receiver} capybara pepper --visible public --about KR-1"),
    ("author", "feedback {receiver} dormouse pepper --visible public"),
    ("author", "feedback add F-4 dugong pepper"),
    ("author", "feedback withdraw F-4"),
    ("author", "praise {receiver} echidna pepper --team Sales"),
    ("receiver", "feedback ask {author} fennec pepper --by 2026-11-27"),
    ("manager", "feedback ask {author} gerbil pepper --about {receiver}"),
    ("manager", "feedback ask {author} gerbil pepper again --about {receiver}"),
    ("manager", "feedback ask {author} gecko pepper --about {receiver}"),
    ("author", "press feedback answer request=2 text=hedgehog pepper"),
    ("author", "press feedback answer request=3 text=ibex pepper visible=manager"),
    ("author", "oneonone topic {receiver} lemur pepper"),
    ("receiver", "oneonone action {author} marmot pepper --by 2026-11-26"),
    ("receiver", "goal new Ride the numbat pepper --weight 40 from 0 to 10"),
    ("receiver", "goal new Tame the okapi pepper --weight 60 --follows KR-1"),
    ("receiver", "goal new Drop the puma pepper --weight 5 from 0 to 10"),
    ("receiver", "goal edit G-3 --title Drop that puma pepper"),
    ("receiver", "goal drop G-3 --reason quoll pepper"),
    ("receiver", "goal update G-1 4 ocelot pepper"),
    ("receiver", "goal submit"),
    ("receiver", "press goal comment plan=1 text=pangolin pepper"),
)
AFTER: Final[tuple[tuple[Role, str], ...]] = (
    ("super user", "rungs manager {receiver} --is {later manager}"),
    ("receiver", "goal edit G-1 --title Ride that numbat pepper"),
)


def _do(db: Connection, cast: Cast, role: Role, words: str) -> None:
    reply = answered(ROUTER, cast.ask(db, role), cast.words(db, words))
    assert isinstance(reply, Whisper | ReplaceCard), (words, reply)


def _message(cast: Cast, author: Role, text: str) -> Message:
    return Message(SALES, text, cast.ids[author], author.title(), build.NOW)


def _open(ask: Ask, command: str, message: Message) -> FormScreen:
    """The form that a message's menu opens."""
    ask = replace(ask, message=message)
    opened = ROUTER.called(ask, Call(command))
    assert isinstance(opened, OpenForm), opened
    return ROUTER.screen(ask, opened)


def _save(db: Connection, cast: Cast, saver: Role, text: str, *, about: Role, note: str) -> None:
    screen = _open(cast.ask(db, saver), "evidence save", _message(cast, "author", text))
    given = {**screen.carried, "about": person_value(cast.ids[about]), "note": note}
    assert isinstance(ROUTER.submitted(cast.ask(db, saver), screen.command, given), Whisper)


def _numbers(db: Connection) -> Mapping[str, int]:
    """The numbers of things, by what the table calls them."""
    asked = db.execute(select(requests.c.id, requests.c.question).order_by(requests.c.id)).all()
    items = db.execute(select(agenda_items.c.id, agenda_items.c.kind)).all()
    private, public = db.execute(select(check_ins.c.id).order_by(check_ins.c.id)).scalars()
    return {
        **{item.kind: item.id for item in items},
        "waiting": asked[0].id,
        "answered": asked[1].id,
        "over": asked[3].id,
        "private check-in": private,
        "open check-in": public,
        "update": db.execute(select(goal_updates.c.id)).scalar_one(),
        "plan": db.execute(select(goal_plans.c.id)).scalar_one(),
    }
