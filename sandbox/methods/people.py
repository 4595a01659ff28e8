"""users.* and usergroups.*: who works here."""

from sandbox.describe import group_json, user_json
from sandbox.errors import SlackError
from sandbox.groups import regroup
from sandbox.methods.call import Call, Methods
from sandbox.state import Json, User


def _described(call: Call, user: User) -> Json:
    with_email = "users:read.email" in call.token.scopes
    return user_json(user, call.workspace, call.core.now(), with_email=with_email)


def info(call: Call) -> Json:
    """Tell about one user."""
    return {"user": _described(call, call.user())}


def list_users(call: Call) -> Json:
    """Page through everybody, those who left and the bots included."""
    page = call.page(list(call.workspace.users.values()), default=1000)
    members = [_described(call, user) for user in page.things]
    return {"members": members, "cache_ts": call.core.seconds(), **page.metadata}


def lookup_by_email(call: Call) -> Json:
    """Find a user by e-mail address."""
    wanted = call.args.text("email").lower()
    found = (u for u in call.workspace.people() if u.email.lower() == wanted)
    user = next(found, None)
    if user is None:
        raise SlackError("users_not_found")
    return {"user": _described(call, user)}


def get_profile(call: Call) -> Json:
    """Return the profile of a user, of the app itself without one."""
    user = call.user() if "user" in call.args else call.caller
    return {"profile": _described(call, user)["profile"]}


def _paid(call: Call) -> None:
    if not call.workspace.rules.paid:
        raise SlackError("plan_upgrade_required")


def list_groups(call: Call) -> Json:
    """List the user groups; a workspace on the free plan has none."""
    _paid(call)
    disabled = call.args.flag("include_disabled")
    groups = [g for g in call.workspace.groups.values() if disabled or not g.disabled]
    users, count = call.args.flag("include_users"), call.args.flag("include_count")
    described = [group_json(g, call.workspace, users=users, count=count) for g in groups]
    return {"usergroups": described}


def list_group_users(call: Call) -> Json:
    """List the ids of the members of a user group."""
    _paid(call)
    group = call.workspace.groups.get(call.args.text("usergroup"))
    if group is None or (group.disabled and not call.args.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": group.members}


def update_group_users(call: Call) -> Json:
    """Make these people the members of a user group; it cannot be emptied."""
    _paid(call)
    group = call.workspace.groups.get(call.args.text("usergroup"))
    if group is None or group.disabled:
        raise SlackError("no_such_subteam")
    members = list(dict.fromkeys(call.args.ids("users")))
    users = [call.workspace.users.get(one) for one in members]
    if any(user is None or user.deleted or user.is_bot for user in users):
        raise SlackError("invalid_users")
    regroup(call.core, group, members)
    count = call.args.flag("include_count")
    return {"usergroup": group_json(group, call.workspace, users=True, count=count)}


METHODS: Methods = {
    "users.info": info,
    "users.list": list_users,
    "users.lookupByEmail": lookup_by_email,
    "users.profile.get": get_profile,
    "usergroups.list": list_groups,
    "usergroups.users.list": list_group_users,
    "usergroups.users.update": update_group_users,
}
