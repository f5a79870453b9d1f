"""Who and what a local Slack starts with: people, rooms, user groups, and the app that is installed in it."""

from dataclasses import dataclass, field

DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)


@dataclass(frozen=True, slots=True)
class Resident:
    """One member of the workspace; `id` is `U…`, `name` the handle, `tz` an IANA zone."""

    id: str
    name: str
    real_name: str
    email: str = ""
    tz: str = "UTC"
    title: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    is_stranger: bool = False

    @property
    def can_chat(self) -> bool:
        """Whether a person sits there who can be written to: no bot, not Slackbot, nobody who left."""
        return not (self.is_bot or self.deleted or self.id == "USLACKBOT")


SLACKBOT = Resident("USLACKBOT", "slackbot", "Slackbot")
"""In every workspace, and no bot by its `is_bot`: whoever lists people has to know its id."""


@dataclass(frozen=True, slots=True)
class Room:
    """A channel: `id` is `C…`, `name` has no `#`, `members` are user ids (the bot's too, where it was invited)."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A user group such as @marketing; `users` are user ids."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """The bot as the workspace knows it."""

    user_id: str = "U0RUNGS"
    bot_id: str = "B0RUNGS"
    app_id: str = "A0RUNGS"
    name: str = "rungs"
    real_name: str = "Rungs"


@dataclass(frozen=True, slots=True)
class Install:
    """One app installed in one team: its tokens and secrets, and the scopes it was granted."""

    team_id: str = "T0LOCAL"
    team_name: str = "Company X"
    domain: str = "company-x"
    bot: BotIdentity = field(default_factory=BotIdentity)
    token: str = "xoxb-local-playground"  # noqa: S105 - opens nothing outside this process
    signing_secret: str = "local-signing-secret"  # noqa: S105
    verification_token: str = "local-verification"  # noqa: S105
    scopes: frozenset[str] = DEFAULT_SCOPES
    app_token: str = "xapp-local-playground"  # noqa: S105
    app_scopes: frozenset[str] = frozenset({"connections:write"})
