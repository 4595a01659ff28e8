"""Slack's payloads, read: the few things in them that we use, in our words."""

from typing import Any

Payload = dict[str, Any]


def person(body: Payload) -> str:
    """The Slack id of whoever did it."""
    return str(body.get("user_id") or body["user"]["id"])


def channel(body: Payload) -> str | None:
    """The channel in which it was done, where there is one."""
    return body.get("channel_id") or (body.get("channel") or {}).get("id")


def pressed_value(action: Payload) -> str:
    """What a press stands for: the option chosen, the time or person picked, or the button's value."""
    match action:
        case {"selected_option": {"value": value}}:
            return str(value)
        case {"selected_time": value} | {"selected_user": value} | {"value": value}:
            return str(value or "")
        case _:
            return ""


def filled_in(view: Payload) -> dict[str, str]:
    """What stands in each field of a form, by block id; an empty field is an empty string."""
    return {
        block_id: _field(element)
        for block_id, elements in view["state"]["values"].items()
        for element in elements.values()
    }


def _field(element: Payload) -> str:
    return pressed_value({name: value for name, value in element.items() if value is not None})


def first_field(view: Payload) -> str:
    """The block id of the form's first field, beside which a general word can stand."""
    return next(str(block["block_id"]) for block in view["blocks"] if block["type"] == "input")
