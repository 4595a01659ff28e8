"""What is set in motion by what a work has recorded: looked at before it is committed, in the same transaction."""

from workflows.automations.triggers import set_off
from workflows.on_call.global_commander import offer_in_new_room
from workflows.paging.by_itself import page_by_itself
from workflows.paging.who_leads import show_who_leads
from workflows.work import Work


async def react(work: Work) -> None:
    """Send for the automations and the pages that are meant for it, and for what is said of who leads."""
    await set_off(work)
    await page_by_itself(work)
    await show_who_leads(work)
    await offer_in_new_room(work)
