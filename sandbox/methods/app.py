"""auth.test, apps.connections.open, team.info, bots.info and oauth.v2.access: the app itself."""

from sandbox.errors import SlackError
from sandbox.methods.call import Call, Methods
from sandbox.state import Json


def api_test(call: Call) -> Json:
    """Answer, or fail with the error that was asked for."""
    if error := call.args.text("error"):
        raise SlackError(error, args={"error": error})
    return {"args": {}}


def auth_test(call: Call) -> Json:
    """Tell the app who it is."""
    workspace = call.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": call.caller.handle,
        "team_id": workspace.team_id,
        "user_id": call.caller.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """Give out an address for one Socket Mode connection."""
    return {"url": call.core.new_ticket()}


def team_info(call: Call) -> Json:
    """Tell about the workspace."""
    workspace = call.workspace
    if call.args.text("team", workspace.team_id) != workspace.team_id:
        raise SlackError("team_not_found")
    team = {
        "id": workspace.team_id,
        "name": workspace.name,
        "domain": workspace.domain,
        "url": f"https://{workspace.domain}.slack.com/",
        "email_domain": f"{workspace.domain}.example",
        "icon": {"image_default": True},
    }
    return {"team": team}


def bots_info(call: Call) -> Json:
    """Tell about the app's bot."""
    workspace = call.workspace
    wanted = call.args.text("bot")
    if wanted and wanted != workspace.bot_id:
        raise SlackError("bot_not_found")
    bot = {
        "id": workspace.bot_id,
        "deleted": False,
        "name": workspace.app.name,
        "updated": workspace.bot.updated,
        "app_id": workspace.app_id,
        "user_id": workspace.bot_user,
        "icons": {},
    }
    return {"bot": bot}


METHODS: Methods = {
    "api.test": api_test,
    "auth.test": auth_test,
    "apps.connections.open": open_connection,
    "team.info": team_info,
    "bots.info": bots_info,
}
