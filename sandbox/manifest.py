"""The app as its manifest describes it: commands, shortcuts, scopes and subscriptions."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.state import Json

_TAUGHT: dict[str, frozenset[str]] = {
    "": frozenset({"_metadata", "display_information", "features", "oauth_config", "settings"}),
    "display_information": frozenset(
        {"name", "description", "long_description", "background_color"}
    ),
    "features": frozenset({"app_home", "bot_user", "slash_commands", "shortcuts"}),
    "oauth_config": frozenset({"scopes", "redirect_urls"}),
    "settings": frozenset(
        {
            "event_subscriptions",
            "interactivity",
            "socket_mode_enabled",
            "org_deploy_enabled",
            "token_rotation_enabled",
        }
    ),
}
_LENGTHS = {
    "name": range(1, 36),
    "description": range(141),
    "long_description": range(175, 4001),
}
_MAX_COMMANDS, _MAX_SHORTCUTS, _MAX_SHORTCUTS_OF_A_TYPE = 50, 10, 5
_MAX_SHORTCUT_NAME, _MAX_CALLBACK, _MAX_COMMAND, _MAX_BOT_NAME = 24, 255, 32, 80


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command that people type; `url` matters only without Socket Mode."""

    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry of the shortcuts menu (`global`) or of a message's own menu (`message`)."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """One installed app."""

    name: str
    bot_name: str
    commands: tuple[SlashCommand, ...]
    shortcuts: tuple[Shortcut, ...]
    scopes: frozenset[str]
    events: frozenset[str]
    home_tab: bool = False
    messages_tab: bool = True
    messages_tab_read_only: bool = False
    socket_mode: bool = True
    interactivity: bool = True
    interactivity_url: str = ""
    options_url: str = ""
    events_url: str = ""
    redirect_urls: tuple[str, ...] = ()
    manifest: Json = field(default_factory=dict, repr=False)

    def command(self, name: str) -> SlashCommand | None:
        """Return the command of that name (with its slash), or None."""
        return next((c for c in self.commands if c.command == name), None)

    def shortcut(self, name: str, kind: str) -> Shortcut | None:
        """Return the shortcut with that visible name or callback_id, or None."""
        return next(
            (s for s in self.shortcuts if s.type == kind and name in (s.name, s.callback_id)), None
        )


class BadManifest(ValueError):
    """The manifest has a part that Slack refuses or that the sandbox has not been taught."""


def _require(holds: bool, says: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise BadManifest(says)


def _check_parts(manifest: Json) -> None:
    for path, taught in _TAUGHT.items():
        part: Any = manifest.get(path, {}) if path else manifest
        unknown = sorted(set(part) - taught)
        _require(
            not unknown, f"The sandbox has not been taught {unknown} in {path or 'a manifest'}."
        )


def _command(raw: Json) -> SlashCommand:
    name = raw["command"]
    _require(
        name.startswith("/") and 1 < len(name) <= _MAX_COMMAND and " " not in name,
        f"A command is a slash and up to 31 characters; this is {name!r}.",
    )
    return SlashCommand(**raw)


def _shortcut(raw: Json) -> Shortcut:
    shortcut = Shortcut(**raw)
    _require(shortcut.type in ("global", "message"), f"No such kind of shortcut: {shortcut.type}.")
    _require(
        len(shortcut.name) <= _MAX_SHORTCUT_NAME and len(shortcut.callback_id) <= _MAX_CALLBACK,
        f"The shortcut {shortcut.name!r} has too long a name (24) or callback_id (255).",
    )
    return shortcut


def read_manifest(manifest: Json) -> App:
    """Make the app of a manifest; raises `BadManifest` with what is wrong in it."""
    _check_parts(manifest)
    about, features = manifest["display_information"], manifest.get("features", {})
    settings, oauth = manifest.get("settings", {}), manifest.get("oauth_config", {})
    home, interactivity = features.get("app_home", {}), settings.get("interactivity", {})
    subscriptions = settings.get("event_subscriptions", {})
    commands = tuple(_command(raw) for raw in features.get("slash_commands", []))
    shortcuts = tuple(_shortcut(raw) for raw in features.get("shortcuts", []))
    for part, allowed in _LENGTHS.items():
        says = f"The {part} of an app has {allowed[0]} to {allowed[-1]} characters."
        _require(part not in about or len(about[part]) in allowed, says)
    bot_name = features.get("bot_user", {}).get("display_name", about["name"])
    _require(len(bot_name) <= _MAX_BOT_NAME, "The name of a bot has up to 80 characters.")
    _require(len(commands) <= _MAX_COMMANDS, "An app has up to 50 commands.")
    _require(len(shortcuts) <= _MAX_SHORTCUTS, "An app has up to 10 shortcuts.")
    for kind in ("global", "message"):
        count = sum(shortcut.type == kind for shortcut in shortcuts)
        _require(count <= _MAX_SHORTCUTS_OF_A_TYPE, f"An app has up to 5 {kind} shortcuts.")
    return App(
        name=about["name"],
        bot_name=bot_name,
        commands=commands,
        shortcuts=shortcuts,
        scopes=frozenset(oauth.get("scopes", {}).get("bot", [])),
        events=frozenset(subscriptions.get("bot_events", [])),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", True),
        messages_tab_read_only=home.get("messages_tab_read_only_enabled", False),
        socket_mode=settings.get("socket_mode_enabled", False),
        interactivity=interactivity.get("is_enabled", False),
        interactivity_url=interactivity.get("request_url", ""),
        options_url=interactivity.get("message_menu_options_url", ""),
        events_url=subscriptions.get("request_url", ""),
        redirect_urls=tuple(oauth.get("redirect_urls", [])),
        manifest=manifest,
    )


def sample_manifest() -> Json:
    """Return a small manifest with every scope and event that the sandbox has been taught."""
    return {
        "display_information": {"name": "Sample", "description": "An app to try things with"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "sample", "always_online": True},
            "slash_commands": [
                {
                    "command": "/sample",
                    "description": "Try something",
                    "usage_hint": "[words]",
                    "should_escape": True,
                }
            ],
            "shortcuts": [
                {"name": "Start something", "type": "global", "callback_id": "start"},
                {"name": "Keep this", "type": "message", "callback_id": "keep"},
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(_SAMPLE_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(_SAMPLE_EVENTS)},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }


_SAMPLE_SCOPES = [
    "app_mentions:read",
    "bookmarks:read",
    "bookmarks:write",
    "canvases:read",
    "canvases:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "usergroups:write",
    "users:read",
    "users:read.email",
    "users.profile:read",
]
_SAMPLE_EVENTS = [
    "app_home_opened",
    "app_mention",
    "channel_archive",
    "channel_created",
    "channel_rename",
    "channel_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
]
