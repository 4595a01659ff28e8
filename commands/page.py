"""`/incident page`: somebody is asked to come until somebody answers; and what they answer."""

import re
from collections.abc import Sequence
from typing import Final

from commands.command import SLASH, Command, Forms, Presses
from commands.declaration import read
from commands.here import WhichIncident, incident_id_meant, incident_meant, words_of
from commands.request import Pressed, Request, Submitted, Typed
from models.incident import Kind
from templates.actions import Action, Field, Form
from templates.page_direct import acknowledged, cannot_form
from templates.page_form import nothing_to_page_in, page_form, page_outside
from templates.typed import PERSON, as_line, as_typed, as_words
from workflows.declaration import Declaration
from workflows.declare import declare
from workflows.errors import Refused
from workflows.facts import facts_in, open_incident
from workflows.paging import answering
from workflows.paging.starting import page as begin_page
from workflows.paging.whom import Whom, named_first, of_people, of_policy, of_service_named
from workflows.work import Work

#: People and user groups at the beginning of what was typed.
_FIRST: Final = re.compile(rf"\s*(?:{PERSON.pattern}|<!subteam\^(S[A-Z0-9]+)[^<>]*>)[:,]?\s*")
#: What fits into a button with everything else that it carries.
_CARRIED: Final = 1_700


async def run(typed: Typed) -> None:
    """Page whoever is named first, with the rest as words; without either the form asks."""
    raw = words_of(typed).strip()
    if not raw:
        await _open_form(typed, await _incident_of_form(typed))
        return
    whom, words = await _wish(typed, raw)
    try:
        async with typed.start(typed.slack_id) as work:
            incident = await incident_meant(work, typed)
            if await work.first_time(typed.receipt):
                await begin_page(work, incident, whom, words=words)
    except WhichIncident as which:
        await _ask_where(typed, which, whom, raw)


async def _incident_of_form(typed: Typed) -> int:
    """The incident to page in. Raises Refused where none is open: with words, one can be declared for it."""
    try:
        async with typed.start.preparing(typed.slack_id) as work:
            return await incident_id_meant(work, typed)
    except WhichIncident as which:
        async with typed.start.looking() as session:
            found = await which.among(session, typed.slack_id)
        if found:
            raise
        raise Refused(nothing_to_page_in()) from None


async def _wish(request: Request, raw: str) -> tuple[Whom, str]:
    """Whom somebody pages, and with what words. Raises Refused where nobody can be told for sure."""
    ids: list[str] = []
    rest = raw
    while found := _FIRST.match(rest):
        ids.append(found[1] or found[2])
        rest = rest[found.end() :]
    if ids:
        whom = of_people(tuple(dict.fromkeys(ids)))
        return whom, _words(rest)
    line = as_line(raw)
    known = request.start.catalogue.current
    async with request.start.looking() as session:
        whom, rest = await named_first(session, request.organisation.duty, known, line)
    return whom, _words(rest)


def _words(raw: str) -> str:
    return as_words(raw)


async def _ask_where(typed: Typed, which: WhichIncident, whom: Whom, raw: str) -> None:
    """Offer a new incident for it, or one that is open. What was typed goes along."""
    if len(raw) > _CARRIED:
        raise which
    async with typed.start.looking() as session:
        found = await which.among(session, typed.slack_id)
    line = f"{COMMAND.name} {raw}"

    def value_of(incident_id: int) -> str:
        return f"{incident_id}\n{typed.receipt}\n{line}"

    answer = page_outside(
        found,
        value_of,
        as_line(f"{SLASH} {line}"),
        name=whom.name,
        carried=f"{typed.receipt}\n{raw}",
    )
    await typed.reply(answer)


