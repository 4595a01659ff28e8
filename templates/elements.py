"""Builders for what stands inside Slack blocks: text objects, buttons, menus and fields.

Text for people is made to fit Slack's limits; structure that breaks them (an id that is too long,
too many options, an unknown style) is a mistake of ours and raises ValueError. The limits are those
of https://docs.slack.dev/reference/block-kit/block-elements and its composition objects.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, Literal, TypeAlias

from templates.text import Mrkdwn, cut, escape
from templates.typed import as_typed, clean

Element: TypeAlias = dict[str, Any]
Style: TypeAlias = Literal["primary", "danger"]

_NOTHING = (
    "\N{EN DASH}"  # Slack refuses an empty text, and with it everything sent together with it.
)
_ID = 255
_ADDRESS = 3_000
_BUTTON_TEXT = 75
_BUTTON_VALUE = 2_000
LONGEST_OPTION = 75  # Slack's pages disagree on 75 or 150 for the value; 75 holds either way.
_PLACEHOLDER = 150
_MENU_OPTIONS = 100
_LIST_OPTIONS = 10
_OVERFLOW_OPTIONS = 5
_TYPED = 3_000


def plain_text(text: str, limit: int) -> Element:
    """Return a text object shown letter by letter, cut to `limit`; Mrkdwn gives its words."""
    words = as_typed(text) if isinstance(text, Mrkdwn) else clean(text)
    return {"type": "plain_text", "text": cut(_shown(words), limit), "emoji": True}


def mrkdwn_text(text: str, limit: int) -> Element:
    """Return a text object with formatting, cut to `limit`; a plain str is escaped.

    `verbatim` keeps a bare ``@channel`` or ``#name`` in the text from becoming a mention.
    """
    words = Mrkdwn(clean(escape(text)))
    return {"type": "mrkdwn", "text": cut(_mrkdwn_shown(words), limit), "verbatim": True}


def either_text(text: str, limit: int) -> Element:
    """Return Mrkdwn as mrkdwn and a str as plain text, where Slack takes both."""
    return mrkdwn_text(text, limit) if isinstance(text, Mrkdwn) else plain_text(text, limit)


def button(
    text: str,
    action_id: str,
    value: str | None = None,
    style: Style | None = None,
    *,
    url: str | None = None,
    confirm: Element | None = None,
) -> Element:
    """Return a button. One with a `url` sends an interaction as well, which must be acked."""
    made: Element = {
        "type": "button",
        "text": plain_text(text, _BUTTON_TEXT),
        "action_id": checked_id(action_id, "action_id"),
    }
    if value is not None:
        made["value"] = checked(value, _BUTTON_VALUE, "button value")
    if style is not None:
        made["style"] = _checked_style(style)
    if url is not None:
        made["url"] = checked(url, _ADDRESS, "button url")
    if confirm is not None:
        made["confirm"] = confirm
    return made


def confirm(title: str, text: str, confirm: str, deny: str, style: Style | None = None) -> Element:
    """Return the question that is asked before a press counts; `style` colours the yes."""
    made: Element = {
        "title": plain_text(title, 100),
        "text": either_text(text, 300),
        "confirm": plain_text(confirm, 30),
        "deny": plain_text(deny, 30),
    }
    if style is not None:
        made["style"] = _checked_style(style)
    return made


def option(
    text: str, value: str, description: str | None = None, url: str | None = None
) -> Element:
    """Return a choice. Mrkdwn is for checkboxes and radio buttons, `url` for the overflow menu."""
    made: Element = {
        "text": either_text(text, LONGEST_OPTION),
        "value": checked(value, LONGEST_OPTION, "option value"),
    }
    if description is not None:
        made["description"] = either_text(description, LONGEST_OPTION)
    if url is not None:
        made["url"] = checked(url, _ADDRESS, "option url")
    return made


def static_select(
    action_id: str,
    options: Sequence[Element],
    initial: str | None = None,
    placeholder: str | None = None,
    confirm: Element | None = None,
) -> Element:
    """Return a menu of 1 to 100 options; `initial` is the value of the one chosen before."""
    made = _choice("static_select", action_id, options, _MENU_OPTIONS)
    _check_plain(options, "static_select")
    _add_initial(made, options, initial)
    _add_placeholder(made, placeholder)
    if confirm is not None:
        made["confirm"] = confirm
    return made


def radio_buttons(
    action_id: str, options: Sequence[Element], initial: str | None = None
) -> Element:
    """Return 1 to 10 options of which one is chosen; `initial` is the value chosen before."""
    made = _choice("radio_buttons", action_id, options, _LIST_OPTIONS)
    _add_initial(made, options, initial)
    return made


def checkboxes(
    action_id: str, options: Sequence[Element], initial: Collection[str] = ()
) -> Element:
    """Return 1 to 10 options of which any are ticked; `initial` holds the values ticked before."""
    made = _choice("checkboxes", action_id, options, _LIST_OPTIONS)
    ticked = [_with_value(options, value) for value in dict.fromkeys(initial)]
    if ticked:
        made["initial_options"] = ticked
    return made


def overflow(action_id: str, options: Sequence[Element], confirm: Element | None = None) -> Element:
    """Return the "…" menu of 1 to 5 options; the only one whose options may open an address."""
    made = _choice("overflow", action_id, options, _OVERFLOW_OPTIONS, may_open=True)
    _check_plain(options, "overflow")
    if confirm is not None:
        made["confirm"] = confirm
    return made


def users_select(
    action_id: str, initial: str | None = None, placeholder: str | None = None
) -> Element:
    """Return a menu of the workspace's people; `initial` is a Slack user id."""
    made: Element = {"type": "users_select", "action_id": checked_id(action_id, "action_id")}
    if initial is not None:
        made["initial_user"] = checked_id(initial, "user id")
    _add_placeholder(made, placeholder)
    return made


