"""What the gallery shows, as Slack and Teams get it: each card's example, each form, what is said of errors.

Forms and answers are those of the example company at a fixed instant, so they are the same each time.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.capabilities import Capabilities, capabilities, examples
from bot.demo.company_x import PEOPLE
from bot.demo.story import PLATFORM, ROOM_IDS, Story
from bot.playground.residents import Install
from bot.settings import Environment
from bot.slack import cards, forms
from bot.store import stored
from bot.teams import cards as teams_cards
from bot.teams import forms as teams_forms
from bot.teams.surface import Surface as TeamsSurface
from bot.wording import Reader
from handlers.chat.answer import Answer, Desk, RolledBack
from handlers.chat.ask import Ask, Place
from handlers.chat.card import Call, Card
from handlers.chat.fields import NumberKind, PickKind
from handlers.chat.reply import FormErrors, OpenForm, Refused
from handlers.chat.request import Request, Typed
from handlers.chat.router import Router
from handlers.chat.screen import Field, FormScreen
from handlers.chat.spec import FormSpec
from handlers.chat.words import channel_marker, person_marker
from handlers.company import Company
from handlers.home.screens import home_card, welcome
from storage.database import Connection
from storage.people import accounts_of
from storage.workspaces import install

Json = dict[str, Any]
Surface = Literal["message", "home", "modal"]

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
"""The Tuesday of the story's eighth week."""
COMPANY = Company("Company X")
ZONE = ZoneInfo("Europe/Berlin")
SAMPLE_ACCOUNTS = {1: "U0ANA", 2: "U0BEN", 3: "U0CHEN"}
"""Whom the examples under handlers/ mean by 1, 2 and 3."""
ARCHIVE = "https://companyx.slack.com/"
TEAMS_ARCHIVE = "https://teams.microsoft.com/l/message/?tenantId=00000000-0000-4000-8000-000000000000"
TEAMS_ACCOUNT = "00000000-0000-4000-8000-{:012d}"
TEAMS = TeamsSurface(dialogs=True, opens=lambda call: not call.given, seal=lambda text: "closed")
"""A button that names nothing stands for one that opens its form; a form's own data differ each time."""
WHO, NEWCOMER = "emil", "jo"
ANSWERS = (
    ("chat.first-command", NEWCOMER, "/okr list"),
    ("chat.unknown-command", WHO, "/okr lits"),
    ("chat.several-meant", WHO, "/okr show site"),
    ("chat.nothing-found", WHO, "/okr show KR-99"),
    ("form.okr-update.in-doubt", WHO, "/okr update KR-5 plenty"),
)
"""Answers to what people type: a name, whose words, and the words."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One screen. `body` is a message (`text`, `blocks`) or a view; `errors` are said at its inputs, by block_id.

    `teams` is the same screen as an Adaptive Card, with its errors in it.
    """

    name: str
    surface: Surface
    body: Json
    teams: Json
    errors: Mapping[str, str] = field(default_factory=dict)


async def exhibits() -> list[Exhibit]:
    """Every screen, sorted by its name, which is unique and fit for a file's."""
    found = capabilities()
    shown = [*_cards(), *await _of_the_story(found)]
    return sorted(shown, key=lambda exhibit: exhibit.name)


def _cards() -> Iterator[Exhibit]:
    reader = Reader("en-US", date(2026, 11, 17), ZONE, SAMPLE_ACCOUNTS, ARCHIVE)
    for folder, cases in examples().items():
        for title, example in cases.items():
            name = f"{folder}.{_slug(title)}"
            yield _home(name, example(), reader) if folder == "home" else _message(name, example(), reader)


def _message(name: str, card: Card, reader: Reader) -> Exhibit:
    rendered = cards.render(card, reader)
    return Exhibit(name, "message", {"text": rendered.text, "blocks": rendered.blocks}, _on_teams(card, reader))


def _home(name: str, card: Card, reader: Reader) -> Exhibit:
    return Exhibit(name, "home", cards.render_home(card, reader), _on_teams(card, reader))


def _modal(name: str, screen: FormScreen, reader: Reader) -> Exhibit:
    return Exhibit(name, "modal", forms.render(screen, reader), _on_teams(screen, reader))


def _on_teams(shown: Card | FormScreen, reader: Reader) -> Json:
    accounts = {person_id: TEAMS_ACCOUNT.format(person_id) for person_id in reader.accounts}
    there = replace(reader, accounts=accounts, archive=TEAMS_ARCHIVE)
    if isinstance(shown, FormScreen):
        return teams_forms.render(shown, there, TEAMS)
    return teams_cards.render(shown, there, TEAMS).card


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


