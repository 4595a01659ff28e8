"""Why a file holds no schedule: it refuses something, or something else was asked for; with what to ask for."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from integrations.schedules.values import Fields, each, fields, items, text, unwrapped
from models.wording import quoted

_KNOWN: Final = (
    "It is no export that is known here. Known are PagerDuty's and Opsgenie's schedules, GoAlert's "
    "schedules and rotations, and Grafana OnCall's schedules and shifts, all as JSON, and "
    "calendars (.ics)."
)
_PAGERDUTY: Final = (
    "It is PagerDuty's list of schedules, which does not say who takes turns. Ask for each by its "
    "id, such as GET /schedules/{id}; several answers may stand in one file."
)
_PAGERDUTY_SHIFTS: Final = (
    "It is PagerDuty's list of schedules, which does not say who takes turns. Ask for each by its "
    "id, such as GET /v3/schedules/{id}; several answers may stand in one file."
)
_OPSGENIE: Final = (
    "It is a list of schedules without their rotations. Ask for it with ?expand=rotation."
)
_ROTATIONS: Final = (
    "It holds rotations without their schedule, whose time zone is needed. Ask for the schedules "
    "with ?expand=rotation."
)
_GRAFANA: Final = (
    "It holds Grafana OnCall's schedules without their shifts. Put the answers of /schedules, "
    "/on_call_shifts and /users into one file, one after another."
)
_GOALERT: Final = (
    "It holds GoAlert's schedules without their targets. Ask for `targets` with `target` and "
    "`rules`, and for `rotations`."
)
_EXCEPTIONS: Final = (
    "It holds exceptions without their schedule. Put the schedule into the same file, before them."
)
_ON_CALLS: Final = (
    "It says who is on call, and not who takes turns. Ask for the schedules themselves."
)
_WEB_PAGE: Final = (
    "It is a web page, perhaps one that asks to log in. Ask the program's API, with a key for it."
)
_HEADERS: Final = (
    "It begins with the headers of an answer. Save the answer without them (no `curl -i`)."
)
_TERRAFORM: Final = "It is Terraform's source. Save what `terraform show -json` prints instead."
_SOURCE: Final = re.compile(
    r'^[ \t]*(?:resource|data|module|provider) "[^"\n]{1,200}"', re.MULTILINE
)
_POWERSHELL: Final = "PowerShell has shortened it. Save it with `ConvertTo-Json -Depth 100`."
_SHORTENED: Final = re.compile(r'"@\{\w+=[^"\n]*\}"|: *"System\.Object\[\]"')
_MOST_LOOKED_AT: Final = 1000
_LISTS: Final = {
    "schedule": _PAGERDUTY,
    "schedule_reference": _PAGERDUTY,
    "schedule_v3_reference": _PAGERDUTY_SHIFTS,
    **dict.fromkeys(("web", "calendar", "ical"), _GRAFANA),
}


def why_no_text(written: str) -> str:
    """Why text is no answer as a program gives it, if it is plain to see; else an empty text."""
    start = written.lstrip()[:20].lower()
    if start.startswith("<"):
        return _WEB_PAGE
    if _SHORTENED.search(written):
        return _POWERSHELL
    if _SOURCE.search(written):
        return _TERRAFORM
    return _HEADERS if start.startswith("http/") else ""


def why(value: object) -> str:
    """Why there is no schedule in a value."""
    parts = list(islice(unwrapped(value), _MOST_LOOKED_AT))
    found = (*map(_refusal, parts), *map(_part, parts))
    return next((one for one in found if one), _KNOWN)


def _refusal(one: Fields) -> str:
    said = (text(words) for words in _said(one))
    words = next((one for one in said if one), "")
    return (
        f"The program refused to answer: {quoted(words)}. Look at the address and the key."
        if words
        else ""
    )


def _said(one: Fields) -> Iterator[object]:
    error = one.get("error")
    yield fields(error).get("message") or error
    for _, part in each(one.get("errors"), ""):
        yield part.get("message") or part.get("title")
    if not any(isinstance(value, list) and value for value in one.values()) and "id" not in one:
        yield one.get("message")
        yield one.get("detail")


def _part(one: Fields) -> str:
    whose = items(one.get("overrides")) or "user" in one
    signs = (
        ("rotations" in one and "name" in one, _OPSGENIE),
        ("participants" in one and "startDate" in one, _ROTATIONS),
        (whose and one.keys() & {"overrides", "startDate", "start"}, _EXCEPTIONS),
        (one.keys() & {"oncalls", "onCallParticipants", "onCallRecipients"}, _ON_CALLS),
        (text(one.get("type")) in _LISTS, _LISTS.get(text(one.get("type")), "")),
        ("timeZone" in one, _GOALERT),
        ("shift_start" in one, _ON_CALLS),
        ("timezone" in one and "enabled" in one, _OPSGENIE),
    )
    return next((says for is_so, says in signs if is_so), "")
