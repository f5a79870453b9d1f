"""api.*, auth.*, bots.*, team.* and usergroups.*."""

from bot.playground.errors import ApiError
from bot.playground.methods.call import Call, Method
from bot.playground.shapes import bot_json
from bot.playground.workspace import Json


def api_test(call: Call) -> Json:
    """api.test: gives the arguments back, or the error that was asked for."""
    if call.text("error"):
        raise ApiError(call.text("error"))
    return {"args": dict(call.args)}


def auth_test(call: Call) -> Json:
    """auth.test: who this token is."""
    install = call.state.workspace.install
    return {
        "url": f"https://{install.domain}.slack.com/",
        "team": install.team_name,
        "user": install.bot.name,
        "team_id": install.team_id,
        "user_id": install.bot.user_id,
        "bot_id": install.bot.bot_id,
        "is_enterprise_install": False,
    }


def bots_info(call: Call) -> Json:
    """bots.info: the app behind a bot id."""
    bot = call.state.workspace.install.bot
    if call.text("bot", bot.bot_id) != bot.bot_id:
        raise ApiError("bot_not_found")
    return {"bot": {**bot_json(bot), "user_id": bot.user_id}}


def team_info(call: Call) -> Json:
    """team.info: the workspace's name and address."""
    install = call.state.workspace.install
    if call.text("team", install.team_id) != install.team_id:
        raise ApiError("team_not_found")
    icon = {f"image_{size}": f"https://example.com/team-{size}.png" for size in (34, 44, 68, 88, 102, 132)}
    team = {
        "id": install.team_id,
        "name": install.team_name,
        "url": f"https://{install.domain}.slack.com/",
        "domain": install.domain,
        "email_domain": "",
        "icon": {**icon, "image_default": True},
    }
    return {"team": team}


def usergroups_list(call: Call) -> Json:
    """usergroups.list: every group, with its members when asked."""
    install = call.state.workspace.install
    groups = []
    for group in call.state.workspace.groups:
        known: Json = {
            "id": group.id,
            "team_id": install.team_id,
            "is_usergroup": True,
            "name": group.name,
            "handle": group.handle,
            "description": "",
            "is_external": False,
            "date_delete": 0,
            "user_count": len(group.users),
        }
        groups.append(known | ({"users": list(group.users)} if call.flag("include_users") else {}))
    return {"usergroups": groups}


def usergroups_users_list(call: Call) -> Json:
    """usergroups.users.list: the members of one group."""
    for group in call.state.workspace.groups:
        if group.id == call.text("usergroup"):
            return {"users": list(group.users)}
    raise ApiError("no_such_subteam")


METHODS = {
    "api.test": Method(api_test, tier=4),
    "auth.test": Method(auth_test, tier=None),
    "bots.info": Method(bots_info, ("users:read",)),
    "team.info": Method(team_info, ("team:read",)),
    "usergroups.list": Method(usergroups_list, ("usergroups:read",), tier=2),
    "usergroups.users.list": Method(usergroups_users_list, ("usergroups:read",), tier=2),
}
