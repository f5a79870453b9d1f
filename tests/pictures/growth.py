"""Company X as it grows: objectives of one country after the other, moved in as anybody's file is."""

import csv
from collections.abc import Iterator
from functools import partial
from io import StringIO
from itertools import count, islice
from typing import Final, NamedTuple

from bot.app import App
from handlers.transfer.applying.apply import apply
from handlers.transfer.applying.okrs import Job
from handlers.transfer.planning.planner import planned
from handlers.transfer.reading.sheets import sheet_of
from storage.database import Connection
from storage.transfer.snapshots import snapshot

COLUMNS: Final = (
    *("kind", "code", "title", "owner_email", "team", "parent", "cycle"),
    *("metric", "start", "target", "unit", "current", "confidence"),
)
COUNTRIES: Final = (
    *("Ireland", "Portugal", "Denmark", "France", "Italy", "Spain"),
    *("Austria", "Sweden", "Poland", "Greece", "Finland"),
)
OWNERS: Final = ("dara", "emil", "ben", "farah", "goran", "chen", "hugo", "ana", "jo")
AIMS: Final = (
    (1, "Let shops in {} ask for the toaster", "shops"),
    (2, "Have every demonstration in {} end with a smile", "demonstrations"),
    (2, "Never let a shop in {} run out of toasters", "shops"),
    (2, "Give shops in {} a reason to put us in the window", "windows"),
    (2, "Make fairs in {} worth the journey", "fairs"),
    (2, "Let bakers in {} speak well of us", "bakers"),
    (1, "Let {} hear of breakfast from us first", "stories"),
    (2, "Be who breakfast writers in {} call", "writers"),
    (2, "Get hotels in {} to show the toaster at breakfast", "hotels"),
    (2, "Win the morning radio of {}", "stations"),
    (2, "Let families in {} tell their own butter stories", "stories"),
    (2, "Be found by whoever in {} searches for toast", "searches"),
    (2, "Turn first visitors from {} into regulars", "visitors"),
    (1, "Make buying in {} as easy as toast", "orders"),
    (2, "Answer customers in {} in their own language", "answers"),
    (2, "Deliver in {} before the butter melts", "parcels"),
    (2, "Let customers in {} pay as they like", "ways"),
    (2, "Make returns from {} rare and friendly", "returns"),
    (2, "Repair toasters where they break, in {}", "workshops"),
    (1, "Be at home in {} with the law and the butter", "approvals"),
    (2, "Have plugs that fit every kitchen in {}", "plugs"),
    (2, "Let the butter makers of {} test with us", "dairies"),
    (2, "Say in plain words in {} what the guarantee is", "pages"),
    (2, "Know the standards of {} before they change", "standards"),
    (2, "Print the manual of {} once, and well", "manuals"),
    (2, "Find colleagues in {} who love mornings", "colleagues"),
)
"""How far below the country, the objective, and what is counted for it. There are 26."""


class Aim(NamedTuple):
    """An objective: how far below the country it hangs, and the unit of its key result."""

    depth: int
    title: str
    unit: str


async def grow(app: App, countries: int, each: int) -> None:
    """Bring in so many countries, with so many objectives below each."""
    content = "\n".join(_lines(countries, each)).encode()
    await app.database.write(partial(_import, app=app, content=content))


def _import(db: Connection, app: App, content: bytes) -> None:
    now = app.clock.now()
    today = now.astimezone(app.company.time_zone).date()
    plan = planned(snapshot(db, app.workspace_id), [sheet_of("countries.csv", content)], app.company.cycles, today)
    if plan.problems:
        raise ValueError(f"The countries cannot be brought in. {plan.problems[0]}")
    apply(Job(db, app.workspace_id, now, app.company), plan)


def _lines(countries: int, each: int) -> Iterator[str]:
    yield ",".join(COLUMNS)
    aims = (aim for country in COUNTRIES[:countries] for aim in islice(_aims(country), each + 1))
    above = ["O-2", "", "", ""]
    for number, aim in zip(count(4), aims, strict=False):
        owner = f"{OWNERS[(number + number // 27) % len(OWNERS)]}@companyx.example"
        above[aim.depth + 1] = code = f"O-{number}"
        yield _line("objective", code, aim.title, owner, "" if aim.depth else "Marketing", above[aim.depth], "current")
        reached, sure = number * 37 % 90, 3 + number * 5 % 7
        measure = ("increase", "0", "100", aim.unit, str(reached), str(sure))
        yield _line("key_result", f"KR-{number + 5}", f"Count the {aim.unit}", owner, "", code, "", *measure)


def _aims(country: str) -> Iterator[Aim]:
    yield Aim(0, f"Bring the toaster to {country}", "toasters")
    yield from (Aim(depth, title.format(country), unit) for depth, title, unit in AIMS)


def _line(*cells: str) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="").writerow([*cells, *[""] * (len(COLUMNS) - len(cells))])
    return text.getvalue()
