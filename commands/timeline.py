"""`/incident timeline`: what happened so far, for this person's eyes."""

from commands.command import Command
from commands.here import incident_id_meant
from commands.request import Typed
from templates.replies import timeline_page
from workflows.facts import facts_of, timeline_of


async def run(typed: Typed) -> None:
    """Show the timeline, open incident or not."""
    async with typed.start(typed.slack_id) as work:
        incident_id = await incident_id_meant(work, typed)
        facts = await facts_of(work.session, work.organisation, incident_id)
        events = await timeline_of(work.session, incident_id)
    await typed.reply(timeline_page(facts, events))


COMMAND = Command(
    name="timeline",
    help="Show what happened so far, to you alone",
    aliases=("history", "log"),
    run=run,
)
