"""Every interactive element: its fields and limits, and where it may stand."""

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.composition import (
    ACTION_ID,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    PLAIN_OPTION,
    RICH_OPTION,
    SLACK_FILE,
    URL,
    plain_text,
)
from sandbox.blocks.rich_text import RICH_TEXT
from sandbox.blocks.shapes import (
    Check,
    Record,
    Report,
    Union,
    flag,
    integer,
    items,
    string,
    word,
)

_DATE = string(pattern=r"^\d{4}-\d{2}-\d{2}$")
_TIME = string(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
_MOMENT = integer(1_000_000_000, 9_999_999_999)
_ID = string(1)

_COMMON: dict[str, Check] = {"action_id": ACTION_ID, "focus_on_load": flag}
_MENU: dict[str, Check] = {**_COMMON, "confirm": CONFIRM, "placeholder": PLACEHOLDER}
_TYPED: dict[str, Check] = {
    **_COMMON,
    "placeholder": PLACEHOLDER,
    "dispatch_action_config": DISPATCH,
}


def _offering(record: Record) -> Check:
    """Accept an element with options: one kind of them, the initial ones among those offered."""

    def check(value: Any, pointer: str, report: Report) -> None:
        inner = Report()
        record(value, pointer, inner)
        if not inner.problems:
            _check_offer(value, pointer, inner)
        report.problems += inner.problems

    return check


def _check_offer(element: dict[str, Any], pointer: str, report: Report) -> None:
    if ("options" in element) == ("option_groups" in element):
        report.say("must define either `options` or `option_groups`", pointer)
    offered = every_option(element)
    for name in ("initial_option", "initial_options"):
        initial = element.get(name, [])
        for option in initial if isinstance(initial, list) else [initial]:
            if option not in offered:
                report.say("must be one of the provided options", f"{pointer}/{name}")


def every_option(element: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the options of a menu, those inside groups included."""
    grouped = [o for group in element.get("option_groups", []) for o in group.get("options", [])]
    return [*element.get("options", []), *grouped]


def _static(many: bool) -> Check:  # noqa: FBT001 - one menu or many choices
    initial: dict[str, Check] = (
        {
            "initial_options": items(PLAIN_OPTION, 1, 100),
            "max_selected_items": integer(1),
        }
        if many
        else {"initial_option": PLAIN_OPTION}
    )
    return _offering(
        Record(
            {},
            {
                **_MENU,
                **initial,
                "options": items(PLAIN_OPTION, 1, 100),
                "option_groups": items(OPTION_GROUP, 1, 100),
            },
        )
    )


_IMAGE_ELEMENT = Record({"alt_text": string(1, 2000)}, {"image_url": URL, "slack_file": SLACK_FILE})

ELEMENTS: dict[str, Check] = {
    "button": Record(
        {"text": plain_text(75)},
        {
            "action_id": ACTION_ID,
            "value": string(0, 2000),
            "url": URL,
            "style": word("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(1, 75),
        },
    ),
    "static_select": _static(many=False),
    "multi_static_select": _static(many=True),
    "external_select": Record(
        {}, {**_MENU, "initial_option": PLAIN_OPTION, "min_query_length": integer(0)}
    ),
    "multi_external_select": Record(
        {},
        {
            **_MENU,
            "initial_options": items(PLAIN_OPTION, 1, 100),
            "min_query_length": integer(0),
            "max_selected_items": integer(1),
        },
    ),
    "users_select": Record({}, {**_MENU, "initial_user": _ID}),
    "multi_users_select": Record(
        {}, {**_MENU, "initial_users": items(_ID), "max_selected_items": integer(1)}
    ),
    "conversations_select": Record(
        {},
        {
            **_MENU,
            "initial_conversation": _ID,
            "response_url_enabled": flag,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "multi_conversations_select": Record(
        {},
        {
            **_MENU,
            "initial_conversations": items(_ID),
            "filter": CONVERSATION_FILTER,
            "max_selected_items": integer(1),
        },
    ),
    "channels_select": Record({}, {**_MENU, "initial_channel": _ID, "response_url_enabled": flag}),
    "multi_channels_select": Record(
        {}, {**_MENU, "initial_channels": items(_ID), "max_selected_items": integer(1)}
    ),
    "overflow": Record(
        {"options": items(OVERFLOW_OPTION, 1, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM}
    ),
    "datepicker": Record({}, {**_MENU, "initial_date": _DATE}),
    "timepicker": Record({}, {**_MENU, "initial_time": _TIME, "timezone": _ID}),
    "datetimepicker": Record({}, {**_COMMON, "confirm": CONFIRM, "initial_date_time": _MOMENT}),
    "checkboxes": _offering(
        Record(
            {"options": items(RICH_OPTION, 1, 10)},
            {**_COMMON, "confirm": CONFIRM, "initial_options": items(RICH_OPTION, 1, 10)},
        )
    ),
    "radio_buttons": _offering(
        Record(
            {"options": items(RICH_OPTION, 1, 10)},
            {**_COMMON, "confirm": CONFIRM, "initial_option": RICH_OPTION},
        )
    ),
    "plain_text_input": Record(
        {},
        {
            **_TYPED,
            "initial_value": string(0, 3000),
            "multiline": flag,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    "email_text_input": Record({}, {**_TYPED, "initial_value": string()}),
    "url_text_input": Record({}, {**_TYPED, "initial_value": string()}),
    "number_input": Record(
        {"is_decimal_allowed": flag},
        {**_TYPED, "initial_value": string(), "min_value": string(), "max_value": string()},
    ),
    "rich_text_input": Record({}, {**_TYPED, "initial_value": RICH_TEXT}),
    "file_input": Record(
        {}, {"action_id": ACTION_ID, "filetypes": items(string(1)), "max_files": integer(1, 10)}
    ),
    "image": _IMAGE_ELEMENT,
}

_MENUS = {
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
}
_MULTI = {f"multi_{name}" for name in _MENUS}
_ALL = frozenset(ELEMENTS) | {"mrkdwn", "plain_text"}


def _place(*names: str) -> Union:
    return Union({name: ELEMENTS[name] for name in names}, _ALL, nested=True)


IN_ACTIONS = _place(
    "button",
    "overflow",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "checkboxes",
    "radio_buttons",
    *_MENUS,
)
AS_ACCESSORY = _place(
    "button",
    "overflow",
    "datepicker",
    "timepicker",
    "checkboxes",
    "radio_buttons",
    "image",
    *_MENUS,
    *_MULTI,
)
_ANYWHERE_INPUT = (
    "plain_text_input",
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "timepicker",
    "datetimepicker",
    *_MENUS,
    *_MULTI,
)
IN_INPUT = _place(
    *_ANYWHERE_INPUT,
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
)
