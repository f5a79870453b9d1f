"""The company's settings: what app.yaml says, and the switches that super users set here."""

from typing import Annotated, Final

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Card, Paragraph
from handlers.chat.fields import Label, OneOfKind
from handlers.chat.form import Form
from handlers.chat.reply import ReplaceCard, Reply, Whisper
from handlers.chat.screen import Choice
from handlers.people import screens
from handlers.people.rights import require_member, require_set_up, super_users
from handlers.people.switch_cards import label, switch_rows, switched
from storage import audit, switches, teams

_NAMES: Final = tuple(Choice(label(name), name) for name in switches.SWITCHES)
_STATES: Final = (Choice("On", "on"), Choice("Off", "off"))


class ShowSettings(Form, command="rungs settings", title="Settings", reads=True):
    """See the company's rhythm, who sets things up, and which channels need a look."""


class Switch(Form, command="rungs switch", title="Switch", submit="Switch", listed=False):
    """Say whether goals, or results of OKRs, feed reviews from the next review cycle on."""

    name: Annotated[str, OneOfKind(_NAMES), Label("What")]
    state: Annotated[str, OneOfKind(_STATES)]


def show_settings(ask: Ask, form: ShowSettings) -> Reply:
    """What app.yaml says, how the switches stand, and whether each team can be reached."""
    require_member(ask, "Settings")
    return Whisper(_settings(ask))


def switch(ask: Ask, form: Switch) -> Reply:
    """Set the switch; one that stands so already stays as it is, with who set it and when."""
    require_set_up(ask, "set switches")
    on = form.state == "on"
    said = f"{label(form.name)} is {form.state} already."
    if switches.set_switch(ask.db, ask.workspace_id, form.name, ask.person.id, ask.now, on=on):
        said = switched(form.name, on=on)
        subject = f"switch:{form.name}"
        audit.record(ask.db, ask.workspace_id, ask.person.id, "switch", subject, ask.now, {"on": not on}, {"on": on})
    card = _settings(ask)
    return ReplaceCard(Card(said, (Paragraph.of(said), *card.body)), is_private=True)


def _settings(ask: Ask) -> Card:
    own = policy.may_set_up(ask)
    silent = [team for team in teams.all_teams(ask.db, ask.workspace_id) if not team.channel]
    blocked = teams.blocked(ask.db, ask.workspace_id)
    switched_so = switch_rows(ask.company, switches.all_set(ask.db, ask.workspace_id), own=own)
    return screens.settings(ask.company, super_users(ask), silent, blocked, switched_so, own=own)
