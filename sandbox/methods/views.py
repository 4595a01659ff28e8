"""views.*: opening, pushing, updating and publishing."""

from typing import Any

from sandbox import modals
from sandbox.arguments import invalid
from sandbox.describe import view_json
from sandbox.errors import SlackError
from sandbox.methods.call import Call, Methods
from sandbox.state import Json, View


def _content(call: Call, kind: str) -> Any:
    content = call.args.structure("view")
    modals.check(content)
    if content["type"] != kind:
        raise invalid("must be a valid enum value [json-pointer:/view/type]")
    return content


def _answer(call: Call, view: View) -> Json:
    return {"view": view_json(view, call.workspace)}


def open_view(call: Call) -> Json:
    """Open a modal for the person whose interaction gave the trigger."""
    content = _content(call, "modal")
    trigger = modals.use_trigger(call.core, call.args.text("trigger_id"))
    view = modals.open_modal(call.core, trigger.user, content)
    trigger.used = True
    return _answer(call, view)


def push_view(call: Call) -> Json:
    """Put a modal on top of the one whose interaction gave the trigger."""
    content = _content(call, "modal")
    trigger = modals.use_trigger(call.core, call.args.text("trigger_id"))
    if trigger.view not in call.workspace.views:
        raise SlackError("not_found")
    view = modals.push_modal(call.core, trigger.user, content)
    trigger.used = True
    return _answer(call, view)


def update_view(call: Call) -> Json:
    """Change an open view, found by its own id or by the app's."""
    args = call.args
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if bool(view_id) == bool(external_id):
        raise invalid("must define either `view_id` or `external_id`")
    found = call.workspace.views.get(view_id) or next(
        (v for v in call.workspace.views.values() if external_id and external_id == v.external_id),
        None,
    )
    if found is None:
        raise SlackError("not_found")
    content = _content(call, found.kind)
    _check_hash(call, found)
    modals.update(call.core, found, content)
    return _answer(call, found)


def _check_hash(call: Call, view: View) -> None:
    given = call.args.text("hash")
    if given and given != view.hash:
        raise SlackError("hash_conflict")


def publish_view(call: Call) -> Json:
    """Show an App Home to a user."""
    if not call.workspace.app.home_tab:
        raise SlackError("not_enabled")
    user = call.workspace.users.get(call.args.text("user_id"))
    if user is None or user.is_bot:
        raise invalid("invalid `user_id`")
    content = _content(call, "home")
    if (current := call.workspace.homes.get(user.id)) is not None:
        _check_hash(call, current)
    return _answer(call, modals.publish(call.core, user.id, content))


METHODS: Methods = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
