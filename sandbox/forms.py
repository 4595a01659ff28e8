"""How a person finds a button or a field by its label, and what the real client lets them put in."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from sandbox.blocks.elements import every_option
from sandbox.blocks.whole import elements_of
from sandbox.errors import NotPossible
from sandbox.held import VALUE_OF, value_of
from sandbox.state import Json, View
from sandbox.text import Names, as_shown, unescape

_TYPED = {
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
}
_USERS = {"users_select", "multi_users_select"}
_CHANNELS = {
    "conversations_select",
    "multi_conversations_select",
    "channels_select",
    "multi_channels_select",
}
Place = tuple[Json, Json]


def labels_of(block: Json, element: Json, names: Names) -> list[str]:
    """Return everything by which a person or a test may call an element."""
    labels = [element.get("action_id", "")]
    labels.append(element.get("accessibility_label", ""))
    texts = [element.get("text"), element.get("placeholder"), block.get("label"), block.get("text")]
    labels += [_words(text, names) for text in texts if isinstance(text, dict)]
    return [label for label in labels if label]


def _words(text: Json, names: Names) -> str:
    raw = str(text.get("text", ""))
    shown = as_shown(raw, names) if text.get("type") == "mrkdwn" else unescape(raw)
    return re.sub(r"[*_~]", "", shown).strip()


def usable(blocks: Iterable[Json]) -> Iterator[Place]:
    """Give each element that a person can use, with its block."""
    for block in blocks:
        for element, _place in elements_of(block):
            if element["type"] != "image":
                yield block, element


def find(blocks: list[Json], label: str, names: Names, kinds: set[str] | None = None) -> Place:
    """Return the one element that is called so; says what there is when there is none or several."""
    places = [place for place in usable(blocks) if kinds is None or place[1]["type"] in kinds]
    for fits in (_exactly, _beginning):
        matches = [p for p in places if any(fits(one, label) for one in labels_of(*p, names))]
        if len(matches) == 1:
            return matches[0]
        if len(matches) > 1:
            raise NotPossible(f"{len(matches)} elements are called {label!r}; use the action_id.")
    there = "; ".join(" / ".join(labels_of(*place, names)) for place in usable(blocks))
    raise NotPossible(f"Nothing here is called {label!r}. There is: {there or 'nothing to use'}.")


def _exactly(one: str, label: str) -> bool:
    return one == label


def _beginning(one: str, label: str) -> bool:
    return one.casefold().startswith(label.casefold())


def chosen_value(element: Json, choice: Any, offered: list[Json], names: "Directory") -> Json:
    """Return what an element holds once `choice` was made in it."""
    kind = element["type"]
    if kind == "overflow":
        return {"type": kind, "selected_option": _option(offered, choice)}
    key, _initial = VALUE_OF[kind]
    many = key.endswith("s")
    choices = list(choice) if many and isinstance(choice, list | tuple | set) else [choice]
    if many and kind != "checkboxes" and len(choices) > element.get("max_selected_items", 100):
        raise NotPossible(f"At most {element['max_selected_items']} can be chosen here.")
    values = [_one_value(kind, one, offered, names) for one in choices]
    return {"type": kind, key: values if many else values[0]}


def _one_value(kind: str, choice: Any, offered: list[Json], names: "Directory") -> Any:
    if kind in _USERS:
        return names.user_id(choice)
    if kind in _CHANNELS:
        return names.channel_id(choice)
    if kind == "datepicker":
        return date.fromisoformat(str(choice)).isoformat()
    if kind == "timepicker":
        return time.fromisoformat(str(choice)).strftime("%H:%M")
    if kind == "datetimepicker":
        return int(choice.timestamp()) if isinstance(choice, datetime) else int(choice)
    if kind in _TYPED or kind == "file_input":
        raise NotPossible("Nothing can be chosen in a field for text; use fills().")
    return _option(offered, choice)


def _option(offered: list[Json], choice: Any) -> Json:
    for option in offered:
        if choice in (option["value"], unescape(option["text"]["text"])):
            return option
    there = ", ".join(unescape(option["text"]["text"]) for option in offered)
    raise NotPossible(f"There is no option {choice!r}. There is: {there or 'no option at all'}.")


class Directory:
    """Finds the ids behind what a person picks; made from functions so that it needs no workspace."""

    def __init__(self, user_id: Any, channel_id: Any) -> None:
        self.user_id = user_id
        self.channel_id = channel_id


def offered_by(element: Json) -> list[Json]:
    """Return the options that a menu shows at once."""
    return every_option(element)


def typed_value(element: Json, text: str) -> Json:
    """Return what a field holds once `text` was typed; refuses what the client would not take."""
    kind = element["type"]
    if kind not in _TYPED:
        raise NotPossible(f"Nothing can be typed into a {kind}; use chooses().")
    longest = element.get("max_length", 3000)
    if kind == "plain_text_input" and len(text) > longest:
        raise NotPossible(f"This field takes up to {longest} characters; these are {len(text)}.")
    if kind == "rich_text_input":
        run = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        return {"type": kind, "rich_text_value": {"type": "rich_text", "elements": [run]}}
    return {"type": kind, "value": text or None}


def problems_of(view: View, names: Names) -> list[str]:
    """Return what the client says beside the fields before it sends anything."""
    problems = []
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        key, _initial = VALUE_OF[element["type"]]
        held = value_of(block, element, view.chosen).get(key)
        if problem := _problem(element, held, optional=block.get("optional", False)):
            problems.append(f"{_words(block['label'], names)}: {problem}")
    return problems


def _problem(element: Json, held: Any, *, optional: bool) -> str:
    if not held:
        return "" if optional else "Please complete this required field."
    kind = element["type"]
    if kind == "plain_text_input" and len(held) < element.get("min_length", 0):
        return f"Please type at least {element['min_length']} characters."
    if kind == "email_text_input" and not re.fullmatch(r"\S+@\S+\.\S+", held):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+", held):
        return "Please enter a valid URL."
    return _number_problem(element, held) if kind == "number_input" else ""


def _number_problem(element: Json, held: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, held):
        return "Please enter a number."
    if "min_value" in element and float(held) < float(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and float(held) > float(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return ""
