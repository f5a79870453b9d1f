"""The command line: `python -m bot run`, and what an operator needs beside it."""

import asyncio
import json
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.addresses import platforms
from bot.clock import MachineClock, SystemClock
from bot.logs import set_up_logs
from bot.settings import Environment, Misconfigured, read_company, read_environment
from handlers.company import Company

cli = typer.Typer(
    name="bot",
    help="Rungs: objectives, check-ins and feedback in chat.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
manifest_cli = typer.Typer(
    help="Print the manifest that a platform asks for.", no_args_is_help=True, rich_markup_mode=None
)
cli.add_typer(manifest_cli, name="manifest")

Config = Annotated[Path, typer.Option("--config", help="The company's app.yaml.")]
APP_YAML = Path("app.yaml")
YOUR_ADDRESS = "https://your-address.example"
FURTHEST = timedelta(hours=1)
"""How far ahead of the machine's clock `tick --now` goes beside real tokens."""


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; a misconfiguration is one clear line and exit code 2."""
    try:
        asyncio.run(work)
    except Misconfigured as problem:
        _stop(problem)


def _stop(problem: Misconfigured) -> None:
    typer.echo(str(problem), err=True)
    raise typer.Exit(2)


@cli.command()
def run(config: Config = APP_YAML) -> None:
    """Start Rungs; with no platform token set, the local workspace too."""
    set_up_logs(json=not sys.stderr.isatty())

    async def work() -> None:
        environment, company = read_environment(), read_company(config)
        serve = _run_for_real if environment.has_token else _run_locally
        await _until_told_to_stop(serve(environment, company))

    _finish(work())


async def _run_for_real(environment: Environment, company: Company) -> None:
    from bot.app import MESSAGES, running  # noqa: PLC0415 - the other commands need no platform

    named = platforms(environment)
    async with running(environment, company, SystemClock(), named, serve=True) as (app, port):
        here = f"http://{environment.host}:{port}"
        if app.joining is not None:
            typer.echo("Slack has not answered yet. Rungs goes on asking, and what is for Slack waits.")
        elif named.slack and named.slack.app_token:
            typer.echo(
                f"Rungs is connected to Slack by Socket Mode ({app.slack_team}); its health is on {here}/healthz"
            )
        if named.slack and named.slack.signing_secret:
            typer.echo(f"Rungs answers Slack on {here}/slack/events")
        if named.teams:
            typer.echo(f"Rungs answers Microsoft Teams on {here}{MESSAGES}")
        await app.stay()


async def _run_locally(environment: Environment, company: Company) -> None:
    from bot.local.environment import forget_story  # noqa: PLC0415 - the other commands need no platform
    from bot.local.workspace import local_workspace  # noqa: PLC0415 - the playground is loaded where it is used

    forget_story(environment)
    async with local_workspace(environment, company) as (_, slack):
        typer.echo(f"Rungs and a local Slack are ready: open {slack.url} in your browser.")
        typer.echo("No token is set, so nothing leaves this machine. Stop with Ctrl-C.")
        await asyncio.Event().wait()


@cli.command("teams-playground")
def teams_playground_command(
    who: Annotated[str, typer.Option("--as", help="Who of Company X sits at it.")] = "emil",
    config: Config = APP_YAML,
) -> None:
    """Try Rungs in Microsoft's Agents Playground, beside the local Slack; needs Node.js."""
    set_up_logs(json=not sys.stderr.isatty())

    async def work() -> None:
        environment, company = read_environment(), read_company(config)
        await _until_told_to_stop(_run_beside_playground(environment, company, who))

    _finish(work())


async def _run_beside_playground(environment: Environment, company: Company, who: str) -> None:
    from bot.local.environment import forget_story  # noqa: PLC0415 - the other commands need no platform
    from bot.local.teams import teams_playground  # noqa: PLC0415 - the playground is loaded where it is used

    forget_story(environment)
    async with teams_playground(environment, company, who) as ready:
        typer.echo(f"Rungs is in Microsoft's Agents Playground: open {ready.teams} in your browser.")
        typer.echo(f"The same company is in a local Slack, whose clock both follow: {ready.slack}")
        typer.echo("No token is set, so nothing leaves this machine. Stop with Ctrl-C.")
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


@cli.command()
def tick(
    now: Annotated[str, typer.Option("--now", help="An instant with its zone: 2026-11-23T09:00:00+01:00.")],
    config: Config = APP_YAML,
    allow_future: Annotated[bool, typer.Option("--allow-future", help="Also more than an hour ahead.")] = False,
) -> None:
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
        typer.echo(await tick_once(environment, company, instant))

    _finish(work())


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Misconfigured(f"--now: “{text}” is no ISO 8601 instant. Write 2026-11-23T09:00:00+01:00.") from None
    if instant.utcoffset() is None:
        raise Misconfigured(f"--now: “{text}” has no time zone. Add one: {text}Z for UTC, or +01:00.")
    return instant.astimezone(UTC)


@cli.command("demo-data")
def demo_data(
    config: Config = APP_YAML,
    people: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="A large company of so many people instead.")
    ] = None,
) -> None:
    """Fill an empty database with the example company, or with a large one."""
    set_up_logs()

    async def work() -> None:
        from bot.once import fill_with_crowd, fill_with_story  # noqa: PLC0415 - the other commands need no platform

        environment, company = read_environment(), read_company(config)
        made = fill_with_crowd(environment, company, people) if people else fill_with_story(environment, company)
        typer.echo(await made)

    _finish(work())


