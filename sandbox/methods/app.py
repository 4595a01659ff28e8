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
    if call.core.socket_mode_off or not call.workspace.app.socket_mode:
        raise SlackError("access_denied")
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


def oauth_access(call: Call) -> Json:
    """Exchange a code, or a refresh token where tokens rotate, for a bot token."""
    args, installs = call.args, call.core.installs
    if args.text("client_id") != installs.client_id:
        raise SlackError("invalid_client_id")
    if args.text("client_secret") != installs.client_secret:
        raise SlackError("bad_client_secret")
    grant = args.text("grant_type", "authorization_code")
    if grant == "authorization_code":
        token = installs.by_code(args.text("code"), args.text("redirect_uri"))
    elif grant == "refresh_token":
        token = installs.by_refresh_token(args.text("refresh_token"))
    else:
        raise SlackError("invalid_grant_type")
    workspace = call.workspace
    answer: Json = {
        "app_id": workspace.app_id,
        "authed_user": {"id": installs.installer},
        "scope": ",".join(sorted(token.scopes)),
        "token_type": "bot",
        "access_token": token.value,
        "bot_user_id": workspace.bot_user,
        "team": {"id": workspace.team_id, "name": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return answer | installs.refresh_json(token)


METHODS: Methods = {
    "api.test": api_test,
    "auth.test": auth_test,
    "apps.connections.open": open_connection,
    "team.info": team_info,
    "bots.info": bots_info,
    "oauth.v2.access": oauth_access,
}
