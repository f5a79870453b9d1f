"""A company to try things on: a workspace, people, teams, and somebody who asks."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import assert_never

from sqlmodel import SQLModel

import handlers
import storage.tables
from handlers.chat.ask import Ask, Place
from handlers.chat.card import (
    Button,
    Card,
    Chart,
    Divider,
    Element,
    Facts,
    Heading,
    Image,
    LinkButton,
    Menu,
    Note,
    Paragraph,
    Progress,
    Row,
    Table,
)
from handlers.chat.reply import Reply, Whisper
from handlers.chat.router import Command, Router
from handlers.chat.text import Command as Typed
from handlers.chat.text import Date, Mention, Number, Spans
from handlers.chat.words import channel_marker, person_marker
from handlers.company import Company
from storage import people, teams, workspaces
from storage.arrivals import Arrival, register
from storage.database import Connection
from storage.teams import TeamDraft

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday of week 48, in the fourth quarter."""

PLACE = Place("slack", "C0GENERAL", kind="channel")


def create_tables(db: Connection) -> None:
    """Every table that is not there yet."""
    assert storage.tables.ALL
    SQLModel.metadata.create_all(db)


def a_workspace(db: Connection, name: str = "Company X") -> int:
    """A workspace that Slack is connected to; returns its id."""
    return workspaces.install(db, "slack", "T0COMPANY", name, NOW)


def an_arrival(name: str, **changes: object) -> Arrival:
    """What Slack says of somebody: "Ana Ruiz" is U0ANARUIZ, ana.ruiz@company-x.example, in UTC."""
    words = name.lower().split()
    known = Arrival(
        external_id=f"U0{''.join(words).upper()}",
        handle=words[0] if words else "",
        name=name,
        email=f"{'.'.join(words)}@company-x.example",
        time_zone="UTC",
        locale="en-US",
        standing="member",
        is_admin=False,
        verified=True,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def a_person(db: Connection, workspace_id: int, name: str = "Ana Ruiz", **changes: object) -> int:
    """Somebody on Slack who has been welcomed; `changes` are fields of Arrival. Returns the person's id."""
    arrival = an_arrival(name, **changes)
    person_id = register(db, workspace_id, "slack", [arrival], NOW)[arrival.external_id]
    people.mark_welcomed(db, person_id, NOW)
    return person_id


def a_team(
    db: Connection,
    workspace_id: int,
    name: str = "Product",
    members: Sequence[int] = (),
    *,
    lead: int | None = None,
    channel: str = "",
) -> int:
    """A team, meeting in that Slack channel if one is named; returns its id."""
    platform = "slack" if channel else ""
    draft = TeamDraft(
        name, lead_id=lead, platform=platform, channel=channel, channel_name=name.lower() if channel else ""
    )
    team_id = teams.create(db, workspace_id, draft, NOW)
    assert team_id is not None
    teams.add_members(db, team_id, members)
    return team_id


def an_ask(
    db: Connection,
    person_id: int,
    *,
    now: datetime = NOW,
    place: Place = PLACE,
    company: Company | None = None,
    router: Router | None = None,
) -> Ask:
    """The person asks, in a channel unless said otherwise."""
    catalogue = router.catalogue if router else ()
    person = people.profile(db, person_id)
    return Ask(db, now, person, place, company or Company(), catalogue=catalogue)


def every_command() -> tuple[Command, ...]:
    """What bot/app.py collects: COMMANDS of each handlers/*/commands.py."""
    found: list[Command] = []
    for capability in pkgutil.iter_modules(handlers.__path__):
        if capability.ispkg and _has_commands(capability.name):
            found.extend(importlib.import_module(f"handlers.{capability.name}.commands").COMMANDS)
    return tuple(found)


def run(ask: Ask, text: str, router: Router | None = None) -> Reply:
    """Answer words that the person typed."""
    router = router or Router(every_command())
    return router.typed(replace(ask, catalogue=router.catalogue), text)


def at(db: Connection, person_id: int) -> str:
    """A mention of the person, as the edge hands it on."""
    return person_marker(person_id, people.by_ids(db, [person_id])[person_id].name)


def in_channel(channel: str, name: str) -> str:
    """A mention of a channel, as the edge hands it on."""
    return channel_marker(channel, name)


def whispered(reply: Reply) -> Card:
    """The card of an answer that is for the writer alone."""
    assert isinstance(reply, Whisper), reply
    return reply.card


def said(card: Card) -> str:
    """The card as one text, elements on lines of their own: mentions as @Ana, buttons as [Label]."""
    return "\n".join(line for element in card.body if (line := _line(element)))


def calls(card: Card) -> dict[str, str]:
    """What the card's buttons and menus do: the command behind each label."""
    found: dict[str, str] = {}
    for element in card.body:
        action = element.action if isinstance(element, Row) else element
        match action:
            case Button(label, call):
                found[label] = call.command
            case Menu(_, options):
                found |= {option.label: option.call.command for option in options}
            case _:
                continue
    return found


def written(parts: Spans) -> str:
    """Spans as plain text."""
    return "".join(_shown(part) for part in parts)


def _shown(part: object) -> str:
    match part:
        case Mention(_, name):
            return f"@{name}"
        case Date(day):
            return day.isoformat()
        case Number(value, unit):
            return f"{value.normalize():f} {unit}".strip()
        case Typed(text):
            return text
        case _:
            return str(getattr(part, "text", ""))


def _line(element: Element) -> str:
    match element:
        case Paragraph(parts) | Note(parts) | Progress(_, parts):
            return written(parts)
        case Row(parts, action):
            return written(parts) + (f" [{action.label}]" if action else "")
        case Facts(facts):
            return "\n".join(f"{fact.label}: {written(fact.spans)}" for fact in facts)
        case Table(_, rows):
            return "\n".join(" | ".join(written(cell) for cell in row) for row in rows)
        case Button(label) | LinkButton(label) | Menu(label):
            return f"[{label}]"
        case Heading(text):
            return text
        case Chart() | Image() | Divider():
            return ""
        case never:
            assert_never(never)


def _has_commands(capability: str) -> bool:
    return importlib.util.find_spec(f"handlers.{capability}.commands") is not None
