"""What people ask for about people, teams and settings."""

from typing import Final

from handlers.chat.router import on
from handlers.people import managers, me, settings, teams

COMMANDS: Final = (
    on(me.Me, me.me),
    on(me.ChangeMe, me.change),
    on(teams.NewTeam, teams.make),
    on(teams.AddToTeam, teams.add),
    on(teams.RemoveFromTeam, teams.remove),
    on(teams.ShowTeam, teams.show),
    on(teams.ListTeams, teams.list_all),
    on(teams.EditTeam, teams.edit),
    on(managers.SetManager, managers.set_manager),
    on(settings.ShowSettings, settings.show_settings),
    on(settings.Switch, settings.switch),
)
