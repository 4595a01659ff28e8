"""What the policies of an on-call file say that cannot be: names that nobody has, ways without an address."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from urllib.parse import urlsplit

from models.automation import Automation
from models.escalation import Target
from models.on_call import OnCall, Someone
from models.organisation import Organisation
from models.organisation_parts import EMAIL, SLACK_MEMBER
from models.reach import Reach
from models.wording import nearest, quoted
from models.yaml_tree import Place

#: A place, and how the sentence goes on that begins with it.
Wrong = tuple[Place, str]


def check_escalation(on_call: OnCall) -> Iterator[Wrong]:
    """What is wrong in the file by itself."""
    for number, policy in enumerate(on_call.policies):
        for at, step in enumerate(policy.steps):
            yield from _targets(("policies", number, "steps", at, "notify"), step.notify, on_call)
    yield from _targets(("paging", "fallback"), on_call.paging.fallback, on_call)
    for severity, named in on_call.paging.by_severity.items():
        for at, policy_name in enumerate(named):
            if on_call.policy(policy_name) is None:
                place: Place = ("paging", "by_severity", severity, at)
                yield place, _unknown(policy_name, _policies(on_call), "policy")
    for name, someone in on_call.people.items():
        for at, reach in enumerate(someone.reach):
            if lacks := _lacks(reach, name, someone):
                yield ("people", name, "reach", at), lacks


def check_beside(on_call: OnCall, organisation: Organisation) -> Mapping[Place, str]:
    """What is wrong in the file beside the organisation's: severities that there are not."""
    known = [one.key for one in organisation.severities]
    wrong = [
        (place, f"is not the key of a severity.{nearest(key, known)}")
        for place, key in _severities(on_call)
        if key not in known
    ]
    wrong += _hooks(on_call, organisation)
    quiet = on_call.paging.quiet_hours
    for at, key in enumerate(quiet.severities if quiet else ()):
        if key == known[0]:
            says = "is the most serious severity, and that never waits until morning."
            wrong.append((("paging", "quiet_hours", "severities", at), says))
    return dict(wrong)


def _hooks(on_call: OnCall, organisation: Organisation) -> Iterator[Wrong]:
    for name, someone in on_call.people.items():
        own = someone.contacts.webhook
        parts = urlsplit(own.url) if own else None
        if parts and parts.scheme != "https" and parts.hostname not in organisation.webhooks.inside:
            place: Place = ("people", name, "contacts", "webhook", "url")
            yield place, "needs an address that begins with https://."


def check_automations(automations: Sequence[Automation], on_call: OnCall) -> Iterator[Wrong]:
    """What is wrong in automations that page: policies that there are not."""
    for number, automation in enumerate(automations):
        for at, step in enumerate(automation.then):
            if step.page is not None and on_call.policy(step.page) is None:
                place: Place = ("automations", number, "then", at, "page")
                yield place, _unknown(step.page, _policies(on_call), "policy")


def _severities(on_call: OnCall) -> Iterator[tuple[Place, str]]:
    paging = on_call.paging
    yield from ((("paging", "by_severity", key), key) for key in paging.by_severity)
    yield from ((("paging", "owners", at), key) for at, key in enumerate(paging.owners))
    if paging.quiet_hours is not None:
        for at, key in enumerate(paging.quiet_hours.severities):
            yield ("paging", "quiet_hours", "severities", at), key
    for number, policy in enumerate(on_call.policies):
        for step_at, step in enumerate(policy.steps):
            for at, key in enumerate(step.severities or ()):
                yield ("policies", number, "steps", step_at, "severities", at), key


def _targets(place: Place, targets: Sequence[Target], on_call: OnCall) -> Iterator[Wrong]:
    schedules = [one.key for one in on_call.schedules]
    people = _people(on_call)
    for at, target in enumerate(targets):
        if target.schedule is not None and target.schedule not in schedules:
            yield (*place, at, "schedule"), _unknown(target.schedule, schedules, "schedule")
        person = target.person
        if person is not None and person not in people and not _is_address(person):
            says = "is neither a person of this file, nor a Slack member id or an e-mail address."
            yield (*place, at, "person"), says + (nearest(person, people) if people else "")


def _people(on_call: OnCall) -> set[str]:
    layers = chain.from_iterable(one.layers for one in on_call.schedules)
    groups = chain.from_iterable(layer.people for layer in layers)
    return {*on_call.people, *chain.from_iterable(groups)}


def _is_address(person: str) -> bool:
    return bool(SLACK_MEMBER.fullmatch(person) or EMAIL.fullmatch(person))


def _policies(on_call: OnCall) -> list[str]:
    return [one.key for one in on_call.policies]


def _unknown(named: str, known: Iterable[str], what: str) -> str:
    there = list(known)
    says = f"names {quoted(named)}, and no {what} has that key."
    return says + (nearest(named, there) if there else " There is none yet.")


def _lacks(reach: Reach, name: str, someone: Someone) -> str:
    """What somebody lacks to be reached in a way; empty where nothing."""
    contacts = someone.contacts
    match reach.by:
        case "sms" | "voice":
            return "" if contacts.phone else f"needs the `phone` of {name} under `contacts`."
        case "ntfy":
            return "" if contacts.ntfy else f"needs the `ntfy` topic of {name} under `contacts`."
        case "webhook":
            return "" if contacts.webhook else f"needs the `webhook` of {name} under `contacts`."
        case "email":
            known = contacts.email or EMAIL.fullmatch(someone.slack or name)
            return "" if known else f"needs the `email` of {name} under `contacts`."
        case _:
            return ""
