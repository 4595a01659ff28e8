"""Fields that an organisation or a team asks for besides those that every incident has."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field, model_validator

from models.organisation_parts import (
    SLACK_MEMBER,
    Line,
    Part,
    SeverityKey,
    all_different,
    is_web_address,
    written_like,
    wrong,
)
from models.wording import nearest, same

FIELD_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,23}", re.ASCII)
#: What every incident has already, or what would be taken for it.
CORE_KEYS: Final = frozenset(
    {
        *(
            "began",
            "ended",
            "kind",
            "noticed",
            "private",
            "ref",
            "region",
            "regions",
            "role",
            "roles",
        ),
        *("service", "services", "severity", "status", "summary", "team", "title"),
    }
)
LONGEST_VALUE: Final = 1000
_NUMBER: Final = re.compile(r"[-+]?\d{1,15}([.,]\d{1,6})?", re.ASCII)
_MENTION: Final = re.compile(r"<@([UW][A-Z0-9]+)(\|[^>]*)?>")


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    SELECT = "select"
    MULTI_SELECT = "multi-select"
    USER = "user"
    DATE = "date"
    URL = "url"


class Required(StrEnum):
    """When a field must be filled in."""

    DECLARE = "declare"
    RESOLVE = "resolve"
    NEVER = "never"


class WrongValue(ValueError):
    """A value does not fit its field; as text: what is wrong and what to write, for a person."""


def _field_key(key: str) -> str:
    if not FIELD_KEY.fullmatch(key):
        raise wrong(
            "is not a short key. Use up to 24 small letters, digits and underscores, such as vendor."
        )
    if key in CORE_KEYS:
        raise wrong("is something that every incident has already. Choose another key.")
    return key


class ShownWhen(Part):
    """When a field is asked for. All that is written must hold; a list holds if one of it does."""

    severity: Annotated[tuple[SeverityKey, ...], Field(max_length=10)] = ()
    """The incident has one of these severities."""
    fields: Mapping[str, Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]] = Field(
        default_factory=dict
    )
    """Another field has one of these values, under its key."""

    def holds(self, severity: str, values: Mapping[str, str]) -> bool:
        """Whether it is to be asked for in an incident with these values."""
        if self.severity and severity not in self.severity:
            return False
        return all(
            set(values.get(key, "").splitlines()) & set(wanted)
            for key, wanted in self.fields.items()
        )


class CustomField(Part):
    """One thing that is asked of an incident besides what all have."""

    key: Annotated[str, AfterValidator(_field_key), written_like(FIELD_KEY)]
    """The short word that people type, such as vendor."""
    label: Annotated[Line, Field(max_length=60)]
    """What stands over it in forms and on the card."""
    kind: FieldKind = FieldKind.TEXT
    """text, number, select, multi-select, user, date or url."""
    options: Annotated[
        tuple[Annotated[Line, Field(max_length=75)], ...], Field(max_length=100)
    ] = ()
    """What can be chosen, where something is chosen."""
    required: Required = Required.NEVER
    """When it must be filled in: declare, resolve or never."""
    shown_when: ShownWhen = ShownWhen()
    """When it is asked for; always, where nothing is said."""
    hint: Annotated[Line, Field(max_length=300)] | None = None
    """A word on how to fill it in."""

    @model_validator(mode="after")
    def _options_fit(self) -> "CustomField":
        is_chosen = self.kind in {FieldKind.SELECT, FieldKind.MULTI_SELECT}
        if is_chosen and not self.options:
            raise wrong("has nothing to choose from. Write `options` with at least one.")
        if not is_chosen and self.options:
            raise wrong(f"has options, and a {self.kind} has none. Did you mean `kind: select`?")
        all_different(self.options, "option")
        return self

    @property
    def depends_on(self) -> Collection[str]:
        """The keys of the fields whose values say whether it is asked for."""
        return self.shown_when.fields.keys()

    def is_asked(self, severity: str, values: Mapping[str, str]) -> bool:
        """Whether it is asked for in an incident of this severity with these values."""
        return self.shown_when.holds(severity, values)

    def value(self, said: str) -> str:
        """What is kept for what a person typed or chose; several stand on lines of their own.

        Raises WrongValue with what to write instead. Nothing is kept for nothing.
        """
        words = said.strip()
        if not words:
            return ""
        if len(words) > LONGEST_VALUE:
            raise WrongValue(f"That is too long: there is room for {LONGEST_VALUE} characters.")
        return _READERS.get(self.kind, _text)(self, words)


def asked_fields(
    fields: Sequence[CustomField], severity: str, values: Mapping[str, str]
) -> list[CustomField]:
    """The fields that are asked for in an incident of this severity with these values, in their order.

    A field that is not asked for counts as empty for those that depend on it.
    """
    asked = [field for field in fields if field.is_asked(severity, values)]
    while True:
        counting = {one.key: values.get(one.key, "") for one in asked}
        fewer = [field for field in asked if field.is_asked(severity, counting)]
        if len(fewer) == len(asked):
            return asked
        asked = fewer


def _text(_: CustomField, words: str) -> str:
    return words


def _number(_: CustomField, words: str) -> str:
    if not _NUMBER.fullmatch(words):
        raise WrongValue("This needs a number, such as 12 or 0.5.")
    return words.replace(",", ".")


def _chosen(field: CustomField, words: str) -> str:
    found = same(words, field.options)
    if found is None:
        raise WrongValue(f"There is no “{words[:60]}” to choose.{nearest(words, field.options)}")
    return found


def _several(field: CustomField, words: str) -> str:
    parts = words.splitlines() if "\n" in words or words in field.options else words.split(",")
    found = [_chosen(field, part.strip()) for part in parts if part.strip()]
    return "\n".join(dict.fromkeys(found))


def _user(_: CustomField, words: str) -> str:
    mention = _MENTION.fullmatch(words)
    slack_id = mention[1] if mention else words
    if not SLACK_MEMBER.fullmatch(slack_id):
        raise WrongValue("This needs a person. Type @ and choose them from the list that opens.")
    return slack_id


def _date(_: CustomField, words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise WrongValue("This needs a day, written like 2026-03-02.") from None


def _url(_: CustomField, words: str) -> str:
    address = (
        words[1:-1].split("|", 1)[0] if words.startswith("<") and words.endswith(">") else words
    )
    if not is_web_address(address):
        raise WrongValue("This needs a web address that begins with https:// or http://.")
    return address


_READERS: Final = {
    FieldKind.NUMBER: _number,
    FieldKind.SELECT: _chosen,
    FieldKind.MULTI_SELECT: _several,
    FieldKind.USER: _user,
    FieldKind.DATE: _date,
    FieldKind.URL: _url,
}