@cli.command("import")
def import_command(
    files: Annotated[list[Path], typer.Argument(help="CSV files: objectives, people, teams.")],
    apply: Annotated[bool, typer.Option("--apply", help="Store it; without it, only say what would happen.")] = False,
    mapping: Annotated[Path | None, typer.Option("--map", help="What another tool calls its columns, as YAML.")] = None,
    add_people: Annotated[
        bool, typer.Option("--add-people", help="Also make the people and teams that objectives name and nobody knows.")
    ] = False,
    config: Config = APP_YAML,
) -> None:
    """Bring in objectives, people and teams from CSV files; all of it or nothing."""
    set_up_logs()

    async def work() -> None:
        from bot.transfer import Import, import_files  # noqa: PLC0415 - the other commands need no files

        wanted = Import(tuple(files), mapping, apply, add_people)
        done = await import_files(read_environment(), read_company(config), wanted)
        for line in done.lines:
            typer.echo(line)
        for problem in done.problems:
            typer.echo(problem, err=True)
        if done.problems:
            raise typer.Exit(2)

    _finish(work())


@cli.command()
def export(
    out: Annotated[Path, typer.Option("--out", help="The folder for the files.")],
    config: Config = APP_YAML,
) -> None:
    """Write everything that is kept into a folder, as CSV and as JSON."""
    set_up_logs()

    async def work() -> None:
        from bot.transfer import export_files  # noqa: PLC0415 - the other commands need no files

        read_company(config)
        typer.echo(await export_files(read_environment(), out))

    _finish(work())


@manifest_cli.command("slack")
def manifest_slack(
    url: Annotated[str, typer.Option("--url", help="The public https address of the bot.")] = "",
    socket_mode: Annotated[bool, typer.Option("--socket-mode", help="Without one: Rungs connects to Slack.")] = False,
) -> None:
    """Print the Slack app manifest, to paste at api.slack.com/apps."""
    from bot.once import slack_manifest  # noqa: PLC0415 - the other commands need no platform

    if url and socket_mode:
        _stop(Misconfigured("--socket-mode needs no address. Leave out --url, or --socket-mode."))
    try:
        made = slack_manifest(None if socket_mode else url or YOUR_ADDRESS)
    except ValueError as problem:
        typer.echo(f"--url: {problem}", err=True)
        raise typer.Exit(2) from None
    typer.echo(json.dumps(made, indent=2, ensure_ascii=False))


@manifest_cli.command("teams")
def manifest_teams(
    out: Annotated[Path, typer.Option("--out", help="The zip to write: manifest and icons.")],
    url: Annotated[str, typer.Option("--url", help="An https page of your company's about Rungs.")] = YOUR_ADDRESS,
    preview: Annotated[
        bool, typer.Option("--preview", help="With what Microsoft calls a preview: commands behind a slash.")
    ] = False,
) -> None:
    """Write the package to upload to Teams: the manifest and two icons."""
    from bot.teams.package import app_package  # noqa: PLC0415 - the other commands need no platform

    try:
        out.write_bytes(app_package(read_environment(), url, "preview" if preview else "stable"))
    except Misconfigured as problem:
        _stop(problem)
    except OSError as problem:
        _stop(Misconfigured(f"{out} cannot be written: {type(problem).__name__}. Name another file with --out."))
    typer.echo(f"{out} is written. Upload it in the Teams admin center under Manage apps.")


@cli.command()
def commands(
    into: Annotated[
        Path | None, typer.Option("--into", help="A page with marks for the short table, to be brought up to date.")
    ] = None,
) -> None:
    """Print docs/commands.md: every command and the grammar."""
    from bot.once import commands_page, with_commands  # noqa: PLC0415 - the other commands need no platform

    if into is None:
        typer.echo(commands_page(), nl=False)
        return
    try:
        into.write_text(with_commands(into.read_text("utf-8")), "utf-8")
    except Misconfigured as problem:
        _stop(problem)
    except OSError as problem:
        _stop(Misconfigured(f"{into} cannot be read and written: {type(problem).__name__}. Name another with --into."))


@cli.command()
def gallery(out: Annotated[Path, typer.Option("--out", help="The folder for the files.")]) -> None:
    """Draw every screen to HTML and, where Chromium is found, to PNG."""

    async def work() -> None:
        from bot.gallery.camera import find_chromium  # noqa: PLC0415 - the playground is loaded where it is used
        from bot.gallery.files import write_gallery  # noqa: PLC0415 - the same

        typer.echo(await write_gallery(out, find_chromium()))

    _finish(work())


@cli.command()
def doctor(config: Config = APP_YAML) -> None:
    """Check tokens, scopes, channels, database, clock and public address, and say what to change."""
    set_up_logs()

    async def work() -> None:
        from bot.doctor import examine  # noqa: PLC0415 - the other commands need no platform

        report = await examine(read_environment(), read_company(config))
        for finding in report:
            typer.echo(str(finding))
        if any(finding.wrong for finding in report):
            raise typer.Exit(2)

    _finish(work())


if __name__ == "__main__":
    cli()
