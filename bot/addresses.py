"""Addresses: where the platforms are and how to be let in, from the environment."""

import re
from dataclasses import dataclass, field

from bot.settings import LOOPBACK, Environment, Misconfigured

COPY_FROM_INSTALL_APP = "Copy it from your app's page under Install App"
COPY_FROM_APP_LEVEL = "Copy it from your app's page under Basic Information, App-Level Tokens"
COPY_FROM_AZURE = "Copy it from your Azure Bot's page under Configuration"
OTHER_KINDS = ("xapp-", "xoxp-", "xoxe-")
"""How tokens begin that are an app's, a person's, or good only for another token."""
EXAMPLE_GUID = "11111111-2222-3333-4444-555555555555"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


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


@dataclass(frozen=True, slots=True)
class TeamsAddress:
    """Where Microsoft Teams is, how to be let in, and whose people may come in.

    `tenants` are the directories (lower case) whose activities are taken. In anonymous mode, which is for a client on
    this very machine such as Microsoft's Playground, `app_id` and `password` are "", and no `tenants` mean any.
    """

    app_id: str
    password: str = field(repr=False)
    tenant: str
    tenants: frozenset[str]
    openid_metadata_url: str
    login_url: str
    is_anonymous: bool = False


def teams_address(environment: Environment) -> TeamsAddress | None:
    """Teams' address from the environment; None where Teams is not configured.

    Raises Misconfigured for a half-set one, for one that is none, and for anonymous mode on an open address.
    """
    if not environment.has_teams:
        return None
    if environment.teams_allow_anonymous:
        _check_anonymous(environment)
    else:
        _check_registered(environment)
    tenant = environment.teams_tenant_id.lower()
    return TeamsAddress(
        app_id=environment.teams_app_id.lower(),
        password=environment.teams_app_password.get_secret_value(),
        tenant=tenant,
        tenants=_tenants(environment, tenant),
        openid_metadata_url=_web("TEAMS_OPENID_METADATA_URL", environment.teams_openid_metadata_url),
        login_url=_web("TEAMS_LOGIN_URL", environment.teams_login_url).rstrip("/"),
        is_anonymous=environment.teams_allow_anonymous,
    )


@dataclass(frozen=True, slots=True)
class Platforms:
    """The platforms that Rungs is connected to: at least one of them."""

    slack: SlackAddress | None = None
    teams: TeamsAddress | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return (*(("slack",) if self.slack else ()), *(("teams",) if self.teams else ()))


def platforms(environment: Environment) -> Platforms:
    """All platforms that the environment names. Raises Misconfigured for a half-set one."""
    slack = slack_address(environment) if environment.has_slack or not environment.has_teams else None
    return Platforms(slack, teams_address(environment))


def _check_anonymous(environment: Environment) -> None:
    if environment.teams_app_id or environment.teams_app_password.get_secret_value():
        raise Misconfigured(
            "TEAMS_ALLOW_ANONYMOUS is set beside TEAMS_APP_ID or TEAMS_APP_PASSWORD."
            " Remove TEAMS_ALLOW_ANONYMOUS: it is for trying Rungs out on this machine."
        )
    if environment.host not in LOOPBACK:
        raise Misconfigured(
            f"TEAMS_ALLOW_ANONYMOUS lets anybody in who reaches {environment.host}."
            " Set HOST to 127.0.0.1, or remove TEAMS_ALLOW_ANONYMOUS."
        )


def _check_registered(environment: Environment) -> None:
    if not environment.teams_app_id:
        raise Misconfigured(f"TEAMS_APP_ID is not set. {COPY_FROM_AZURE}, as Microsoft App ID.")
    if not environment.teams_app_password.get_secret_value():
        raise Misconfigured(
            "TEAMS_APP_PASSWORD is not set. Make a client secret in the app registration, under Certificates & secrets."
        )
    if not environment.teams_tenant_id:
        raise Misconfigured(f"TEAMS_TENANT_ID is not set. {COPY_FROM_AZURE}, as App Tenant ID.")
    if not GUID.fullmatch(environment.teams_app_id):
        raise Misconfigured(f"TEAMS_APP_ID must look like {EXAMPLE_GUID}. {COPY_FROM_AZURE}, as Microsoft App ID.")
    if not GUID.fullmatch(environment.teams_tenant_id):
        raise Misconfigured(f"TEAMS_TENANT_ID must look like {EXAMPLE_GUID}. {COPY_FROM_AZURE}, as App Tenant ID.")


def _tenants(environment: Environment, own: str) -> frozenset[str]:
    others = [part.strip().lower() for part in environment.teams_allowed_tenants.split(",")]
    wrong = [other for other in others if other and not GUID.fullmatch(other)]
    if wrong:
        raise Misconfigured(
            f"TEAMS_ALLOWED_TENANTS holds “{wrong[0]}”. Write ids like {EXAMPLE_GUID}, with commas between."
        )
    return frozenset(tenant for tenant in (own, *others) if tenant)


def _web(name: str, url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise Misconfigured(f"{name} is “{url}”, and must be an address that begins https://.")
    return url


def _is_in_one_word(token: str) -> bool:
    """Whether it can stand in a header: no blank, no dash that a word processor made of a hyphen."""
    return token.isascii() and token.isprintable() and " " not in token
