"""The company's settings, as app.yaml says them."""

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.people import screens
from handlers.people.rights import require_member, super_users
from storage import teams


class ShowSettings(Form, command="rungs settings", title="Settings", reads=True):
    """See the company's rhythm, who sets things up, and which channels need a look."""


def show_settings(ask: Ask, form: ShowSettings) -> Reply:
    """What app.yaml says and whether each team can be reached."""
    require_member(ask, "Settings")
    silent = [team for team in teams.all_teams(ask.db, ask.workspace_id) if not team.channel]
    blocked = teams.blocked(ask.db, ask.workspace_id)
    return Whisper(screens.settings(ask.company, super_users(ask), silent, blocked, own=policy.may_set_up(ask)))
