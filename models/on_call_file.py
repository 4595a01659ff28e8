"""Reads a file of on-call schedules, and says all that is wrong at once."""

from collections.abc import Iterator
from pathlib import Path

from models.configuration_text import parse, read_file, text_of
from models.coverage_check import wrong_in_coverage
from models.escalation_check import check_beside, check_escalation
from models.on_call import OnCall
from models.on_call_parts import Moment
from models.organisation import Organisation
from models.wording import nearest, printable, quoted
from models.yaml_tree import Place


def load_on_call(path: Path) -> OnCall:
    """Read the schedules of a file. Raises ConfigurationError, also if there is no file."""
    name = printable(str(path))
    return parse_on_call(text_of(read_file(path), name), name)


def parse_on_call(text: str, name: str, organisation: Organisation | None = None) -> OnCall:
    """Read schedules from text; `name` stands for it in the error. Raises ConfigurationError.

    What must fit the organisation's own file is looked at where that is given.
    """
    regions = organisation.regions if organisation else ()

    def check(on_call: OnCall) -> dict[Place, str]:
        beside = check_beside(on_call, organisation) if organisation else {}
        wrong = [*_wrong_in(on_call), *wrong_in_coverage(on_call, regions)]
        return {**dict([*wrong, *check_escalation(on_call)]), **beside}

    return parse(text, name, OnCall, check)


def _wrong_in(on_call: OnCall) -> Iterator[tuple[Place, str]]:
    keys = [schedule.key for schedule in on_call.schedules]
    for number, schedule in enumerate(on_call.schedules):
        first, others = schedule.second_to, [key for key in keys if key != schedule.key]
        if first is not None and first not in others:
            says = f"names {quoted(first)}, and no other schedule has that key."
            yield (
                ("schedules", number, "second_to"),
                says + (nearest(first, others) if others else ""),
            )
        for place, override in enumerate(schedule.overrides):
            if not _in_order(override.starts, override.ends):
                yield ("schedules", number, "overrides", place, "ends"), _BACKWARDS
        for place, layer in enumerate(schedule.layers):
            begins, ends = layer.counts_from, layer.counts_until
            if begins is not None and ends is not None and not _in_order(begins, ends):
                yield ("schedules", number, "layers", place, "counts_until"), _BACKWARDS
    for name, someone in on_call.people.items():
        for place, away in enumerate(someone.away):
            if not _in_order(away.starts, away.ends):
                yield ("people", name, "away", place, "ends"), _BACKWARDS


_BACKWARDS = "is not after the beginning. Please look at both."


def _in_order(starts: Moment, ends: Moment) -> bool:
    # One with an offset and one without are compared when the zone is known.
    return (starts.tzinfo is None) != (ends.tzinfo is None) or starts < ends
