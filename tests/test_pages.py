"""The pages that people read say what the code does: docs/commands.md and the table in the README."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.capabilities import capabilities
from handlers.chat.dates import parse_day
from handlers.chat.number import NotANumber, parse_number
from handlers.chat.router import Router
from handlers.help.page import commands_page
from handlers.help.table import areas

ROOT = Path(__file__).parent.parent
CATALOGUE = Router(capabilities().commands).catalogue
PAGE = commands_page(CATALOGUE)
CODE = re.compile(r"`([^`]+)`")
A_THURSDAY = date(2026, 11, 26)


def examples(heading: str, item: int) -> list[str]:
    """What stands as code in one item of a list of the grammar."""
    section = PAGE.partition(f"### {heading}\n")[2].partition("\n#")[0]
    found: list[str] = CODE.findall(re.split(r"^- ", section, flags=re.MULTILINE)[item + 1])
    return found


def test_docs_commands_md_is_what_the_command_line_prints(capsys: pytest.CaptureFixture[str]) -> None:
    main(["commands"])

    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == capsys.readouterr().out


def test_the_table_in_the_readme_is_what_the_command_line_makes(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    copy = tmp_path / "README.md"
    copy.write_text(re.sub(r"(?s)(<!-- commands -->\n).*(<!-- /commands -->)", r"\1\2", readme), "utf-8")

    main(["commands", "--into", str(copy)])

    assert copy.read_text("utf-8") == readme


@pytest.mark.parametrize("text", ["no marks at all", "<!-- commands -->\nbut no end", "<!-- /commands -->"])
def test_a_page_without_both_marks_is_left_alone_and_the_operator_told(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")

    with pytest.raises(SystemExit, match="2"):
        main(["commands", "--into", str(page)])

    assert page.read_text("utf-8") == text
    assert "<!-- commands -->" in capsys.readouterr().err


def test_a_page_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["commands", "--into", str(tmp_path / "nowhere.md")])

    assert "nowhere.md cannot be read and written" in capsys.readouterr().err


@pytest.mark.parametrize("area", areas(CATALOGUE))
def test_every_area_has_its_commands_on_the_page(area: str) -> None:
    assert f"| `/{area}" in PAGE


@pytest.mark.parametrize("text", examples("Numbers", 0))
def test_a_number_of_the_grammar_is_read(text: str) -> None:
    assert parse_number(text).amount != 0


def test_the_grammar_says_which_of_two_readings_is_taken() -> None:
    assert [str(parse_number(text).amount) for text in examples("Numbers", 1)] == ["1250", "1.250"]


@pytest.mark.parametrize("text", examples("Numbers", 3))
def test_what_the_grammar_calls_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text)


@pytest.mark.parametrize("text", examples("Days", 0))
def test_a_day_of_the_grammar_is_read(text: str) -> None:
    assert parse_day(text, A_THURSDAY) >= A_THURSDAY
