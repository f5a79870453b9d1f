"""Whoever may not see an objective finds no trace of it, by whatever command and on whatever screen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
from sqlalchemy import update

from handlers.chat.ask import Ask
from handlers.chat.card import Call
from handlers.chat.fields import PickKind, PicksKind
from handlers.chat.reply import OpenForm, Reply, Whisper
from handlers.chat.router import Router
from handlers.company import Company
from handlers.home.screens import home_card
from storage.database import Connection, Database
from storage.involvements import involve
from storage.okr_lines import known_objective
from storage.people import people
from storage.roles import set_manager
from tests.builders import company as build
from tests.handlers.rights import (
    KINDS,
    KNOWS_NO_OBJECTIVE,
    NAMES_ONE,
    ROLES,
    SAID_TO_ALL,
    TELLS_OF_MANY,
    Kind,
    Role,
    Use,
    seers,
)
from tests.handlers.trying import outcome, tried

ROUTER: Final = Router(build.every_command())
TRACES: Final = ("zebra", "okapi", "4711", "O-2", "KR-2")
"""What would give it away: its titles, its number, its codes."""
UNKNOWN: Final = {"O": "O-99", "KR": "KR-99", "title": "quagga", "part": "quagga"}
REAL: Final = {"O": "O-2", "KR": "KR-2", "title": "zebra", "part": "okapi"}
WORKS_ON_DRAFTS: Final[frozenset[Role]] = frozenset(
    ("owner", "co-owner", "key result's owner", "author", "team's lead", "reader", "guest named")
)
"""To whom a draft may be listed."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The people by their role."""

    ids: Mapping[Role, int]

    def ask(self, db: Connection, role: Role) -> Ask:
        company = Company(super_users=frozenset({"super.user@company-x.example"}))
        return build.an_ask(db, self.ids[role], company=company, router=ROUTER)


def test_every_command_stands_in_the_rights_table() -> None:
    known = NAMES_ONE.keys() | TELLS_OF_MANY.keys() | KNOWS_NO_OBJECTIVE.keys()

    missing = {spec.command for spec in ROUTER.catalogue} - known
    assert not missing, (
        f"Say in tests/handlers/rights.py how {sorted(missing)} name an objective and who may do that (NAMES_ONE), "
        "how they tell of many (TELLS_OF_MANY), or why they know of none (KNOWS_NO_OBJECTIVE)."
    )


def test_every_row_of_the_rights_table_has_its_command() -> None:
    commands = {spec.command for spec in ROUTER.catalogue}

    assert not (NAMES_ONE.keys() | TELLS_OF_MANY.keys() | KNOWS_NO_OBJECTIVE.keys()) - commands


def test_every_command_that_takes_an_objective_names_one_in_the_table() -> None:
    for spec in ROUTER.catalogue:
        if any(name in field.name for field in spec.fields for name in ("thing", "objective", "key_result", "parent")):
            assert spec.command in NAMES_ONE or spec.command.startswith("rungs team"), spec.command


