"""The command line: `python -m bot run`, and what an operator needs beside it."""

import asyncio
import json
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.addresses import platforms
from bot.clock import MachineClock, SystemClock
from bot.logs import set_up_logs
from bot.settings import Environment, Misconfigured, read_company, read_environment
from handlers.company import Company

APP_YAML = Path("app.yaml")
YOUR_ADDRESS = "https://your-address.example"
FURTHEST = timedelta(hours=1)
"""How far ahead of the machine's clock `tick --now` goes beside real tokens."""
LARGEST = 100_000
"""The most people of a large company of `demo-data`."""


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says; a misconfiguration is one clear line, and ends with the exit code 2."""
    said = vars(_arguments().parse_args(words))
    do = said.pop("do")
    try:
        do(**said)
    except Misconfigured as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _say(line: str) -> None:
    # At once: who started Rungs behind a pipe waits for this line.
    print(line, flush=True)


def run(config: Path) -> None:
    """Start Rungs; with no platform token set, the local workspace too."""
    set_up_logs(json=not sys.stderr.isatty())

    async def work() -> None:
        environment, company = read_environment(), read_company(config)
        serve = _run_for_real if environment.has_token else _run_locally
        await _until_told_to_stop(serve(environment, company))

    asyncio.run(work())


async def _run_for_real(environment: Environment, company: Company) -> None:
    from bot.app import MESSAGES, running  # noqa: PLC0415 - the other commands need no platform

    named = platforms(environment)
    async with running(environment, company, SystemClock(), named, serve=True) as (app, port):
        here = f"http://{environment.host}:{port}"
        if app.joining is not None:
            _say("Slack has not answered yet. Rungs goes on asking, and what is for Slack waits.")
        elif named.slack and named.slack.app_token:
            _say(f"Rungs is connected to Slack by Socket Mode ({app.slack_team}); its health is on {here}/healthz")
        if named.slack and named.slack.signing_secret:
            _say(f"Rungs answers Slack on {here}/slack/events")
        if named.teams:
            _say(f"Rungs answers Microsoft Teams on {here}{MESSAGES}")
        await app.stay()


async def _run_locally(environment: Environment, company: Company) -> None:
    from bot.local.environment import forget_story  # noqa: PLC0415 - the other commands need no platform
    from bot.local.workspace import local_workspace  # noqa: PLC0415 - the playground is loaded where it is used

    forget_story(environment)
    async with local_workspace(environment, company) as (_, slack):
        _say(f"Rungs and a local Slack are ready: open {slack.url} in your browser.")
        _say("No token is set, so nothing leaves this machine. Stop with Ctrl-C.")
        await asyncio.Event().wait()


def teams_playground_command(who: str, config: Path) -> None:
    """Try Rungs in Microsoft's Agents Playground, beside the local Slack; needs Node.js."""
    set_up_logs(json=not sys.stderr.isatty())

    async def work() -> None:
        environment, company = read_environment(), read_company(config)
        await _until_told_to_stop(_run_beside_playground(environment, company, who))

    asyncio.run(work())


async def _run_beside_playground(environment: Environment, company: Company, who: str) -> None:
    from bot.local.environment import forget_story  # noqa: PLC0415 - the other commands need no platform
    from bot.local.teams import teams_playground  # noqa: PLC0415 - the playground is loaded where it is used

    forget_story(environment)
    async with teams_playground(environment, company, who) as ready:
        _say(f"Rungs is in Microsoft's Agents Playground: open {ready.teams} in your browser.")
        _say(f"The same company is in a local Slack, whose clock both follow: {ready.slack}")
        _say("No token is set, so nothing leaves this machine. Stop with Ctrl-C.")
        await asyncio.Event().wait()


