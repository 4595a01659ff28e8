"""The Slack app manifest, made from the list of commands, so that Slack and help say the same."""

from typing import Any, Final

from commands import COMMANDS
from commands.command import SLASH
from templates.actions import DECLARE_FROM_SHORTCUT, DECLARE_SHORTCUT, KEEP_SHORTCUT

#: Each scope with what it is for, and the commands that need it. `muster doctor` holds the token against this.
SCOPES: Final[dict[str, str]] = {
    "app_mentions:read": "hear `declare` after a mention of the bot",
    "bookmarks:read": "see which links a channel has, before adding one again (`declare`)",
    "bookmarks:write": "put links at the top of an incident's channel (`declare`)",
    "channels:history": "find our own messages again after a failure, follow edits of kept messages "
    "(`declare`, `update`, `note`)",
    "channels:join": "join the announcement channel (`declare`)",
    "channels:manage": "create incident channels, invite people, set the topic (`declare`, `role`)",
    "channels:read": "find the announcement channel (`declare`)",
    "chat:write": "post and edit messages (`declare`, `update`, and nearly every other)",
    "commands": "the slash command and the shortcuts (`declare` and every other)",
    "files:write": "attach the review as a file (`resolve`)",
    "groups:history": "find our own messages again in the channels of private incidents (`declare`)",
    "groups:read": "find the channels of private incidents (`declare`)",
    "groups:write": "create channels for private incidents (`declare`)",
    "im:history": "find our own direct messages again after a failure (`role`, `handoff`)",
    "im:write": "send briefings as direct messages (`declare`, `role`, `handoff`)",
    "pins:write": "pin the card (`declare`)",
    "reactions:read": "put a message on the timeline when somebody pins it with an emoji (`note`)",
    "usergroups:read": "invite everybody in a configured user group (`declare`)",
    "usergroups:write": "make whoever is on call the members of a schedule's user group (`oncall`)",
    "users:read": "people's names and time zones (`role`, `handoff`)",
    "users:read.email": "find people whom the configuration or the catalogue names by e-mail address (`declare`)",
}

#: What the bot wants to hear of, in the channels where it is.
_EVENTS: Final = (
    "app_home_opened",
    "app_mention",
    "channel_rename",
    "group_left",
    "group_rename",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "reaction_added",
)

_USAGE_LIMIT = 1000


def manifest(name: str = "Muster", *, request_url: str = "") -> dict[str, Any]:
    """The manifest as Slack's settings page takes it (schema 2).

    It is for Socket Mode, or with `request_url` for HTTP mode: Slack sends everything to that one address.
    """
    made = _for_socket_mode(name)
    if request_url:
        features, settings = made["features"], made["settings"]
        for command in features["slash_commands"]:
            command["url"] = request_url
        settings["event_subscriptions"]["request_url"] = request_url
        settings["interactivity"] |= {
            "request_url": request_url,
            "message_menu_options_url": request_url,
        }
        settings["socket_mode_enabled"] = False
    return made


def _for_socket_mode(name: str) -> dict[str, Any]:
    words = " | ".join(command.name for command in COMMANDS)
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": name,
            "description": "Declare incidents, lead them, hand them over, learn from them.",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": name.lower(), "always_online": True},
            "slash_commands": [
                {
                    "command": SLASH,
                    "description": "Declare an incident, or say what happens in one",
                    "usage_hint": f"[{words}]"[:_USAGE_LIMIT],
                    "should_escape": True,
                }
            ],
            "shortcuts": [
                {
                    "name": "Declare an incident",
                    "type": "global",
                    "callback_id": DECLARE_SHORTCUT,
                    "description": "Opens a short form; only the title is needed.",
                },
                {
                    "name": "Declare from message",
                    "type": "message",
                    "callback_id": DECLARE_FROM_SHORTCUT,
                    "description": "Opens the form with this message's words.",
                },
                {
                    "name": "Put on the timeline",
                    "type": "message",
                    "callback_id": KEEP_SHORTCUT,
                    "description": "Keeps this message on an incident's timeline.",
                },
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(_EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