@pytest.mark.parametrize("kind", KINDS)
async def test_each_role_does_what_the_table_says(database: Database, kind: Kind) -> None:
    cast = await database.write(_people)
    await database.write(lambda db: _objective(db, cast, kind))

    found = await database.write(lambda db: dict(_outcomes(db, cast, kind)))

    wrong = [
        f"{role}: {words}: {came}, not {' or '.join(meant)}"
        for (role, words), (came, meant) in found.items()
        if came not in meant
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_tells_of_many_is_to_the_others_as_if_it_were_not_there(database: Database, kind: Kind) -> None:
    cast = await database.write(_people)
    before = await database.write(lambda db: _tellings(db, cast))
    await database.write(lambda db: _objective(db, cast, kind))

    after = await database.write(lambda db: _tellings(db, cast))

    for (role, command, words), said in after.items():
        if _is_there_for(role, command, kind):
            continue
        assert not _traces(said.replace(words.split()[-1], "")), (role, words)
        assert said == before[role, command, words], (role, words)


@pytest.mark.parametrize("kind", ["open", "private"])
async def test_what_tells_of_many_tells_of_it_to_whom_it_names(database: Database, kind: Kind) -> None:
    cast = await database.write(_people)
    await database.write(lambda db: _objective(db, cast, kind))

    said = await database.write(lambda db: _tellings(db, cast))

    for role in seers(kind):
        assert "zebra" in said[role, "okr list", "okr list all"], role


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
async def test_no_list_to_pick_from_offers_it_to_the_others(database: Database, kind: Kind) -> None:
    cast = await database.write(_people)
    await database.write(lambda db: _objective(db, cast, kind))

    offered = await database.read(lambda db: {role: list(_offers(cast.ask(db, role))) for role in ROLES})

    fields = {command for command, _, _ in offered["owner"]}
    assert {"okr show", "okr update", "okr new"} <= fields
    for role in ROLES:
        found = {command for command, _, said in offered[role] if _traces(said)}
        assert bool(found) is (role in seers(kind)), (role, found)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
async def test_no_form_shows_it_to_the_others(database: Database, kind: Kind) -> None:
    cast = await database.write(_people)
    await database.write(lambda db: _objective(db, cast, kind))

    others = [role for role in ROLES if role not in seers(kind)]
    shown = await database.read(lambda db: [list(_forms(cast.ask(db, role), REAL)) for role in others])
    unknown = await database.read(lambda db: [list(_forms(cast.ask(db, role), UNKNOWN)) for role in others])
    assert shown == unknown


def _outcomes(db: Connection, cast: Cast, kind: Kind) -> Iterator[tuple[tuple[Role, str], tuple[str, tuple[str, ...]]]]:
    """What comes of each use by each role, beside what may come of it by the table."""
    for use in (use for chosen in NAMES_ONE.values() for use in chosen):
        for role in ROLES:
            yield (role, use.words), (_outcome(db, cast, role, use), _expected(role, use, kind))


def _expected(role: Role, use: Use, kind: Kind) -> tuple[str, ...]:
    if role not in seers(kind):
        return ("unknown",)
    # Who may not do it may be told so before anybody looks for the objective.
    return ("done",) if role in use.holders(kind) else ("refused", "unknown")


def _outcome(db: Connection, cast: Cast, role: Role, use: Use) -> str:
    real, unknown = (
        _said(db, cast, role, use.words.format(**names, peer=_at(db, cast, "peer"))) for names in (REAL, UNKNOWN)
    )
    if _anonymous(repr(real)) == _anonymous(repr(unknown)):
        return "unknown"
    return outcome(real)


def _said(db: Connection, cast: Cast, role: Role, words: str) -> Reply | str:
    return tried(ROUTER, cast.ask(db, role), words)


def _anonymous(said: str) -> str:
    """What was said, whichever code or word of a title was asked for."""
    return re.sub(r"zebra|okapi|quagga", "TITLE", re.sub(r"\b(O|KR)-(2|99)\b", r"\1-?", said))


def _traces(said: str) -> list[str]:
    return [trace for trace in TRACES if re.search(rf"{trace}\b", said)]


def _is_there_for(role: Role, command: str, kind: Kind) -> bool:
    """Whether that command may tell that person of it."""
    if kind == "open":
        return role in seers(kind) or command in SAID_TO_ALL
    if command in SAID_TO_ALL:
        return False
    return role in seers(kind) and (kind == "private" or role in WORKS_ON_DRAFTS)


def _tellings(db: Connection, cast: Cast) -> dict[tuple[Role, str, str], str]:
    """What each role is told by everything that tells of many, Home too."""
    told: dict[tuple[Role, str, str], str] = {}
    for role in ROLES:
        for command, ways in TELLS_OF_MANY.items():
            for words in ways:
                names: Any = {role: _at(db, cast, role) for role in ("owner", "key result's owner")}
                told[role, command, words] = repr(_said(db, cast, role, words.format(**names)))
        told[role, "home", "home"] = repr(home_card(cast.ask(db, role)))
    return told


def _offers(ask: Ask) -> Iterator[tuple[str, str, str]]:
    """Everything that typeahead offers in any field of any form, and what stands there for a code that was given."""
    for spec in ROUTER.catalogue:
        for field in spec.fields:
            if isinstance(field.kind, PickKind | PicksKind):
                for query in ("", "zebra", "okapi", "O-2", "kr2"):
                    yield spec.command, field.name, repr(ROUTER.choices(ask, spec.command, field.name, query))


def _forms(ask: Ask, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every form, opened with the code in every field that picks, and with all there is in those that are carried."""
    for spec in ROUTER.catalogue:
        for code in names.values():
            picked = {field.name: code for field in spec.fields if isinstance(field.kind, PickKind | PicksKind)}
            carried = dict.fromkeys(spec.carried, code)
            opened = OpenForm(Call(spec.command, picked | carried))
            screen = replace(ROUTER.screen(ask, opened), form_id="", carried={})
            yield spec.command, _anonymous(repr(screen))


def _at(db: Connection, cast: Cast, role: Role) -> str:
    return build.at(db, cast.ids[role])


def _people(db: Connection) -> Cast:
    """Everybody, and an objective of the peer's that all may see, with a goal that follows its key result."""
    build.create_tables(db)
    workspace = build.a_workspace(db)
    ids: dict[Role, int] = {}
    for role in ROLES:
        name = role.replace("'", "").title()
        standing = "guest" if role.startswith("guest") else "member"
        ids[role] = build.a_person(db, workspace, name if " " in name else f"{name} Person", standing=standing)
    build.a_person(db, workspace, "Somebody Else")
    db.execute(update(people).where(people.c.id == ids["deactivated"]).values(standing="deactivated"))
    set_manager(db, [ids["owner"]], ids["manager"])
    set_manager(db, [ids["manager"]], ids["manager's manager"])
    build.a_team(db, workspace, "Sales", [ids["peer"], ids["key result's owner"]], lead=ids["team's lead"])
    cast = Cast(ids)
    ROUTER.typed(cast.ask(db, "peer"), "okr new Please everybody --team Sales")
    ROUTER.typed(cast.ask(db, "peer"), "okr kr O-1 Please many from 0 to 10")
    ROUTER.typed(cast.ask(db, "peer"), "goal new Please more --weight 100 --follows KR-1")
    return cast


def _objective(db: Connection, cast: Cast, kind: Kind) -> None:
    """O-2 with KR-2, written by the author as people write one; who is deactivated by now was a co-owner."""
    author, at = cast.ask(db, "author"), {role: _at(db, cast, role) for role in ROLES}
    options = [f"--owner {at['owner']}", f"--co-owners {at['co-owner']}", "--team Sales"]
    options += [f"--private --readers {at['reader']}"] if "private" in kind else []
    options += ["--draft"] if "draft" in kind else []
    made = ROUTER.typed(author, f"okr new Win the zebra {' '.join(options)}")
    assert isinstance(made, Whisper), made
    owner = at["key result's owner"]
    part = ROUTER.typed(author, f"okr kr O-2 Sell the okapi from 4711 to 9000 --owner {owner}")
    assert isinstance(part, Whisper), part
    line = known_objective(db, author.workspace_id, "O-2")
    involve(db, line.id, "reader", [cast.ids["guest named"]], build.NOW)
    involve(db, line.id, "co_owner", [cast.ids["deactivated"]], build.NOW)
    involve(db, line.id, "follower", [cast.ids["follower"]], build.NOW)
