"""What a team's file, or an organisation's, says that cannot be: keys that nobody has, and rules made looser."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from models.automation import Automation, Step
from models.custom_field import CustomField
from models.organisation import Organisation
from models.team import Team
from models.timespan import in_words
from models.wording import nearest, quoted
from models.wording_places import FIELD_PREFIX
from models.wording_template import Wording
from models.yaml_tree import Place

#: A place, and how the sentence goes on that begins with it.
Wrong = tuple[Place, str]
_KINDS = ("incident", "drill", "near-miss")
_STATUSES = ("investigating", "identified", "mitigated", "resolved", "cancelled", "merged")


def check_team(team: Team, organisation: Organisation) -> Mapping[Place, str]:
    """What is wrong in a team's file beside the organisation's."""
    severities = [one.key for one in organisation.severities]
    fields = (*organisation.fields, *team.fields)
    wrong = [
        *_unknown(("update_every",), team.update_every, severities),
        *_unknown(("severity_examples",), team.severity_examples, severities),
        *_unknown(("invites", "by_severity"), team.invites.by_severity, severities),
        *_unknown(("checklists",), team.checklists, [one.key for one in organisation.roles]),
        *_longer(team, organisation),
        *_taken(team, organisation),
        *_fields(team.fields, organisation, fields),
        *_wording(team.wording, organisation, fields),
        *_automations(team.automations, organisation, fields),
    ]
    return dict(wrong)


def check_organisation(organisation: Organisation) -> Mapping[Place, str]:
    """The same of the organisation's own fields, words and automations."""
    fields = organisation.fields
    wrong = [
        *_fields(fields, organisation, fields),
        *_wording(organisation.wording, organisation, fields),
        *_automations(organisation.automations, organisation, fields),
    ]
    return dict(wrong)


def check_together(teams: Sequence[Team]) -> Iterator[tuple[int, Place, str]]:
    """What is wrong between teams: the number of the team, and the place in its file."""
    kinds: dict[str, tuple[str, str]] = {}
    keys: dict[str, int] = {}
    for number, team in enumerate(teams):
        if team.team in keys:
            yield number, ("team",), f"names {quoted(team.team)}, which has another file already."
        keys[team.team] = number
        for at, field in enumerate(team.fields):
            kind, owner = kinds.setdefault(field.key, (field.kind, team.team))
            if kind != field.kind:
                says = f"is a {kind} field of the team {quoted(owner)}. Choose another key."
                yield number, ("fields", at, "key"), says


def _unknown(place: Place, named: Iterable[str], known: Sequence[str]) -> Iterator[Wrong]:
    for key in named:
        if key not in known:
            yield (*place, key), f"is not known in the organisation.{nearest(key, known)}"


def _longer(team: Team, organisation: Organisation) -> Iterator[Wrong]:
    allowed = {one.key: one.update_every for one in organisation.severities}
    for key, every in team.update_every.items():
        if key in allowed and every > allowed[key]:
            says = (
                f"is longer than the organisation's {in_words(allowed[key])}. A team may be "
                "stricter, not looser."
            )
            yield ("update_every", key), says


def _taken(team: Team, organisation: Organisation) -> Iterator[Wrong]:
    shared = {one.key for one in organisation.fields}
    for number, field in enumerate(team.fields):
        if field.key in shared:
            yield ("fields", number, "key"), "is a field of the organisation. Choose another key."


def _fields(
    own: Sequence[CustomField], organisation: Organisation, known: Sequence[CustomField]
) -> Iterator[Wrong]:
    severities = [one.key for one in organisation.severities]
    seen: set[str] = set()
    for number, field in enumerate(own):
        place: Place = ("fields", number)
        if field.key in seen:
            yield (*place, "key"), "stands twice. Give each field a key of its own."
        seen.add(field.key)
        when: Place = (*place, "shown_when")
        for at, key in enumerate(field.shown_when.severity):
            if key not in severities:
                yield (*when, "severity", at), f"is not a severity.{nearest(key, severities)}"
        others = {one.key: one for one in known if one.key != field.key}
        yield from _values((*when, "fields"), field.shown_when.fields, others)


