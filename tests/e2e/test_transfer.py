"""Moving in and out by the command line, as an operator does it: dry runs, exit codes, files, and the same store."""

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.conftest import MONDAY
from tests.e2e.program import ROOT, Ended, run
from tests.e2e.world import World

COMPANY_X = ROOT / "docs/examples/company-x.csv"
FILES = [f"{subject}.{kind}" for subject in ("check_ins", "okrs", "people", "teams") for kind in ("csv", "json")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an app.yaml."""
    (tmp_path / "app.yaml").write_text("company: {name: Company X, time_zone: Europe/Berlin}\n")
    return tmp_path


async def moved(folder: Path, *words: object, url: str = "sqlite:///x.db", code: int = 0) -> Ended:
    ended = await run(folder, *map(str, words), DATABASE_URL=url)
    assert ended.code == code, ended
    return ended


async def test_company_x_comes_in_goes_out_and_comes_in_again(folder: Path, empty_database_url: str) -> None:
    url = empty_database_url

    looked = await moved(folder, "import", COMPANY_X, "--add-people", url=url)
    assert looked.out.splitlines()[-1] == "Nothing is stored yet. Add --apply to store it."
    stored = await moved(folder, "import", COMPANY_X, "--add-people", "--apply", url=url)
    assert stored.out.splitlines()[:5] == [
        "people       9 new, 0 changed, 0 as they are",
        "teams        5 new, 0 changed, 0 as they are",
        "objectives   3 new, 0 changed, 0 as they are",
        "key results  8 new, 0 changed, 0 as they are",
        "KPIs         6 kept, waiting for KPIs",
    ]
    assert stored.out.splitlines()[-1] == "Everything is stored."
    again = await moved(folder, "import", COMPANY_X, "--apply", url=url)
    assert again.out.splitlines()[-1] == "Nothing changes."

    await moved(folder, "export", "--out", "out", url=url)
    back = await moved(folder, "import", *sorted((folder / "out").glob("*.csv")), "--apply", url=url)
    assert back.out.splitlines()[-1] == "Nothing changes."
    names = [folder / "out" / f"{name}.csv" for name in ("okrs", "people", "teams")]
    await moved(folder, "import", *names, "--apply", url="sqlite:///elsewhere.db")
    await moved(folder, "export", "--out", "elsewhere", url="sqlite:///elsewhere.db")
    assert [path.name for path in sorted((folder / "out").iterdir())] == FILES
    for name in FILES:
        assert (folder / "out" / name).read_bytes() == (folder / "elsewhere" / name).read_bytes()


async def test_with_one_bad_line_nothing_is_stored_and_every_bad_line_is_named(folder: Path) -> None:
    bad = COMPANY_X.read_text("utf-8").replace("61.20,45.00", "61.20,few").replace("hugo@", "hugo")
    (folder / "bad.csv").write_text(bad)

    ended = await moved(folder, "import", "bad.csv", "--add-people", "--apply", code=2)

    assert ended.err.splitlines() == [
        (
            "bad.csv: line 4: owner_email: “hugocompanyx.example” is nobody's address or name here. "
            "Write the person's e-mail address."
        ),
        "bad.csv: line 6: target: “few” is not a number. Write it like 1250, 52.5, 3k or 40 %.",
        "Nothing is stored: 2 things must be mended first.",
    ]
    await moved(folder, "export", "--out", "out")
    assert json.loads((folder / "out" / "okrs.json").read_text()) == []


async def test_whom_nobody_knows_is_named_with_what_to_do(folder: Path) -> None:
    ended = await moved(folder, "import", COMPANY_X, code=2)

    first, *_, last = ended.err.splitlines()
    assert first == (
        "company-x.csv: line 2: owner_email: nobody here has the address ines@companyx.example. "
        "Import people first, or correct it."
    )
    assert last.endswith("With --add-people, the people and teams that nobody knows are made along with the rest.")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("absent.csv", "absent.csv: there is no such file. Check its name."),
        (".", "this is a folder. Name a file in it."),
        ("empty.csv", "empty.csv: The file is empty."),
        ("x.png", "x.png: This is no text. Save the table as CSV (UTF-8) and import that file."),
    ],
)
async def test_what_is_no_file_to_import_is_said_in_a_line(folder: Path, name: str, problem: str) -> None:
    (folder / "empty.csv").touch()
    (folder / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")

    ended = await moved(folder, "import", name, code=2)

    assert problem in ended.err
    assert len(ended.err.splitlines()) == 1


async def test_another_tool_s_export_comes_in_with_a_mapping(folder: Path) -> None:
    (folder / "goals.csv").write_text(
        "Goal ID,Type,Goal Name,Owner Email,Department,Parent Goal ID,Measurement,Starting Value,Target Value,"
        "Current Value,Due Date,Status\n"
        "G-1,Goal,Win customers,ana@companyx.example,Product,,,,,,2026-12-31,On Track\n"
        "K-1,Key Result,Obtain orders,ana@companyx.example,,G-1,Number,0,3000,750,2026-12-31,Progressing\n"
    )
    words = ("import", "goals.csv", "--map", ROOT / "docs/examples/mapping.yaml", "--add-people", "--apply")

    stored, again = await moved(folder, *words), await moved(folder, *words)

    assert "new      O-1 (G-1) Win customers" in stored.out
    assert again.out.splitlines()[-1] == "Nothing changes."


async def test_a_mapping_that_is_not_there_is_said_in_a_line(folder: Path) -> None:
    ended = await moved(folder, "import", COMPANY_X, "--map", "no.yaml", code=2)

    assert ended.err == "no.yaml cannot be read: FileNotFoundError.\n"


async def test_the_export_holds_what_happened_and_only_its_owner_reads_it(folder: Path) -> None:
    await moved(folder, "demo-data")

    ended = await moved(folder, "export", "--out", "out")

    assert "They hold what is private too; keep them safe." in ended.out
    modes = {stat.S_IMODE((folder / "out" / name).stat().st_mode) for name in FILES}
    assert modes == {0o600}
    check_ins = json.loads((folder / "out" / "check_ins.json").read_text())
    assert len(check_ins) == len((folder / "out" / "check_ins.csv").read_text().splitlines()) - 1 > 20
    assert set(check_ins[0]) == {
        *("key_result", "at", "person_email", "value", "progress", "confidence", "note", "unchanged"),
    }
    back = await moved(folder, "import", *sorted((folder / "out").glob("*.csv")))
    assert back.out.splitlines()[-1] == "Nothing changes."


async def test_a_folder_that_cannot_be_made_is_said_in_a_line(folder: Path) -> None:
    (folder / "taken").touch()

    ended = await moved(folder, "export", "--out", "taken", code=2)

    assert ended.err == "taken cannot be made: FileExistsError. Name another with --out.\n"


async def test_super_users_get_the_files_by_direct_message(product: World) -> None:
    assert "Your files come by direct message in a moment." in await product.say("ines", "/rungs export")
    assert "Only super users can export everything. Ask" in await product.say("ana", "/rungs export")

    await product.forward_to(MONDAY + timedelta(minutes=1))

    sent = dict(await product.chat.received("ines"))
    assert list(sent) == ["okrs.csv", "check_ins.csv", "people.csv", "teams.csv"]
    assert "3 lines: *okrs.csv*" in "\n".join(product.lines("ines"))
    lines = sent["okrs.csv"].decode().splitlines()
    assert [line.split(",")[1] for line in lines] == ["code", "O-1", "KR-1", "KR-2"]
    assert await product.chat.received("ana") == []
