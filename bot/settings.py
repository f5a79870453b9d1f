"""Settings: the environment for addresses and secrets, app.yaml for what a company decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from handlers.company import Cadence, Company
from storage.cycle_names import NotACycle, name_cycle
from storage.cycles import Cycle, Cycles, Kind
from storage.progress import StatusRules

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_NAMED = 50
"""Cycles of the company's own: a form offers them all, and Slack's lists end at 100."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


COPY_FROM_INSTALL_APP = "Copy it from your app's page under Install App"
COPY_FROM_APP_LEVEL = "Copy it from your app's page under Basic Information, App-Level Tokens"
OTHER_KINDS = ("xapp-", "xoxp-", "xoxe-")
"""How tokens begin that are an app's, a person's, or good only for another token."""


class Misconfigured(Exception):
    """Rungs cannot start like this; the one line says what to change."""


def _stripped(said: object) -> object:
    """Whoever copies a secret takes a blank or the line's end along."""
    return said.strip() if isinstance(said, str) else said


Pasted = Annotated[SecretStr, BeforeValidator(_stripped)]
"""A secret that somebody copied from a page."""


class Environment(BaseSettings):
    """What the environment says. Secrets are never shown, not even in a traceback."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: SecretStr = SecretStr("sqlite:///rungs.db")
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    slack_bot_token: Pasted = SecretStr("")
    slack_signing_secret: Pasted = SecretStr("")
    slack_app_token: Pasted = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    teams_app_id: str = ""
    rungs_playground_port: int = Field(default=8000, ge=0, le=65535)

    @property
    def has_token(self) -> bool:
        """Whether a real platform is meant: then the local workspace stays away."""
        slack = (self.slack_bot_token, self.slack_signing_secret, self.slack_app_token)
        return bool(self.teams_app_id) or any(secret.get_secret_value() for secret in slack)


def _hour(said: object) -> object:
    """YAML reads a bare 9:30 as the number 570, and pydantic takes no hour of one digit."""
    if isinstance(said, int) and not isinstance(said, bool):
        return f"{said // 60:02d}:{said % 60:02d}"
    return said.zfill(len("09:30")) if isinstance(said, str) else said


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _When(_Strict):
    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    at: Annotated[time, BeforeValidator(_hour)]

    def cadence(self) -> Cadence:
        return Cadence(WEEKDAYS.index(self.day) + 1, self.at.replace(tzinfo=None))


class _CompanySection(_Strict):
    name: str = "Our company"
    time_zone: str = "UTC"
    vision: str = ""
    mission: str = ""


class _Roles(_Strict):
    super_users: tuple[str, ...] = ()


class _CadenceSection(_Strict):
    check_in: _When = _When(day="monday", at=time(9))
    nudge_after_hours: int = Field(default=2, ge=1, le=24)
    digest: _When = _When(day="friday", at=time(15))


class _Nudges(_Strict):
    light: int = Field(default=2, ge=0, le=5)
    standard: int = Field(default=5, ge=0, le=5)
    active: int = Field(default=5, ge=0, le=5)


class _Named(_Strict):
    name: str
    starts_on: date = Field(alias="from")
    ends_on: date = Field(alias="to")


class _CyclesSection(_Strict):
    usual: Kind = "quarter"
    named: tuple[_Named, ...] = Field(default=(), max_length=MOST_NAMED)


class _Status(_Strict):
    off_track_confidence: int = Field(default=3, ge=0, le=10)
    at_risk_confidence: int = Field(default=6, ge=0, le=10)
    off_track_pace: int = Field(default=25, ge=0, le=100)
    at_risk_pace: int = Field(default=10, ge=0, le=100)
    stale_after_days: int = Field(default=3, ge=0, le=60)

    def rules(self) -> StatusRules:
        return StatusRules(
            off_track_confidence=self.off_track_confidence,
            at_risk_confidence=self.at_risk_confidence,
            off_track_pace=Decimal(self.off_track_pace) / 100,
            at_risk_pace=Decimal(self.at_risk_pace) / 100,
            stale_after_days=self.stale_after_days,
        )


class _AppYaml(_Strict):
    company: _CompanySection = _CompanySection()
    roles: _Roles = _Roles()
    cadence: _CadenceSection = _CadenceSection()
    nudges: _Nudges = _Nudges()
    cycles: _CyclesSection = _CyclesSection()
    status: _Status = _Status()


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """The environment's settings; `environ` stands in for it in tests. Raises Misconfigured."""
    try:
        if environ is None:
            return Environment()
        given = {name.lower(): value for name, value in environ.items() if name.lower() in Environment.model_fields}
        return Environment.model_validate(given)
    except ValidationError as problem:
        first = problem.errors(include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        raise Misconfigured(f"{name} in the environment: {first['msg']}.") from None


def read_company(path: Path) -> Company:
    """The company of app.yaml; every key may be left out. Raises Misconfigured with the key to change."""
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Misconfigured(f"{path} is not there. Name your app.yaml with --config, or run in its folder.") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise Misconfigured(f"{path} cannot be read: {type(problem).__name__}.") from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark else ""
        raise Misconfigured(f"{path} is not valid YAML{line}. Check its colons and indentation.") from None
    return _company(path, body if body is not None else {})


def _company(path: Path, body: Any) -> Company:
    if not isinstance(body, dict):
        raise Misconfigured(f"{path} must hold keys such as “company:”, and holds something else.")
    try:
        said = _AppYaml.model_validate(body)
    except ValidationError as problem:
        first = problem.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise Misconfigured(f"{path}, {key}: {first['msg']}.") from None
    try:
        zone = ZoneInfo(said.company.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        wrong = said.company.time_zone
        raise Misconfigured(
            f"{path}, company.time_zone: “{wrong}” is no time zone. Write one like Europe/Berlin."
        ) from None
    return Company(
        name=said.company.name,
        time_zone=zone,
        check_in=said.cadence.check_in.cadence(),
        digest=said.cadence.digest.cadence(),
        nudge_after_hours=said.cadence.nudge_after_hours,
        nudges_a_week=said.nudges.model_dump(),
        super_users=frozenset(address.strip().lower() for address in said.roles.super_users),
        cycles=_cycles(path, said.cycles),
        status=said.status.rules(),
        vision=said.company.vision,
        mission=said.company.mission,
    )


def _cycles(path: Path, said: _CyclesSection) -> Cycles:
    named: dict[str, Cycle] = {}
    for number, one in enumerate(said.named):
        key = f"{path}, cycles.named.{number}"
        try:
            cycle = name_cycle(one.name, one.starts_on, one.ends_on)
        except NotACycle as problem:
            raise Misconfigured(f"{key}: {problem}.") from None
        if cycle.label.casefold() in named:
            raise Misconfigured(f"{key}.name: two cycles are called “{cycle.label}”. Choose another name for one.")
        named[cycle.label.casefold()] = cycle
    return Cycles(said.usual, tuple(named.values()))


@dataclass(frozen=True, slots=True)
class SlackAddress:
    """Where Slack is and how to be let in.

    With an `app_token` Rungs connects to Slack (Socket Mode); with a `signing_secret` Slack calls `POST /slack/events`.
    "" is for the one that is not used.
    """

    api_url: str
    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_token: str = field(default="", repr=False)


def slack_address(environment: Environment) -> SlackAddress:
    """Slack's address from the environment. Raises Misconfigured for a half-set one, and for one that is none."""
    token = environment.slack_bot_token.get_secret_value()
    secret = environment.slack_signing_secret.get_secret_value()
    app_token = environment.slack_app_token.get_secret_value()
    if not token:
        raise Misconfigured(f"SLACK_BOT_TOKEN is not set. {COPY_FROM_INSTALL_APP}; it begins xoxb-.")
    if token.startswith(OTHER_KINDS) or not _is_in_one_word(token):
        raise Misconfigured(f"SLACK_BOT_TOKEN must begin xoxb-, and be one word. {COPY_FROM_INSTALL_APP}.")
    if app_token and not (app_token.startswith("xapp-") and _is_in_one_word(app_token)):
        raise Misconfigured(f"SLACK_APP_TOKEN must begin xapp-, and be one word. {COPY_FROM_APP_LEVEL}.")
    if not secret and not app_token:
        raise Misconfigured(
            "SLACK_SIGNING_SECRET is not set. Copy it from your app's page under Basic Information,"
            " or set SLACK_APP_TOKEN for Socket Mode."
        )
    url = environment.slack_api_url.strip()
    if not url.startswith(("https://", "http://")):
        raise Misconfigured(f"SLACK_API_URL is “{url}”, and must be an address such as https://slack.com/api/.")
    # The SDK puts a method's name right behind it.
    return SlackAddress(url if url.endswith("/") else f"{url}/", token, secret, app_token)


def _is_in_one_word(token: str) -> bool:
    """Whether it can stand in a header: no blank, no dash that a word processor made of a hyphen."""
    return token.isascii() and token.isprintable() and " " not in token