def _values(
    place: Place, wanted: Mapping[str, Sequence[str]], known: Mapping[str, CustomField]
) -> Iterator[Wrong]:
    for key, values in wanted.items():
        if key not in known:
            yield (*place, key), f"is not the key of another field.{nearest(key, known)}"
            continue
        options = known[key].options
        for at, value in enumerate(values):
            if options and value not in options:
                yield (*place, key, at), f"is not an option of it.{nearest(value, options)}"


def _wording(
    wording: Wording, organisation: Organisation, fields: Sequence[CustomField]
) -> Iterator[Wrong]:
    roles = [one.key for one in organisation.roles]
    yield from _unknown(("wording", "briefings"), wording.briefings, roles)
    if wording.announcement is not None:
        yield from _spoken(("wording", "announcement"), wording.announcement, fields)
    for role, words in wording.briefings.items():
        yield from _spoken(("wording", "briefings", role), words, fields)


def _spoken(place: Place, words: str, fields: Sequence[CustomField]) -> Iterator[Wrong]:
    known = [one.key for one in fields]
    # Imported here: whoever has no words of their own has no use for Jinja's memory.
    from models.wording_check import fields_in

    for key in sorted(fields_in(words)):
        if key not in known:
            named = [FIELD_PREFIX + one for one in known]
            advice = nearest(FIELD_PREFIX + key, named) if named else ""
            yield place, f"speaks of {quoted(FIELD_PREFIX + key)}.{advice}"


def _automations(
    automations: Sequence[Automation], organisation: Organisation, fields: Sequence[CustomField]
) -> Iterator[Wrong]:
    names: set[str] = set()
    for number, rule in enumerate(automations):
        place: Place = ("automations", number)
        if rule.name.casefold() in names:
            yield (*place, "name"), "stands twice. Give each automation a name of its own."
        names.add(rule.name.casefold())
        yield from _automation(place, rule, organisation, {one.key: one for one in fields})


def _automation(
    place: Place, rule: Automation, organisation: Organisation, fields: Mapping[str, CustomField]
) -> Iterator[Wrong]:
    roles = [one.key for one in organisation.roles]
    if rule.when.role is not None and rule.when.role not in roles:
        yield (*place, "when", "role"), f"is not a role.{nearest(rule.when.role, roles)}"
    if rule.when.field is not None and rule.when.field not in fields:
        yield (*place, "when", "field"), f"is not a field.{nearest(rule.when.field, fields)}"
    where, chosen = (*place, "if"), rule.applies_to
    words = {
        "severity": [one.key for one in organisation.severities],
        "region": organisation.regions,
        "kind": _KINDS,
        "status": _STATUSES,
    }
    for name, known in words.items():
        for at, key in enumerate(getattr(chosen, name) or ()):
            if key not in known:
                yield (*where, name, at), f"is not known here.{nearest(key, known)}"
    yield from _values((*where, "fields"), chosen.fields or {}, fields)
    for at, step in enumerate(rule.then):
        yield from _step((*place, "then", at), step, rule, organisation, fields)


def _step(
    then: Place,
    step: Step,
    rule: Automation,
    organisation: Organisation,
    fields: Mapping[str, CustomField],
) -> Iterator[Wrong]:
    roles = [one.key for one in organisation.roles]
    if step.assign is not None and step.assign.role not in roles:
        yield (*then, "assign", "role"), f"is not a role.{nearest(step.assign.role, roles)}"
    if step.set_field is not None:
        yield from _set(then, step.set_field.field, step.set_field.value, fields)
    if rule.applies_to.private and (step.post is not None or step.webhook is not None):
        yield then, "would tell of private incidents elsewhere. Leave it out, or `private: true`."
    if step.webhook is not None:
        parts = urlsplit(step.webhook.url)
        if parts.scheme != "https" and parts.hostname not in organisation.webhooks.inside:
            yield (*then, "webhook", "url"), "needs an address that begins with https://."
    if step.post is not None:
        yield from _spoken((*then, "post", "words"), step.post.words, list(fields.values()))


def _set(then: Place, key: str, value: str, fields: Mapping[str, CustomField]) -> Iterator[Wrong]:
    if key not in fields:
        yield (*then, "set_field", "field"), f"is not a field.{nearest(key, fields)}"
        return
    try:
        fields[key].value(value)
    except ValueError as error:
        yield (*then, "set_field", "value"), f"does not fit the field. {error}"
