"""The small parts of Block Kit: text objects, options, confirmation dialogs and filters."""

from sandbox.blocks.shapes import Check, Record, Union, flag, items, string, word

_TEXT_TYPES = frozenset({"plain_text", "mrkdwn"})


def plain_text(high: int, low: int = 1) -> Check:
    """Accept a plain_text object of up to `high` characters."""
    record = Record({"text": string(low, high)}, {"emoji": flag})
    return Union({"plain_text": record}, _TEXT_TYPES)


def mrkdwn(high: int) -> Check:
    """Accept a mrkdwn object of up to `high` characters."""
    return Union({"mrkdwn": Record({"text": string(1, high)}, {"verbatim": flag})}, _TEXT_TYPES)


def any_text(high: int) -> Check:
    """Accept a plain_text or a mrkdwn object of up to `high` characters."""
    return Union(
        {
            "plain_text": Record({"text": string(1, high)}, {"emoji": flag}),
            "mrkdwn": Record({"text": string(1, high)}, {"verbatim": flag}),
        },
        _TEXT_TYPES,
    )


ACTION_ID = string(1, 255)
BLOCK_ID = string(1, 255)
PLACEHOLDER = plain_text(150)
URL = string(1, 3000)

CONFIRM = Record(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    {"style": word("primary", "danger")},
)
PLAIN_OPTION = Record(
    {"text": plain_text(75), "value": string(1, 150)}, {"description": plain_text(75)}
)
OVERFLOW_OPTION = Record(
    {"text": plain_text(75), "value": string(1, 150)},
    {"description": plain_text(75), "url": URL},
)
RICH_OPTION = Record({"text": any_text(75), "value": string(1, 150)}, {"description": any_text(75)})
OPTION_GROUP = Record({"label": plain_text(75), "options": items(PLAIN_OPTION, 1, 100)}, {})
CONVERSATION_FILTER = Record(
    {},
    {
        "include": items(word("im", "mpim", "private", "public"), 1),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
DISPATCH = Record(
    {},
    {"trigger_actions_on": items(word("on_enter_pressed", "on_character_entered"), 1)},
)
SLACK_FILE = Record({}, {"id": string(1), "url": string(1, 3000)})
