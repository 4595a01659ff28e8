"""What is set in motion by what a work has recorded: looked at before it is committed, in the same transaction."""

from workflows.automations.triggers import set_off
from workflows.paging.by_itself import page_by_itself
from workflows.work import Work


async def react(work: Work) -> None:
    """Send for the automations, and the pages, that are meant for it."""
    await set_off(work)
    await page_by_itself(work)