async def _of_the_story(found: Capabilities) -> list[Exhibit]:
    """What takes a database: forms, answers and Home, in the story of Company X."""
    desk = Desk(Router(found.commands), COMPANY, welcome, home_card)
    with tempfile.TemporaryDirectory(prefix="rungs-gallery-") as folder:
        address = SecretStr(f"sqlite:///{Path(folder) / 'story.db'}")
        async with stored(Environment(database_url=address)) as database:
            workspace_id = await database.write(
                partial(install, platform=PLATFORM, tenant=Install().team_id, name=COMPANY.name, now=NOW)
            )
            await Story(database, desk, found.rules, workspace_id, NOW).tell()
            return await database.write(lambda db: list(Tableau(db, desk, workspace_id).exhibits()))


class Tableau:
    """The story as it stands, and what its people see in it."""

    def __init__(self, db: Connection, desk: Desk, workspace_id: int) -> None:
        self._db = db
        self._desk = desk
        known = accounts_of(db, workspace_id, PLATFORM, [colleague.account for colleague in PEOPLE])
        self._person_ids = {colleague.handle: known[colleague.account].person_id for colleague in PEOPLE}
        self._markers = {
            **{f"@{one.handle}": person_marker(known[one.account].person_id, one.name) for one in PEOPLE},
            **{f"#{name}": channel_marker(room_id, name) for name, room_id in ROOM_IDS.items()},
        }
        accounts = {known[colleague.account].person_id: colleague.account for colleague in PEOPLE}
        self._reader = Reader("en-US", NOW.date(), ZONE, accounts, ARCHIVE)

    def exhibits(self) -> Iterator[Exhibit]:
        """Home, answers, and each form, filled in and in error."""
        yield _home("home.first-opened", self._desk.home_card(self._ask(NEWCOMER)), self._reader)
        for name, who, words in ANSWERS:
            yield from self._shown(name, self._answer(who, words))
        ask = self._ask(WHO)
        for spec in self._desk.router.catalogue:
            yield from self._form(ask, spec)

    def _ask(self, who: str) -> Ask:
        return self._desk.ask(self._db, self._request(who, ""), NOW)

    def _request(self, who: str, words: str) -> Request:
        place = Place(PLATFORM, ROOM_IDS["marketing"], kind="channel", name="marketing")
        return Request("", self._person_ids[who], place, Typed(words))

    def _answer(self, who: str, words: str) -> Answer:
        try:
            return self._desk.answer(self._db, self._request(who, words), NOW)
        except RolledBack as rolled_back:
            return rolled_back.answer

    def _shown(self, name: str, answer: Answer) -> Iterator[Exhibit]:
        if answer.screen is not None:
            yield _modal(name, answer.screen, self._reader)
        elif answer.card is not None:
            yield _message(name, answer.card, self._reader)

    def _form(self, ask: Ask, spec: FormSpec) -> Iterator[Exhibit]:
        name = f"form.{_slug(spec.command)}"
        screen = self._filled_in(ask, spec)
        if not screen.fields:
            return
        yield _modal(name, screen, self._reader)
        wrong = {field.name: _wrongly(field, spec) for field in screen.fields}
        try:
            reply = self._desk.router.submitted(ask, spec.command, {**screen.carried, **wrong})
        except Refused:
            # A form that needs nothing is not wrong when it is empty: what is said then is no field's.
            return
        if isinstance(reply, FormErrors):
            again = self._desk.router.screen(ask, OpenForm(Call(spec.command, {**screen.carried, **wrong})))
            view = forms.render(again, self._reader)
            on_teams = _on_teams(_mistaken(again, reply.errors), self._reader)
            yield Exhibit(f"{name}.errors", "modal", view, on_teams, forms.errors(view, reply.errors)["errors"])

    def _marked(self, words: str) -> str:
        """The words with people and channels mentioned, as Slack sends them."""
        return " ".join(self._markers.get(word, word) for word in words.split(" "))

    def _filled_in(self, ask: Ask, spec: FormSpec) -> FormScreen:
        """The form as its example opens it; what the example leaves open and a button would bring is picked."""
        router = self._desk.router
        if spec.rows_field and isinstance(opened := router.typed(ask, spec.example), OpenForm):
            return router.screen(ask, opened)
        given = dict(router.meant(ask, self._marked(spec.example)).call.given)
        for needed in spec.positional:
            if needed.name not in given and isinstance(needed.kind, PickKind):
                offered = needed.kind.choices(ask, "")
                given |= {needed.name: offered[0].value} if offered else {}
        return router.screen(ask, OpenForm(Call(spec.command, given)))


def _mistaken(screen: FormScreen, errors: Mapping[str, str]) -> FormScreen:
    """The form with what is said of each field beside it, and of anything else on top."""
    body = tuple(
        replace(part, error=errors.get(part.name, "")) if isinstance(part, Field) else part for part in screen.body
    )
    names = {field.name for field in screen.fields}
    return replace(screen, body=body, notice=" ".join(said for name, said in errors.items() if name not in names))


def _wrongly(field: Field, spec: FormSpec) -> str:
    """What somebody may write by mistake: words for a number, and elsewhere nothing."""
    declared = spec.field(field.name)
    return "plenty" if declared and isinstance(declared.kind, NumberKind) else ""