def multi_users_select(
    action_id: str, initial: Collection[str] = (), placeholder: str | None = None
) -> Element:
    """Return a menu in which several people can be chosen; `initial` holds Slack user ids."""
    made: Element = {"type": "multi_users_select", "action_id": checked_id(action_id, "action_id")}
    if initial:
        made["initial_users"] = [checked_id(one, "user id") for one in initial]
    _add_placeholder(made, placeholder)
    return made


def multi_static_select(
    action_id: str,
    options: Sequence[Element],
    initial: Collection[str] = (),
    placeholder: str | None = None,
) -> Element:
    """Return a menu of 1 to 100 options of which several can be chosen; `initial` holds their values."""
    made = _choice("multi_static_select", action_id, options, _MENU_OPTIONS)
    _check_plain(options, "multi_static_select")
    chosen = [_with_value(options, value) for value in dict.fromkeys(initial)]
    if chosen:
        made["initial_options"] = chosen
    _add_placeholder(made, placeholder)
    return made


def multi_external_select(
    action_id: str, initial: Sequence[Element] = (), placeholder: str | None = None
) -> Element:
    """Return a menu of several whose options we are asked for; `initial` holds whole options."""
    made: Element = {
        "type": "multi_external_select",
        "action_id": checked_id(action_id, "action_id"),
        "min_query_length": 0,
    }
    if initial:
        made["initial_options"] = list(initial)
    _add_placeholder(made, placeholder)
    return made


def datepicker(
    action_id: str, initial: date | None = None, placeholder: str | None = None
) -> Element:
    """Return a choice of a calendar day."""
    made: Element = {"type": "datepicker", "action_id": checked_id(action_id, "action_id")}
    if initial is not None:
        made["initial_date"] = f"{initial:%Y-%m-%d}"
    _add_placeholder(made, placeholder)
    return made


def timepicker(
    action_id: str, initial: time | None = None, placeholder: str | None = None
) -> Element:
    """Return a choice of a time of day, in hours and minutes of the zone the form speaks of."""
    made: Element = {"type": "timepicker", "action_id": checked_id(action_id, "action_id")}
    if initial is not None:
        made["initial_time"] = f"{initial:%H:%M}"
    _add_placeholder(made, placeholder)
    return made


