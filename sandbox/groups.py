"""User groups whose members change, whoever changes them."""

from collections.abc import Sequence

from sandbox.core import Core
from sandbox.events import announce
from sandbox.state import Json, UserGroup


def regroup(core: Core, group: UserGroup, members: Sequence[str]) -> None:
    """Make these people, by their ids, the members of a user group, and say so to who listens."""
    before = set(group.members)
    group.members = list(members)
    added = [one for one in group.members if one not in before]
    removed = sorted(before - set(group.members))
    event: Json = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": core.workspace.team_id,
        "date_update": core.seconds(),
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
    }
    announce(core, "subteam_members_changed", event)
    core.changed()
