"""Microsoft's Agents Playground for a newcomer: who is in it, and what is said where it cannot be had."""

import os
import stat
from pathlib import Path

import pytest

from bot.demo.company_x import PEOPLE
from bot.local.agents_playground import CLI, agents_playground, description, installed
from bot.settings import Misconfigured


def fake(folder: Path, name: str, script: str) -> None:
    """A program of that name that does what the shell script says."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def is_at_work(noted: Path) -> bool:
    """Whether the process with the number that stands in the file is there."""
    try:
        os.kill(int(noted.read_text()), 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize("who", ["emil", "ana", "jo"])
def test_everybody_there_is_of_company_x_and_known_by_the_same_address(who: str) -> None:
    made = description(who)
    people = {colleague.name: colleague.email for colleague in PEOPLE}

    there = [made["currentUser"], *made["users"]]
    assert len(made["users"]) == 5
    assert [people[one["name"]] for one in there] == [one["email"] for one in there]
    assert len({one["aadObjectId"] for one in there}) == len({one["id"] for one in there}) == 6


def test_whoever_sits_at_it_is_the_same_person_as_where_others_do() -> None:
    ana, emil = description("ana"), description("emil")

    assert ana["currentUser"] in emil["users"]
    assert ana["personalChat"] != emil["personalChat"]


def test_somebody_unknown_is_named_with_those_who_are_there() -> None:
    with pytest.raises(Misconfigured, match=r"Nobody is called “zoe” in Company X. Choose one of ines, ana,"):
        description("zoe")


async def test_without_node_one_line_says_what_to_install(bin_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"needs Node\.js 20 or later, with npm\. Install it from nodejs\.org\."):
        await installed(tmp_path)


async def test_a_node_that_is_too_old_is_named(bin_folder: Path, tmp_path: Path) -> None:
    fake(bin_folder, "node", "echo v18.19.0")
    fake(bin_folder, "npm", "exit 1")

    with pytest.raises(Misconfigured, match=r"The one that is there is v18\.19\.0\."):
        await installed(tmp_path)


async def test_where_npm_cannot_install_it_that_is_said(bin_folder: Path, tmp_path: Path) -> None:
    fake(bin_folder, "node", "echo v22.1.0")
    fake(bin_folder, "npm", "exit 1")

    with pytest.raises(Misconfigured, match="npm could not install @microsoft/m365agentsplayground"):
        await installed(tmp_path)


async def test_its_address_is_the_port_that_it_took_and_it_ends_with_the_block(
    bin_folder: Path, tmp_path: Path
) -> None:
    fake(bin_folder, "npm", "exit 1")
    fake(
        bin_folder,
        "node",
        f'echo v20.1.0; [ "$1" = --version ] && exit; echo $$ > {tmp_path}/pid; echo; '
        "echo 'Listening on 40123'; while :; do :; done",
    )
    program = tmp_path / CLI
    program.parent.mkdir(parents=True)
    program.touch()

    async with agents_playground(await installed(tmp_path), "http://127.0.0.1:9/api/messages") as address:
        assert address == "http://127.0.0.1:40123"
        assert is_at_work(tmp_path / "pid")
    assert not is_at_work(tmp_path / "pid")


async def test_one_that_ends_at_once_is_said_not_to_start(bin_folder: Path, tmp_path: Path) -> None:
    fake(bin_folder, "npm", "exit 1")
    fake(bin_folder, "node", "echo v20.1.0")
    program = tmp_path / CLI
    program.parent.mkdir(parents=True)
    program.touch()

    with pytest.raises(Misconfigured, match="does not start"):
        async with agents_playground(await installed(tmp_path), "http://127.0.0.1:9/api/messages"):
            pass
