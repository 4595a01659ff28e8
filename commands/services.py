"""Which services are affected: the menu that finds them, and the form and presses that put it right."""

from commands.command import Forms, Menus, Presses
from commands.request import Options, Pressed, Sought, Submitted
from templates.actions import Action, Field, Form, chosen
from templates.services import service_options, services_form
from workflows.facts import any_incident, open_incident
from workflows.on_call.could_lead import ask_to_lead
from workflows.own_services import own_keys
from workflows.owners import bring_owners_of, bring_team
from workflows.services import (
    add_service,
    choose_services,
    names_of,
    services_of,
)

#: As many as Slack shows in one menu.
_OFFERED = 100


async def seek(sought: Sought) -> Options:
    """Offer the services that these letters fit, this person's own first."""
    known = sought.start.catalogue.current
    async with sought.start.looking() as session:
        own = await own_keys(session, known, sought.slack_id)
    return service_options(names_of(known.search(sought.words, _OFFERED, own)))


async def choose_one(pressed: Pressed) -> None:
    """Add the service that was meant by a name of several."""
    incident_id, key = chosen(pressed.value)
    async with pressed.start(pressed.slack_id) as work:
        incident = await any_incident(work, incident_id)
        await add_service(work, incident, key, pressed.start.catalogue.current)


async def open_form(pressed: Pressed) -> None:
    """Open the form with the services as they stand."""
    known = pressed.start.catalogue.current
    async with pressed.start.preparing(pressed.slack_id) as work:
        incident = await any_incident(work, int(pressed.value))
        keys = await services_of(work.session, incident.id)
    await pressed.open_form(services_form(incident, {key: known.name_of(key) for key in keys}))


async def submit(submitted: Submitted) -> None:
    """Set the services to those that were chosen."""
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            incident = await any_incident(work, int(submitted.about))
            known = submitted.start.catalogue.current
            await choose_services(work, incident, submitted.chosen(Field.SERVICES), known)


async def bring(pressed: Pressed) -> None:
    """Invite a team that was offered, since its services are next to the affected ones."""
    incident_id, team = chosen(pressed.value)
    async with pressed.start(pressed.slack_id) as work:
        await bring_team(work, await open_incident(work, incident_id), team)


async def bring_owners(pressed: Pressed) -> None:
    """Invite the people who own a service by themselves."""
    incident_id, service = chosen(pressed.value)
    async with pressed.start(pressed.slack_id) as work:
        await bring_owners_of(work, await open_incident(work, incident_id), service)


async def ask(pressed: Pressed) -> None:
    """Ask whoever is on call to take command."""
    incident_id, slack_id = chosen(pressed.value)
    async with pressed.start(pressed.slack_id) as work:
        await ask_to_lead(work, await open_incident(work, incident_id), slack_id)


PRESSES: Presses = {
    Action.ASK_TO_LEAD: ask,
    Action.CHANGE_SERVICES: open_form,
    Action.CHOOSE_SERVICE: choose_one,
    Action.BRING_TEAM: bring,
    Action.BRING_OWNERS: bring_owners,
}
FORMS: Forms = {Form.SERVICES: submit}
MENUS: Menus = {Field.SERVICES: seek}
