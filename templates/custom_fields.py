"""Fields that the configuration asks for: how their values read."""

from datetime import date

from models.custom_field import CustomField, FieldKind
from templates.text import Mrkdwn, join, link, mention

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown_value(field: CustomField, value: str) -> Mrkdwn:
    """A value as it is read; empty for none. One that no longer fits its field is shown as it is."""
    lines = value.splitlines()
    match field.kind:
        case FieldKind.USER:
            return join(", ", map(mention, lines))
        case FieldKind.URL:
            return join(" ", map(link, lines))
        case FieldKind.DATE:
            return join(", ", map(_day, lines))
        case _:
            return join(", ", lines)


def _day(value: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
