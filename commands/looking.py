"""`/incident list`, `show`, `mine`, `catchup` and `timeline`: looking, for this person's eyes only."""

from commands.command import Command
from commands.here import incident_id_asked
from commands.request import Typed
from models.facts import Facts
from models.incident import Kind
from templates.card import card
from templates.catchup import catchup, held_by_me
from templates.near_miss import near_miss_page
from templates.replies import open_list, timeline_page
from workflows.facts import (
    all_open_incidents,
    facts_of,
    facts_of_several,
    held_by,
    tasks_of,
    timeline_of,
)
from workflows.near_miss import told_of
from workflows.owed import owed_by


async def list_open(typed: Typed) -> None:
    """Show the open incidents, the newest first."""
    async with typed.start.looking() as session:
        found = await all_open_incidents(session, typed.slack_id)
    await typed.reply(open_list(found))


async def show(typed: Typed) -> None:
    """Show an incident's card, open incident or not; of a near-miss, what people told."""
    async with typed.start.preparing(typed.slack_id) as work:
        incident_id = await incident_id_asked(work, typed)
        facts = await facts_of(work.session, work.organisation, incident_id)
        is_near_miss = facts.incident.kind == Kind.NEAR_MISS
        told = await told_of(work, facts.incident) if is_near_miss else []
    if is_near_miss:
        await typed.reply(near_miss_page(facts, told))
        return
    await typed.reply(card(facts, typed.start.clock.now()))


async def _facts_meant(typed: Typed) -> Facts:
    async with typed.start.preparing(typed.slack_id) as work:
        incident_id = await incident_id_asked(work, typed)
        return await facts_of(work.session, work.organisation, incident_id)


async def timeline(typed: Typed) -> None:
    """Show the timeline, open incident or not."""
    facts = await _facts_meant(typed)
    async with typed.start.looking() as session:
        events = await timeline_of(session, facts.incident.id)
    await typed.reply(timeline_page(facts, events))


async def catch_up(typed: Typed) -> None:
    """Tell somebody who has just arrived where it stands."""
    facts = await _facts_meant(typed)
    async with typed.start.looking() as session:
        events = await timeline_of(session, facts.incident.id)
        tasks = await tasks_of(session, facts.incident.id)
    await typed.reply(catchup(facts, events, tasks))


async def mine(typed: Typed) -> None:
    """Show which roles this person holds, and what waits for them."""
    async with typed.start.preparing(typed.slack_id) as work:
        session, organisation, me = work.session, work.organisation, work.person_acting
        roles = await held_by(session, me)
        facts = await facts_of_several(session, organisation, {one.incident_id for one in roles})
        owed = await owed_by(session, organisation, me, work.now)
    held = [(facts[one.incident_id], one.role) for one in roles]
    await typed.reply(held_by_me(held, owed, work.now))


LIST = Command(
    name="list",
    help="Show the open incidents, to you alone",
    aliases=("ls", "all"),
    run=list_open,
    only_looks=True,
)
SHOW = Command(
    name="show", usage="[INC-12]", help="Show an incident's card, to you alone", run=show
)
MINE = Command(
    name="mine", help="Show the roles you hold and what waits for you", run=mine, only_looks=True
)
CATCHUP = Command(
    name="catchup",
    help="Just arrived? Where it stands, who does what, what happened last",
    aliases=("catch-up", "summary"),
    run=catch_up,
    only_looks=True,
)
TIMELINE = Command(
    name="timeline",
    help="Show what happened so far, to you alone",
    aliases=("history", "log"),
    run=timeline,
    only_looks=True,
)
