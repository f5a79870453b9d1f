"""Settings: the environment for addresses and secrets, app.yaml for what a company decides."""

import os
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from handlers.company import Cadence, Company, HumanResources
from storage.cycle_names import NotACycle, name_cycle
from storage.cycles import Cycle, Cycles, Kind
from storage.progress import StatusRules

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_NAMED = 50
"""Cycles of the company's own: a form offers them all, and Slack's lists end at 100."""
MOST_WORDS = 50
"""Values, or kinds of feedback: a form offers them all."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Misconfigured(Exception):
    """Rungs cannot start like this; the one line says what to change."""


def _stripped(said: object) -> object:
    """Whoever copies a secret takes a blank or the line's end along."""
    return said.strip() if isinstance(said, str) else said


def _switched(said: object) -> object:
    """A variable that is there and empty says no."""
    return False if isinstance(said, str) and not said.strip() else said


Pasted = Annotated[SecretStr, BeforeValidator(_stripped)]
"""A secret that somebody copied from a page."""
Copied = Annotated[str, BeforeValidator(_stripped)]
"""What is no secret, and was copied likewise."""
Switch = Annotated[bool, BeforeValidator(_switched)]
"""Yes or no, as 1 or 0."""


class Environment(BaseModel):
    """What the environment says. Secrets are never shown, not even in a traceback."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    database_url: SecretStr = SecretStr("sqlite:///rungs.db")
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    slack_bot_token: Pasted = SecretStr("")
    slack_signing_secret: Pasted = SecretStr("")
    slack_app_token: Pasted = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    teams_app_id: Copied = ""
    teams_app_password: Pasted = SecretStr("")
    teams_tenant_id: Copied = ""
    teams_allowed_tenants: Copied = ""
    teams_openid_metadata_url: Copied = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_login_url: Copied = "https://login.microsoftonline.com"
    teams_allow_anonymous: Switch = False
    rungs_playground_port: int = Field(default=8000, ge=0, le=65535)

    @property
    def has_token(self) -> bool:
        """Whether a real platform is meant: then the local workspace stays away."""
        return self.has_slack or self.has_teams

    @property
    def has_slack(self) -> bool:
        """Whether Slack is meant, be it half set."""
        slack = (self.slack_bot_token, self.slack_signing_secret, self.slack_app_token)
        return any(secret.get_secret_value() for secret in slack)

    @property
    def has_teams(self) -> bool:
        """Whether Microsoft Teams is meant, be it half set."""
        said = (self.teams_app_id, self.teams_app_password.get_secret_value(), self.teams_tenant_id)
        return self.teams_allow_anonymous or any(said)


def _hour(said: object) -> object:
    """YAML reads a bare 9:30 as the number 570, and pydantic takes no hour of one digit."""
    if isinstance(said, int) and not isinstance(said, bool):
        return f"{said // 60:02d}:{said % 60:02d}"
    return said.zfill(len("09:30")) if isinstance(said, str) else said


def _all_different(said: tuple[str, ...]) -> tuple[str, ...]:
    for place, word in enumerate(said):
        if word.casefold() in (before.casefold() for before in said[:place]):
            raise PydanticCustomError("twice", "“{word}” stands there twice", {"word": word})
    return said


def _address(said: str) -> str:
    if "@" not in said.strip(" @"):
        raise PydanticCustomError("address", "“{said}” is no e-mail address", {"said": said})
    return said.strip().lower()


def _bare(said: object) -> object:
    """A reaction may be written as people type it, with colons around."""
    return said.strip().strip(":") if isinstance(said, str) else said


Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
"""A word or a few of the company's own, as they stand in a list to choose from."""


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


class _HumanResources(_Strict):
    email: Annotated[str, AfterValidator(_address)]
    teams: tuple[Short, ...] = ()


class _Roles(_Strict):
    super_users: tuple[str, ...] = ()
    hr: tuple[_HumanResources, ...] = ()


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


class _Feedback(_Strict):
    kinds: Annotated[tuple[Short, ...], AfterValidator(_all_different)] = Field(
        default=("Strength", "Suggestion"), max_length=MOST_WORDS
    )


class _Praise(_Strict):
    reactions: tuple[Annotated[Short, BeforeValidator(_bare)], ...] = ("raised_hands", "clap", "heart", "like")


class _Goals(_Strict):
    total: Literal[100, "free"] = 100


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
    values: Annotated[tuple[Short, ...], AfterValidator(_all_different)] = Field(default=(), max_length=MOST_WORDS)
    feedback: _Feedback = _Feedback()
    praise: _Praise = _Praise()
    goals: _Goals = _Goals()


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """The environment's settings; `environ` stands in for it in tests. Raises Misconfigured."""
    try:
        said = os.environ if environ is None else environ
        return Environment.model_validate({name.lower(): value for name, value in said.items()})
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
        human_resources=tuple(HumanResources(one.email, one.teams) for one in said.roles.hr),
        values=said.values,
        feedback_kinds=said.feedback.kinds,
        praise_reactions=said.praise.reactions,
        goals_add_up=said.goals.total != "free",
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
