"""Finding people of the schedules in Slack, also those whom nobody has met there yet."""

from collections.abc import Iterable

import structlog

from integrations.errors import SlackSaidNo
from models.organisation_parts import EMAIL
from workflows.errands import World
from workflows.on_call.duty import Duty, slack_ids
from workflows.people import learn, slack_id_of

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def found_in_slack(world: World, duty: Duty, names: Iterable[str]) -> dict[str, str]:
    """The Slack ids of people, by the names that the schedules use; whom Slack does not tell is left out.

    Nobody has to do without the others because of them. Who is named by an address is written down,
    so that Slack is asked once.
    """
    names = tuple(dict.fromkeys(names))
    async with world.start.looking() as session:
        found = await slack_ids(session, duty, names)
    for name in names:
        address = duty.address(name)
        if name in found or not EMAIL.fullmatch(address):
            continue
        try:
            slack_id = await slack_id_of(world.slack, address)
        except SlackSaidNo as error:
            if error.code != "users_not_found":
                log.warning("on_call.person_not_found", code=error.code)
            continue
        async with world.start() as work:
            await work.person(slack_id)
        await learn(world, slack_id)
        found[name] = slack_id
    return found
