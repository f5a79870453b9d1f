"""The shape of the tree: the rooms, the size of a file, and what no file may say."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "storage")
CODE = {".py", ".js", ".css", ".html"}
TEXT = CODE | {".md", ".toml", ".yaml", ".json", ".lock", ".mako", ".csv", ""}
LINES = 400
CLOCK = Path("bot/clock.py")
CLOCK_READINGS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "date.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
}
# Each has a letter in brackets, so that this file passes its own test.
ELSEWHERE = re.compile(r"/[w]ork/|\b[s]hared/|/[r]oot/|/[o]pt/|[p]ypi\.org|[p]ythonhosted")


def files(*suffixes: str) -> Iterator[Path]:
    """The project's own files with one of these suffixes, relative to its root; hidden folders are tools' own."""
    for path in sorted(ROOT.rglob("*")):
        relative = path.relative_to(ROOT)
        hidden = any(part.startswith(".") and part != ".ci" for part in relative.parts)
        if path.is_file() and path.suffix in suffixes and not hidden and "__pycache__" not in relative.parts:
            yield relative


def modules(*folders: str) -> list[tuple[Path, ast.Module]]:
    """Every Python file of these folders, parsed."""
    return [(path, ast.parse((ROOT / path).read_text("utf-8"))) for path in files(".py") if path.parts[0] in folders]


def read_lock(name: str) -> str:
    """The text of requirements/NAME.lock."""
    return (ROOT / "requirements" / f"{name}.lock").read_text("utf-8")


def pins(name: str) -> set[str]:
    """The packages of a lock file as "name==version"."""
    return set(re.findall(r"^([a-z0-9-]+==\S+)", read_lock(name), re.MULTILINE))


def lint_imports(tree: Path) -> str:
    """What import-linter says of a tree under our own contracts."""
    (tree / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    command = (sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache")
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False).stdout


def imported(tree: ast.Module) -> Iterator[str]:
    """The full names of the modules that a file imports, and of what it takes from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_file_is_longer_than_a_reader_bears() -> None:
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in files(*CODE)}

    assert {str(path): length for path, length in lengths.items() if length > LINES} == {}


def test_no_test_uses_a_mock() -> None:
    offenders = [
        str(path)
        for path, tree in modules("tests", *ROOMS)
        for name in imported(tree)
        if name.startswith(("unittest.mock", "mock.", "pytest_mock"))
    ]

    assert offenders == []


def test_only_the_clock_reads_the_time() -> None:
    readings = [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for path, tree in modules("tests", *ROOMS)
        if path != CLOCK
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCK_READINGS
    ]

    assert readings == []


def test_no_file_names_a_place_outside_the_project() -> None:
    named = [
        f"{path}: {found.group()}"
        for path in files(*TEXT)
        if (found := ELSEWHERE.search((ROOT / path).read_text("utf-8")))
    ]

    assert named == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_a_lock_file_names_no_address_and_pins_every_package_by_hash(name: str) -> None:
    lock = read_lock(name)
    packages = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]

    assert "://" not in lock
    assert not re.search(r"^\s*-", lock.replace("    --hash=", ""), re.MULTILINE)
    assert [package.split()[0] for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_a_lock_file_holds_every_package_that_the_project_asks_for(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = project["project"]["dependencies"] + (project["dependency-groups"]["dev"] if name == "dev" else [])
    pinned = {pin.split("==")[0] for pin in pins(name)}

    assert {re.split(r"[\[<>=]", requirement)[0] for requirement in asked} - pinned == set()


def test_both_lock_files_pin_the_same_versions() -> None:
    assert pins("run") - pins("dev") == set()


def test_every_capability_has_its_tests() -> None:
    capabilities = [path.parent.name for path in (ROOT / "handlers").glob("*/commands.py")]
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "handlers").glob("*")}

    assert set(capabilities) - tested == set()


OFFENCES = {
    "handlers/okrs.py": (
        "import bot.app\nimport aiohttp\nimport sqlalchemy\n",
        ("rooms", "plain-functions", "database"),
    ),
    "storage/okrs.py": ("import handlers.goals\nimport alembic\n", ("rooms", "migrations")),
    "bot/app.py": (
        "import slack_sdk\nimport apscheduler\nimport botbuilder\n",
        ("slack-sdk", "scheduler", "teams-sdk"),
    ),
    "bot/web.py": ("import jinja2\nimport sqlmodel\nimport botbuilder\n", ("templates", "database", "teams-sdk")),
    "bot/slack/send.py": ("import bot.playground.page\nimport slack_sdk\n", ("platforms",)),
    "bot/playground/page/routes.py": ("import handlers.goals\nimport jinja2\n", ("playground",)),
    "handlers/goals.py": ("", ()),
    "storage/migrations/env.py": ("import alembic\n", ()),
    "bot/scheduler.py": ("import apscheduler\n", ()),
}


@pytest.mark.parametrize("offence", [path for path, (_, contracts) in OFFENCES.items() if contracts])
def test_an_import_against_the_direction_is_reported(offence: str, tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = {contract["id"]: contract["name"] for contract in project["tool"]["importlinter"]["contracts"]}
    for path, (source, contracts) in OFFENCES.items():
        module = tmp_path / path
        module.parent.mkdir(parents=True, exist_ok=True)
        for package in [parent for parent in module.parents if tmp_path in parent.parents]:
            (package / "__init__.py").touch()
        module.write_text(source if path == offence or not contracts else "", "utf-8")

    report = lint_imports(tmp_path)

    for contract in OFFENCES[offence][1]:
        assert f"{names[contract]} BROKEN" in report
    assert report.count(" BROKEN") == len(OFFENCES[offence][1])
