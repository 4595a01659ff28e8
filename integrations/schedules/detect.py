"""Reads a file of schedules from whichever program it is."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from integrations.catalogue.documents import NotText, text_of
from integrations.catalogue.files import CannotRead, open_folder
from integrations.schedules import goalert, grafana, opsgenie, pagerduty
from integrations.schedules.calendars import calendar
from integrations.schedules.reading import Imported, Reading
from integrations.schedules.terraform import as_answers
from integrations.schedules.unusable import why, why_no_text
from integrations.schedules.values import NotAnExport, is_cut, parse
from models.on_call import MOST_SCHEDULES
from models.schedule import Schedule
from models.wording import printable

_MAKES = (
    ("PagerDuty", pagerduty),
    ("Opsgenie", opsgenie),
    ("GoAlert", goalert),
    ("Grafana OnCall", grafana),
)
_CUT = (
    "There are more pages than those in the file. Ask for the next ones, and put all into one file."
)


def read_export(path: Path, now: datetime) -> Imported:
    """Read an export. Raises NotAnExport with what is wrong when nothing of it can be used."""
    try:
        folder, only = open_folder(path)
        if not only:
            raise NotAnExport("It is a folder. Name one file.")
        written = folder.read(folder.place_of(only))
    except CannotRead as error:
        raise NotAnExport(str(error)) from None
    return from_bytes(written, printable(path.name), now)


def from_bytes(written: bytes, name: str, now: datetime) -> Imported:
    """Read an export from bytes; `name` stands for it in the findings. Raises NotAnExport."""
    try:
        text, _ = text_of(written)
    except NotText:
        raise NotAnExport("It is not text.") from None
    return from_text(text, name, now)


def from_text(written: str, name: str, now: datetime) -> Imported:
    """Read an export from text; `name` stands for it in the findings. Raises NotAnExport."""
    reading = Reading(name, now)
    if calendar.recognises(written):
        return _imported("Calendar", calendar.take(written, reading), reading)
    if says := why_no_text(written):
        raise NotAnExport(says)
    value = as_answers(parse(written))
    found = [(make, module) for make, module in _MAKES if module.recognises(value)]
    if not found:
        raise NotAnExport(why(value))
    if is_cut(value):
        reading.skip("", _CUT)
    (make, module), *others = found
    for other, _ in others:
        reading.skip("", f"{other}'s schedules are in it, too. Put them into a file of their own.")
    return _imported(make, module.take(value, reading), reading)


def _imported(make: str, found: Iterator[Schedule], reading: Reading) -> Imported:
    schedules = tuple(islice(found, MOST_SCHEDULES))
    if next(found, None) is not None:
        reading.skip("", f"Only the first {MOST_SCHEDULES} schedules are taken over.")
    reading.tell_of_ids()
    return Imported(make, schedules, tuple(reading.findings), reading.shown)