async def _until_told_to_stop(work: Coroutine[Any, Any, None]) -> None:
    """Work until SIGINT or SIGTERM, which may come while Slack is still out of reach; what is open is closed."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(sign, told.set)
    working, waiting = asyncio.create_task(work), asyncio.create_task(told.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if told.is_set():
        working.cancel()
    with suppress(asyncio.CancelledError):
        await working


def tick(now: str, allow_future: bool, config: Path) -> None:
    """Do everything that is due by an instant, deliver it, and exit."""
    set_up_logs()

    async def work() -> None:
        from bot.once import tick_once  # noqa: PLC0415 - the other commands need no platform

        environment, company = read_environment(), read_company(config)
        instant = _instant(now)
        if environment.has_token and not allow_future and instant > MachineClock().instant() + FURTHEST:
            raise Misconfigured(
                f"{now} is over an hour ahead, and real people would be written to. Add --allow-future."
            )
        _say(await tick_once(environment, company, instant))

    asyncio.run(work())


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Misconfigured(f"--now: “{text}” is no ISO 8601 instant. Write 2026-11-23T09:00:00+01:00.") from None
    if instant.utcoffset() is None:
        raise Misconfigured(f"--now: “{text}” has no time zone. Add one: {text}Z for UTC, or +01:00.")
    return instant.astimezone(UTC)


def demo_data(people: int | None, config: Path) -> None:
    """Fill an empty database with the example company, or with a large one."""
    set_up_logs()

    async def work() -> None:
        from bot.once import fill_with_crowd, fill_with_story  # noqa: PLC0415 - the other commands need no platform

        environment, company = read_environment(), read_company(config)
        made = fill_with_crowd(environment, company, people) if people else fill_with_story(environment, company)
        _say(await made)

    asyncio.run(work())


def import_command(files: list[Path], apply: bool, mapping: Path | None, add_people: bool, config: Path) -> None:
    """Bring in objectives, people and teams from CSV files; all of it or nothing."""
    set_up_logs()
    from bot.transfer import Import, import_files  # noqa: PLC0415 - the other commands need no files

    wanted = Import(tuple(files), mapping, apply, add_people)
    done = asyncio.run(import_files(read_environment(), read_company(config), wanted))
    for line in done.lines:
        _say(line)
    for problem in done.problems:
        print(problem, file=sys.stderr)
    if done.problems:
        sys.exit(2)


def export(out: Path, config: Path) -> None:
    """Write everything that is kept into a folder, as CSV and as JSON."""
    set_up_logs()

    async def work() -> None:
        from bot.transfer import export_files  # noqa: PLC0415 - the other commands need no files

        read_company(config)
        _say(await export_files(read_environment(), out))

    asyncio.run(work())


def manifest_slack(url: str, socket_mode: bool) -> None:
    """Print the Slack app manifest, to paste at api.slack.com/apps."""
    from bot.once import slack_manifest  # noqa: PLC0415 - the other commands need no platform

    if url and socket_mode:
        raise Misconfigured("--socket-mode needs no address. Leave out --url, or --socket-mode.")
    try:
        made = slack_manifest(None if socket_mode else url or YOUR_ADDRESS)
    except ValueError as problem:
        raise Misconfigured(f"--url: {problem}") from None
    _say(json.dumps(made, indent=2, ensure_ascii=False))


def manifest_teams(out: Path, url: str, preview: bool) -> None:
    """Write the package to upload to Teams: the manifest and two icons."""
    from bot.teams.package import app_package  # noqa: PLC0415 - the other commands need no platform

    made = app_package(read_environment(), url, "preview" if preview else "stable")
    try:
        out.write_bytes(made)
    except OSError as problem:
        raise Misconfigured(
            f"{out} cannot be written: {type(problem).__name__}. Name another file with --out."
        ) from None
    _say(f"{out} is written. Upload it in the Teams admin center under Manage apps.")


def commands(into: Path | None) -> None:
    """Print docs/commands.md: every command and the grammar."""
    from bot.once import commands_page, with_commands  # noqa: PLC0415 - the other commands need no platform

    if into is None:
        print(commands_page(), end="")
        return
    try:
        into.write_text(with_commands(into.read_text("utf-8")), "utf-8")
    except OSError as problem:
        raise Misconfigured(
            f"{into} cannot be read and written: {type(problem).__name__}. Name another with --into."
        ) from None


def gallery(out: Path) -> None:
    """Draw every screen to HTML and, where Chromium is found, to PNG."""

    async def work() -> None:
        from bot.gallery.camera import find_chromium  # noqa: PLC0415 - the playground is loaded where it is used
        from bot.gallery.files import write_gallery  # noqa: PLC0415 - the same

        _say(await write_gallery(out, find_chromium()))

    asyncio.run(work())


def doctor(config: Path) -> None:
    """Check tokens, scopes, channels, database, clock and public address, and say what to change."""
    set_up_logs()
    from bot.doctor import examine  # noqa: PLC0415 - the other commands need no platform

    report = asyncio.run(examine(read_environment(), read_company(config)))
    for finding in report:
        _say(str(finding))
    if any(finding.wrong for finding in report):
        sys.exit(2)


def _arguments() -> ArgumentParser:
    """What may stand on the command line; the names of options are those of the functions' arguments."""
    rungs = ArgumentParser("python -m bot", description="Rungs: objectives, check-ins and feedback in chat.")
    company = ArgumentParser(add_help=False)
    company.add_argument("--config", type=Path, default=APP_YAML, help="The company's app.yaml.")
    known = rungs.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, do: Callable[..., None], *shared: ArgumentParser, to: Any = known) -> ArgumentParser:
        added: ArgumentParser = to.add_parser(
            name, help=do.__doc__, description=do.__doc__, parents=shared, allow_abbrev=False
        )
        added.set_defaults(do=do)
        return added

    add("run", run, company)

    teams = add("teams-playground", teams_playground_command, company)
    teams.add_argument("--as", dest="who", default="emil", help="Who of Company X sits at it.")

    due = add("tick", tick, company)
    due.add_argument("--now", required=True, help="An instant with its zone: 2026-11-23T09:00:00+01:00.")
    due.add_argument("--allow-future", action="store_true", help="Also more than an hour ahead.")

    demo = add("demo-data", demo_data, company)
    demo.add_argument("--people", type=_crowd, help="A large company of so many people instead.")

    moving_in = add("import", import_command, company)
    moving_in.add_argument("files", nargs="+", type=Path, help="CSV files: objectives, people, teams.")
    moving_in.add_argument("--apply", action="store_true", help="Store it; without it, only say what would happen.")
    moving_in.add_argument("--map", dest="mapping", type=Path, help="What another tool calls its columns, as YAML.")
    moving_in.add_argument(
        "--add-people",
        action="store_true",
        help="Also make the people and teams that objectives name and nobody knows.",
    )

    moving_out = add("export", export, company)
    moving_out.add_argument("--out", type=Path, required=True, help="The folder for the files.")

    about = "Print the manifest that a platform asks for."
    manifest = known.add_parser("manifest", help=about, description=about)
    platform = manifest.add_subparsers(metavar="PLATFORM", required=True)
    slack = add("slack", manifest_slack, to=platform)
    slack.add_argument("--url", default="", help="The public https address of the bot.")
    slack.add_argument("--socket-mode", action="store_true", help="Without one: Rungs connects to Slack.")
    package = add("teams", manifest_teams, to=platform)
    package.add_argument("--out", type=Path, required=True, help="The zip to write: manifest and icons.")
    package.add_argument("--url", default=YOUR_ADDRESS, help="An https page of your company's about Rungs.")
    package.add_argument(
        "--preview", action="store_true", help="With what Microsoft calls a preview: commands behind a slash."
    )

    page = add("commands", commands)
    page.add_argument("--into", type=Path, help="A page with marks for the short table, to be brought up to date.")

    screens = add("gallery", gallery)
    screens.add_argument("--out", type=Path, required=True, help="The folder for the files.")

    add("doctor", doctor, company)
    return rungs


def _crowd(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST):
        raise ArgumentTypeError(f"say a number from 1 to {LARGEST:,}")
    return int(text)


if __name__ == "__main__":
    main()
