"""What a person has chosen or typed in a view or a message, in the form in which payloads say it."""

from collections.abc import Iterator

from sandbox.blocks.whole import elements_of
from sandbox.state import Json

Chosen = dict[tuple[str, str], Json]

# For each element that keeps a value: where its value stands, and where its initial value stands.
VALUE_OF: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
MANY = frozenset(kind for kind, (value, _initial) in VALUE_OF.items() if value.endswith("s"))


def keepers(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Give each element that keeps a value, with its block."""
    for block in blocks:
        for element, _place in elements_of(block):
            if element["type"] in VALUE_OF:
                yield block, element


def first_value(element: Json) -> Json:
    """Return what an untouched element holds."""
    kind = element["type"]
    value, initial = VALUE_OF[kind]
    return {"type": kind, value: element.get(initial, [] if kind in MANY else None)}


def value_of(block: Json, element: Json, chosen: Chosen) -> Json:
    """Return what an element holds now."""
    return chosen.get((block["block_id"], element["action_id"])) or first_value(element)


def state_values(blocks: list[Json], chosen: Chosen) -> Json:
    """Return `state.values`: what every element holds, by block and by action."""
    values: Json = {}
    for block, element in keepers(blocks):
        held = value_of(block, element, chosen)
        values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values


def surviving(chosen: Chosen, blocks: list[Json]) -> Chosen:
    """Return the values that outlive an update: those whose block and action are still there."""
    still = {(block["block_id"], element["action_id"]) for block, element in keepers(blocks)}
    return {key: value for key, value in chosen.items() if key in still}