def datetimepicker(action_id: str, initial: datetime | None = None) -> Element:
    """Return a choice of a day and a time, in the zone of whoever chooses."""
    made: Element = {"type": "datetimepicker", "action_id": checked_id(action_id, "action_id")}
    if initial is not None:
        made["initial_date_time"] = int(initial.timestamp())
    return made


def plain_text_input(
    action_id: str,
    initial: str | None = None,
    *,
    multiline: bool = False,
    placeholder: str | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    focus: bool = False,
) -> Element:
    """Return a field to type in; `initial` is cut to what the field takes, at most 3,000."""
    most = _TYPED if max_length is None else max_length
    least = 0 if min_length is None else min_length
    if not (0 <= least <= most <= _TYPED and most):
        raise ValueError(f"A field takes 0 to {_TYPED} characters, not {least} to {most}.")
    made: Element = {
        "type": "plain_text_input",
        "action_id": checked_id(action_id, "action_id"),
        "multiline": multiline,
    }
    if initial:
        made["initial_value"] = cut(clean(initial), most)
    if min_length is not None:
        made["min_length"] = min_length
    if max_length is not None:
        made["max_length"] = max_length
    if focus:
        made["focus_on_load"] = True
    _add_placeholder(made, placeholder)
    return made


def image_element(url: str, alt: str) -> Element:
    """Return a small image for a context or beside a section; `alt` says what it shows."""
    return {
        "type": "image",
        "image_url": checked(url, _ADDRESS, "image url"),
        "alt_text": plain_text(alt, 2_000)["text"],
    }


def checked(value: str, limit: int, what: str) -> str:
    """Return a value that only programs read; raises ValueError when it is empty or too long."""
    if not 1 <= len(value) <= limit:
        raise ValueError(f"A {what} has 1 to {limit} characters, not {len(value)}.")
    return value


def checked_id(value: str, what: str) -> str:
    """Return an id of at most 255 characters; raises ValueError for any other."""
    return checked(value, _ID, what)


def check_unique(values: Iterable[str], what: str) -> None:
    """Raise ValueError when a value comes twice."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"The {what} {value!r} is used twice.")
        seen.add(value)


def check_count(things: Collection[object], limit: int, what: str) -> None:
    """Raise ValueError unless there are 1 to `limit` things."""
    if not 1 <= len(things) <= limit:
        raise ValueError(f"There can be 1 to {limit} {what}, not {len(things)}.")


def _shown(words: str) -> str:
    return words if words.strip() else _NOTHING


def _mrkdwn_shown(words: Mrkdwn) -> Mrkdwn:
    return words if words.strip() else Mrkdwn(_NOTHING)


def _checked_style(style: Style) -> Style:
    if style not in {"primary", "danger"}:
        raise ValueError(f"A style is primary or danger, not {style!r}.")
    return style


def _choice(
    kind: str, action_id: str, options: Sequence[Element], most: int, *, may_open: bool = False
) -> Element:
    check_count(options, most, f"options in {kind}")
    check_unique((choice["value"] for choice in options), "option value")
    if not may_open and any("url" in choice for choice in options):
        raise ValueError(f"An option of {kind} cannot open an address.")
    return {
        "type": kind,
        "action_id": checked_id(action_id, "action_id"),
        "options": list(options),
    }


def _check_plain(options: Sequence[Element], kind: str) -> None:
    for choice in options:
        for part in ("text", "description"):
            if choice.get(part, {}).get("type") == "mrkdwn":
                raise ValueError(f"An option of {kind} has plain text: {choice[part]['text']!r}")


def _add_initial(made: Element, options: Sequence[Element], initial: str | None) -> None:
    if initial is not None:
        made["initial_option"] = _with_value(options, initial)


def _with_value(options: Sequence[Element], value: str) -> Element:
    """Return the option in full, as Slack wants an initial one."""
    for choice in options:
        if choice["value"] == value:
            return choice
    raise ValueError(f"No option has the value {value!r}.")


def _add_placeholder(made: Element, placeholder: str | None) -> None:
    if placeholder is not None:
        made["placeholder"] = plain_text(placeholder, _PLACEHOLDER)