async def declare_and_page(pressed: Pressed) -> None:
    """Declare with the words that were typed, and page in it, once."""
    receipt, raw = pressed.value.split("\n", 1)
    whom, words = await _wish(pressed, raw)
    said = read(pressed.organisation, words or f"{as_typed(whom.name)} is needed")
    known = pressed.start.catalogue.current
    service = known.by_key(whom.service) if whom.service else None
    declaration = Declaration(
        title=said.title or f"{as_typed(whom.name)} is needed",
        severity=said.severity,
        kind=Kind.DRILL if said.is_drill else Kind.INCIDENT,
        is_private=said.is_private,
        chosen=[service] if service else [],
        named=known.named_in(said.title),
    )
    async with pressed.start(pressed.slack_id) as work:
        if not await work.first_time(f"declared-and-paged:{receipt}"):
            raise Refused(
                "You pressed this before, and the incident is declared: see `/incident list`."
            )
        incident = await declare(work, declaration)
        await begin_page(work, incident, whom, words=words)


async def press(pressed: Pressed) -> None:
    """Open the form from a button."""
    await _open_form(pressed, int(pressed.value))


async def _open_form(request: Request, incident_id: int) -> None:
    async with request.start.preparing(request.slack_id) as work:
        facts = await facts_in(work, await open_incident(work, incident_id))
    policies = request.organisation.duty.policies
    has_services = bool(request.start.catalogue.current.search("", 1))
    await request.open_form(page_form(facts, policies, has_services=has_services))


async def submit(submitted: Submitted) -> None:
    """Page everybody who was chosen, each in their own way."""
    words = _words(submitted.fields.get(Field.WORDS, ""))
    async with submitted.start(submitted.slack_id) as work:
        incident = await open_incident(work, int(submitted.about))
        chosen = await _chosen(work, submitted)
        if not chosen:
            raise Refused("Whom? Choose at least one here or above.", field=Field.PEOPLE)
        if await work.first_time(submitted.receipt):
            for whom in chosen:
                await begin_page(work, incident, whom, words=words)


async def _chosen(work: Work, submitted: Submitted) -> Sequence[Whom]:
    duty, known = submitted.organisation.duty, submitted.start.catalogue.current
    policy = duty.policy(submitted.fields.get(Field.POLICY, "")) if duty.policies else None
    chosen = [of_policy(policy)] if policy else []
    chosen += [
        await of_service_named(work.session, duty, key, known.name_of(key))
        for key in submitted.chosen(Field.SERVICES)
    ]
    if people := submitted.chosen(Field.PEOPLE):
        chosen.append(of_people(people))
    once = {(one.policy_key or one.name): one for one in chosen}
    return list(once.values())


async def acknowledge(pressed: Pressed) -> None:
    """I have it."""
    async with pressed.start(pressed.slack_id) as work:
        incident = await answering.acknowledge(work, int(pressed.value))
        facts = await facts_in(work, incident)
    # In a direct conversation the page itself says so.
    if not (pressed.channel_id or "").startswith("D"):
        await pressed.reply(acknowledged(facts))


async def decline(pressed: Pressed) -> None:
    """I can't: ask why, and let the others be asked."""
    async with pressed.start.preparing(pressed.slack_id) as work:
        await answering.see(work, int(pressed.value))
    await pressed.open_form(cannot_form(int(pressed.value)))


async def submit_decline(submitted: Submitted) -> None:
    """The same, with the reason."""
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            why = _words(submitted.fields.get(Field.WHY, ""))
            await answering.decline(work, int(submitted.about), why)


async def escalate(pressed: Pressed) -> None:
    """Go on at once."""
    async with pressed.start(pressed.slack_id) as work:
        await answering.escalate(work, int(pressed.value))


COMMAND = Command(
    name="page",
    usage="[service | team | policy | @person] [what they should know]",
    help="Ask somebody to come until somebody answers: in Slack, and by what the on-call file says",
    aliases=("call", "escalate"),
    run=run,
)
PRESSES: Presses = {
    Action.OPEN_PAGE: press,
    Action.DECLARE_AND_PAGE: declare_and_page,
    Action.ACKNOWLEDGE_PAGE: acknowledge,
    Action.DECLINE_PAGE: decline,
    Action.ESCALATE_PAGE: escalate,
}
FORMS: Forms = {Form.PAGE: submit, Form.DECLINE_PAGE: submit_decline}
