"""Reads a file of schedules from whichever program it is."""

from pathlib import Path

from integrations.catalogue.documents import NotText, text_of
from integrations.catalogue.files import CannotRead, open_folder
from integrations.schedules import goalert, grafana, pagerduty, pagerduty_shifts
from integrations.schedules.reading import Imported, NotAnExport, Reading, parse
from models.on_call import MOST_SCHEDULES
from models.wording import printable

_MAKES = (
    ("PagerDuty", pagerduty),
    ("PagerDuty", pagerduty_shifts),
    ("GoAlert", goalert),
    ("Grafana OnCall", grafana),
)
_KNOWN = (
    "It is no export that is known here. Known are PagerDuty's schedules, GoAlert's "
    "schedules and rotations, and Grafana OnCall's schedules and shifts, all as JSON."
)


def read_export(path: Path) -> Imported:
    """Read an export. Raises NotAnExport with what is wrong when nothing of it can be used."""
    try:
        folder, only = open_folder(path)
        if not only:
            raise NotAnExport("It is a folder. Name one file.")
        written, _ = text_of(folder.read(folder.place_of(only)))
    except CannotRead as error:
        raise NotAnExport(str(error)) from None
    except NotText:
        raise NotAnExport("It is not text.") from None
    return from_text(written, printable(path.name))


def from_text(written: str, name: str) -> Imported:
    """Read an export from text; `name` stands for it in the findings. Raises NotAnExport."""
    value = parse(written)
    for make, module in _MAKES:
        if module.recognises(value):
            reading = Reading(name)
            schedules = tuple(module.take(value, reading))
            if len(schedules) > MOST_SCHEDULES:
                reading.skip(name, f"Only the first {MOST_SCHEDULES} schedules are taken over.")
            return Imported(make, schedules[:MOST_SCHEDULES], tuple(reading.findings))
    raise NotAnExport(_KNOWN)
