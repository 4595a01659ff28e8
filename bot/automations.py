"""`muster automations`: what the automations would have done lately; nothing is done."""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from models.automation import Automation, Step
from models.database import Database
from models.incident import Incident
from models.organisation import Organisation
from models.timespan import in_words
from models.wording import printable
from workflows.automations.matching import rules_of
from workflows.automations.replay import Would, replay

_LONGEST_DAYS = 3650


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What stands after `muster automations`. Ends the program, with a word, for what cannot be understood."""
    parser = argparse.ArgumentParser(
        prog="muster automations", description="Work with the automations of the configuration."
    )
    kinds = parser.add_subparsers(required=True, metavar="what")
    help_ = (
        "say which would have run in the incidents of the past days, and what they would have done"
    )
    try_ = kinds.add_parser("try", help=help_, description=help_)
    try_.add_argument("--days", type=_days, default=30, help="how many days back (default 30)")
    return parser.parse_args(words)


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= _LONGEST_DAYS:
        raise argparse.ArgumentTypeError(f"between 1 and {_LONGEST_DAYS}")
    return days


def run(parsed: argparse.Namespace, database_url: str, organisation: Organisation) -> int:
    """Say it. Returns the exit status."""
    found = asyncio.run(_replay(database_url, organisation, parsed.days))
    for line in told(found, organisation, parsed.days):
        sys.stdout.write(printable(line) + "\n")
    return 0


async def _replay(database_url: str, organisation: Organisation, days: int) -> list[Would]:
    database, now = Database(database_url), datetime.now(UTC)
    try:
        async with database.reading() as session:
            return await replay(session, organisation, since=now - timedelta(days=days), now=now)
    finally:
        await database.close()


def told(found: Sequence[Would], organisation: Organisation, days: int) -> Iterator[str]:
    """What would have run, a line each, with the count at the end."""
    rules = rules_of(organisation)
    for rule in rules:
        if rule.automation.applies_to.is_empty:
            yield f"“{rule.automation.name}” says nothing under `if`, so it is meant for no incident."
    for _, runs in groupby(found, key=lambda one: one.incident.id):
        of_incident = list(runs)
        yield _named(of_incident[0].incident)
        for one in of_incident:
            team = f" of {one.rule.team}" if one.rule.team else ""
            steps = "; ".join(map(step_in_words, one.rule.automation.then))
            asks = _asks(one.rule.automation)
            at = f"{one.at:%Y-%m-%d %H:%M} UTC"
            yield f"  {at}  “{one.rule.automation.name}”{team}: {steps}{asks}"
    count = len({one.incident.id for one in found})
    yield (
        f"Tried on {in_words(timedelta(days=days))}. Automations: {len(rules)}, runs: {len(found)}, "
        f"incidents: {count}. Nothing was done."
    )


def _named(incident: Incident) -> str:
    return f"{incident.ref} (private)" if incident.is_private else incident.headline


def _asks(automation: Automation) -> str:
    count = len(automation.invited)
    return " (asks before it invites)" if count > automation.confirm_above else ""


def step_in_words(step: Step) -> str:
    """What a step does, as plain text."""
    if step.invite is not None:
        return f"invite {', '.join(step.invite)}"
    if step.page is not None:
        return f"page {step.page}"
    if step.post is not None:
        return f"post in {', '.join(f'#{name}' for name in step.post.channels)}"
    if step.task is not None:
        due = f", due in {in_words(step.task.due_in)}" if step.task.due_in else ""
        return f"add the task “{step.task.words}”{due}"
    if step.assign is not None:
        return f"make {step.assign.person} {step.assign.role}"
    return _other_in_words(step)


def _other_in_words(step: Step) -> str:
    if step.set_field is not None:
        return f"set {step.set_field.field} to {step.set_field.value}"
    if step.bookmark is not None:
        return f"add the link {step.bookmark.link}"
    return f"call {step.webhook.url}" if step.webhook else ""
