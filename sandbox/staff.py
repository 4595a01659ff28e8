"""What an administrator does: people come, leave and move, and groups change."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sandbox.colleagues import Colleague, find_user
from sandbox.core import Core
from sandbox.describe import user_json
from sandbox.events import announce
from sandbox.groups import regroup
from sandbox.state import Guest, User


class Staff:
    """Changes who works here, and tells the app about it."""

    def __init__(self, core: Core) -> None:
        self.core = core

    def hire(self, handle: str, name: str, zone: str, *, guest: Guest = "") -> User:
        """Add somebody to the workspace and to its general channel."""
        ZoneInfo(zone)
        workspace = self.core.workspace
        email = f"{handle}@{workspace.domain}.example"
        user = User(workspace.new_id("U"), handle, name, zone, email, guest=guest)
        workspace.users[user.id] = user
        if not guest and (general := workspace.channel_by_name("general")) is not None:
            general.members.append(user.id)
        self._tell("team_join", user)
        return user

    def let_go(self, who: str | Colleague) -> None:
        """Deactivate somebody; they stay in the lists of members that they were in."""
        user = find_user(self.core, who)
        user.deleted = True
        self._tell("user_change", user)

    def move(self, who: str | Colleague, zone: str) -> None:
        """Give somebody another time zone."""
        ZoneInfo(zone)
        user = find_user(self.core, who)
        user.zone = zone
        self._tell("user_change", user)

    def regroup(self, handle: str, members: Iterable[str | Colleague]) -> None:
        """Make these the members of a user group."""
        group = next(g for g in self.core.workspace.groups.values() if g.handle == handle)
        regroup(self.core, group, [find_user(self.core, who).id for who in members])

    def uninstall(self) -> None:
        """Remove the app: its tokens are dead, and its events say so."""
        self.core.installs.end("account_inactive")
        tokens = {"oauth": [], "bot": [self.core.workspace.bot_user]}
        announce(self.core, "tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})
        announce(self.core, "app_uninstalled", {"type": "app_uninstalled"})
        self.core.changed()

    def _tell(self, event: str, user: User) -> None:
        user.updated = self.core.seconds()
        with_email = "users:read.email" in self.core.workspace.app.scopes
        workspace, now = self.core.workspace, self.core.now()
        about = user_json(user, workspace, now, with_email=with_email)
        announce(self.core, event, {"type": event, "user": about, "cache_ts": user.updated})
        self.core.changed()
