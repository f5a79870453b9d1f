"""The doctor: looks at everything that has to be right, and says what to change."""

from collections.abc import AsyncIterator

from bot.addresses import slack_address, teams_address
from bot.finding import Finding
from bot.settings import LOOPBACK, Environment, Misconfigured
from bot.slack.checkup import slack_findings
from bot.store import stored
from bot.teams.checkup import teams_findings
from handlers.company import Company
from storage.database import Database
from storage.workspaces import connected

LEFT = "was connected, and is not set up now: its channels get nothing, its people what another platform can bring"


async def examine(environment: Environment, company: Company) -> list[Finding]:
    """All findings, in the order in which to mend them."""
    findings = [Finding("app.yaml", f"{company.name}, {company.time_zone.key}")]
    findings.append(_super_users(company))
    findings.append(_address(environment))
    try:
        async with stored(environment) as database:
            findings.append(Finding("database", f"{database.dialect}, migrated"))
            findings += [finding async for finding in _platforms(environment, database)]
    except Misconfigured as problem:
        findings.append(Finding("database", "not usable.", str(problem)))
    return findings


def _super_users(company: Company) -> Finding:
    if company.super_users:
        return Finding("super users", ", ".join(sorted(company.super_users)))
    return Finding("super users", "none named; the platform's owners and admins set things up")


def _address(environment: Environment) -> Finding:
    where = f"listening on {environment.host}:{environment.port}"
    called = _called(environment)
    if not called:
        by_socket = bool(environment.slack_app_token.get_secret_value())
        return Finding("public address", f"not needed: Socket Mode connects to Slack; {where}" if by_socket else where)
    if environment.host not in LOOPBACK:
        return Finding("public address", where)
    return Finding("public address", f"{where}; a reverse proxy must pass {' and '.join(called)} to it")


def _called(environment: Environment) -> list[str]:
    """The public addresses that platforms call."""
    by_http = environment.has_slack and not environment.slack_app_token.get_secret_value()
    from_afar = environment.has_teams and not environment.teams_allow_anonymous
    return [
        *(["https://…/slack/events"] if by_http else []),
        *(["https://…/api/messages"] if from_afar else []),
    ]


async def _platforms(environment: Environment, database: Database) -> AsyncIterator[Finding]:
    if not environment.has_token:
        yield Finding("slack", "no token set: the local workspace starts instead")
    if environment.has_slack:
        async for finding in _slack(environment, database):
            yield finding
    if environment.has_teams:
        async for finding in _teams(environment, database):
            yield finding
    if environment.has_token:
        here = {"slack": environment.has_slack, "teams": environment.has_teams}
        for platform in await database.read(connected):
            if not here[platform]:
                yield Finding(platform, LEFT)


async def _slack(environment: Environment, database: Database) -> AsyncIterator[Finding]:
    try:
        address = slack_address(environment)
    except Misconfigured as problem:
        yield Finding("slack", "half set up.", str(problem))
        return
    async for finding in slack_findings(address.api_url, address.bot_token, database, address.app_token):
        yield finding


async def _teams(environment: Environment, database: Database) -> AsyncIterator[Finding]:
    try:
        address = teams_address(environment)
    except Misconfigured as problem:
        yield Finding("teams", "half set up.", str(problem))
        return
    if address is not None:
        async for finding in teams_findings(address, database):
            yield finding
