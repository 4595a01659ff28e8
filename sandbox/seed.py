"""How a workspace is peopled: the small company that comes with the sandbox, or one from a file."""

import json
from collections.abc import Iterable
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.manifest import App
from sandbox.state import Channel, Json, Remark, Token, User, UserGroup
from sandbox.workspace import SLACKBOT, Workspace

_EVERYONE = "everyone"


def default_seed() -> Json:
    """Return the company that comes with the sandbox: 24 people, 6 teams, three offices."""
    seed: Json = json.loads(files("sandbox").joinpath("seed.json").read_text(encoding="utf-8"))
    return seed


def read_seed(path: Path) -> Json:
    """Return the company described in a file of the same form as `seed.json`."""
    seed: Json = json.loads(path.read_text(encoding="utf-8"))
    return seed


def people_workspace(app: App, seed: Json, now: datetime) -> Workspace:
    """Make a workspace with the people, groups and channels of `seed` and the app installed."""
    workspace = Workspace(app=app, name=seed["team"]["name"], domain=seed["team"]["domain"])
    workspace.users[SLACKBOT] = User(SLACKBOT, "slackbot", "Slackbot", "America/Los_Angeles")
    teams: dict[str, list[str]] = {}
    for raw in seed["users"]:
        user = _user(workspace, raw, now)
        workspace.users[user.id] = user
        if not user.deleted:
            teams.setdefault(raw.get("team", ""), []).append(user.id)
    for raw in seed["groups"]:
        group_id = workspace.new_id("S")
        members = list(teams.get(raw["team"], []))
        workspace.groups[group_id] = UserGroup(
            group_id,
            raw["handle"],
            raw["name"],
            raw.get("description", ""),
            members,
            made=int(now.timestamp()),
        )
    for raw in seed["channels"]:
        _add_channel(workspace, raw, teams, now)
    _install(workspace, now)
    return workspace


def _user(workspace: Workspace, raw: Json, now: datetime) -> User:
    ZoneInfo(raw["zone"])
    return User(
        id=workspace.new_id("U"),
        handle=raw["handle"],
        real_name=raw["name"],
        zone=raw["zone"],
        email=raw.get("email", f"{raw['handle']}@{workspace.domain}.example"),
        display_name=raw.get("display_name", ""),
        title=raw.get("title", ""),
        office=raw.get("office", ""),
        guest=raw.get("guest", ""),
        admin=raw.get("admin", False),
        deleted=raw.get("deleted", False),
        updated=int(now.timestamp()),
    )


def _add_channel(
    workspace: Workspace, raw: Json, teams: dict[str, list[str]], now: datetime
) -> None:
    members = list(dict.fromkeys(_members(workspace, raw["members"], teams)))
    made = int(now.timestamp())
    channel = Channel(
        id=workspace.new_id("C"),
        name=raw["name"],
        kind="private" if raw.get("private") else "public",
        creator=members[0],
        created=made,
        members=members,
        is_general=raw["name"] == "general",
        updated=made,
    )
    channel.topic_remark = Remark(raw.get("topic", ""), members[0], made)
    channel.purpose_remark = Remark(raw.get("purpose", ""), members[0], made)
    workspace.channels[channel.id] = channel


def _members(workspace: Workspace, named: Any, teams: dict[str, list[str]]) -> Iterable[str]:
    if named == _EVERYONE:
        yield from (user.id for user in workspace.people() if not user.guest)
        return
    for name in named:
        if name in teams:
            yield from teams[name]
        elif (user := workspace.user_by_handle(name)) is not None:
            yield user.id
        else:
            raise ValueError(f"The seed names a member {name!r} that is neither a team nor a user.")


def _install(workspace: Workspace, now: datetime) -> None:
    app = workspace.app
    workspace.bot_id = workspace.new_id("B")
    bot = User(
        id=workspace.new_id("U"),
        handle=app.bot_name,
        real_name=app.name,
        zone="America/Los_Angeles",
        bot_id=workspace.bot_id,
        app_id=workspace.app_id,
        updated=int(now.timestamp()),
    )
    workspace.users[bot.id] = bot
    workspace.bot_user = bot.id
    bot_token = Token(f"xoxb-{workspace.new_id('')}-sandbox", "bot", bot.id, app.scopes)
    app_token = Token(
        f"xapp-1-{workspace.app_id}-sandbox", "app", bot.id, frozenset({"connections:write"})
    )
    workspace.tokens |= {token.value: token for token in (bot_token, app_token)}
