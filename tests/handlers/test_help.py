"""Help and the table of commands: made from the commands, so that they cannot say anything else."""

from typing import Annotated

import pytest

from handlers.chat.card import Facts
from handlers.chat.fields import Keyword, Label, LongText, Needed, Number, Phrase, ShortText, Word
from handlers.chat.form import Form
from handlers.chat.reply import Done, Refused, Reply
from handlers.chat.router import Command, Router, on
from handlers.chat.spec import FormSpec
from handlers.help.commands import COMMANDS, Help
from handlers.help.screens import command_help
from handlers.help.table import commands_table, entries, usage
from storage.database import Connection, Database
from tests.builders import a_person, a_workspace, an_ask, calls, create_tables, every_command, run, said, whispered


class Sow(Form, command="garden sow", also=("sow",), title="Sow", example="/garden sow beans --depth 3"):
    """Put a seed into the ground."""

    plant: ShortText
    depth: ShortText | None = None
    note: LongText = ""


class Water(Form, command="garden water", title="Water", example="/garden water beans at least 3"):
    """Give a plant its water."""

    plant: ShortText
    kind: Annotated[Word, Phrase("never", says="no"), Phrase("not at all", says="no"), Label("Kind", "None.")] = ""
    low: Annotated[
        Number | None, Keyword("from"), Keyword("between", implies={"kind": "band"}), Label("From", "The least.")
    ] = None
    high: Annotated[
        Number | None, Keyword("to"), Keyword("and", after="between"), Keyword("at most", implies={"kind": "most"})
    ] = None
    places: Annotated[LongText, Keyword("around", implies={"kind": "places"})] = ""
    reason: Annotated[Word, Needed()] = ""
    can: Word = ""


class Feed(Form, command="feed", title="Feed", example="/feed beans"):
    """Give a plant something to grow on."""

    plant: ShortText
    times: Annotated[Number | None, Keyword("until")] = None


class Judged(Water, command="garden judged", title="Judged"):
    """Give it, or not."""

    def wanting(self) -> dict[str, str]:
        return {}


class Look(Form, command="garden look", also=("garden",), title="Look", reads=True):
    """See what grows | and what does not."""


class Prune(Form, command="garden prune", title="Prune", listed=False):
    """Cut something back."""


def nothing(_ask: object, _form: Form) -> Reply:
    return Done()


GARDEN: tuple[Command, ...] = (on(Sow, nothing), on(Look, nothing), on(Prune, nothing), on(Feed, nothing), *COMMANDS)
CATALOGUE: tuple[FormSpec, ...] = (Sow.spec, Look.spec, Prune.spec, Help.spec)


@pytest.fixture
async def company(database: Database) -> Database:
    await database.write(create_tables)
    await database.write(lambda db: a_person(db, a_workspace(db)))
    return database


async def shown(company: Database, text: str) -> str:
    def ask(db: Connection) -> str:
        return said(whispered(run(an_ask(db, 1), text, Router(GARDEN))))

    return await company.read(ask)


@pytest.mark.parametrize("typed", ["rungs help", "/rungs help", "rungs"])
async def test_help_shows_every_area_with_words_to_copy(company: Database, typed: str) -> None:
    text = await shown(company, typed)

    assert "/garden sow beans --depth 3 Put a seed into the ground." in text
    assert "/rungs help" in text
    assert "prune" not in text


@pytest.mark.parametrize("typed", ["garden help", "/garden help", "rungs help garden", "rungs help /garden"])
async def test_help_of_an_area_shows_that_area_alone(company: Database, typed: str) -> None:
    text = await shown(company, typed)

    assert "/garden look" in text
    assert "/rungs help Show what" not in text


@pytest.mark.parametrize(
    ("typed", "example"),
    [("garden help", "/garden sow help explains one command."), ("rungs help", "/okr new help explains one command.")],
)
async def test_it_says_by_an_example_of_its_own_how_to_learn_more(company: Database, typed: str, example: str) -> None:
    assert (await shown(company, typed)).endswith(example)


async def test_help_of_an_area_with_one_command_is_the_help_of_that_command(company: Database) -> None:
    text = await shown(company, "feed help")

    assert "/feed PLANT [until N]" in text
    assert "For example: /feed beans" in text


async def test_help_of_a_command_says_how_it_is_written(company: Database) -> None:
    text = await shown(company, "garden sow help")

    assert "/garden sow PLANT [NOTE] [--depth …]" in text
    assert "For example: /garden sow beans --depth 3" in text
    assert text.endswith("What is missing opens as a form.")


def test_every_field_of_a_common_command_is_explained() -> None:
    unexplained = {
        f"{spec.command} {field.name}"
        for spec in (command.spec for command in every_command())
        if spec.command in ("okr new", "okr kr", "okr list", "okr show", "okr why", "digest")
        for field in spec.fields
        if not field.help and not field.is_tick and field.name not in spec.carried
    }

    assert unexplained == set()


def test_what_only_reads_has_no_button_that_says_save() -> None:
    forms = [command.spec for command in every_command() if command.spec.positional or command.spec.options]

    assert [spec.command for spec in forms if spec.reads and spec.submit == "Save"] == []


def test_what_is_said_by_keywords_is_written_as_it_is_typed() -> None:
    table = commands_table((Judged.spec, Feed.spec))

    ways = "from N to N | between N and N | at most N | around TEXT | never".replace("|", "\\|")
    assert f"| `/garden judged PLANT {ways} --reason … [--can …]` |" in table
    assert "| `/feed PLANT [until N]` |" in table


def test_a_manifest_hints_at_one_way_to_say_it() -> None:
    hints = [hint for _, _, hint in usage((Judged.spec, Feed.spec))]

    assert hints == ["judged PLANT from N to N | help", "PLANT | help"]


def test_help_of_a_command_says_what_its_keywords_mean() -> None:
    card = command_help(entries((Water.spec,))[0])

    shown = [fact.label for element in card.body if isinstance(element, Facts) for fact in element.facts]
    assert shown == ["never", "from N, between N"]


async def test_a_topic_that_is_no_command_is_answered_with_the_nearest(company: Database) -> None:
    with pytest.raises(Refused, match=r"/garden sow help"):
        await shown(company, "rungs help garden sew")


async def test_help_changes_nothing_and_has_no_button_that_does(company: Database) -> None:
    card = await company.read(lambda db: whispered(run(an_ask(db, 1), "rungs help", Router(GARDEN))))

    assert Help.spec.reads
    assert calls(card) == {}


def test_the_table_names_each_listed_command_once_and_escapes_its_bars() -> None:
    table = commands_table(CATALOGUE)

    assert table.count("| `/garden sow PLANT [NOTE] [--depth …]` | Put a seed into the ground. |") == 1
    assert "| `/garden look` | See what grows \\| and what does not. |" in table
    assert "prune" not in table


def test_a_manifest_gets_one_hint_for_each_area() -> None:
    hints = {area: hint for area, _, hint in usage(CATALOGUE)}

    assert hints == {"garden": "sow PLANT | look | help", "sow": "PLANT | help", "rungs": "help"}
