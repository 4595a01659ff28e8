"""Where an incident is felt: the regions that people name, at the declaration and afterwards."""

from collections.abc import Sequence

from models.incident import Incident
from models.organisation import Organisation
from workflows.errors import Refused
from workflows.on_call.global_commander import offer_to_global_commander
from workflows.on_call.leading import says_several
from workflows.on_call.region_watch import watch_regions
from workflows.saying import say
from workflows.showing import show
from workflows.work import Work


def known_regions(organisation: Organisation, named: Sequence[str]) -> list[str]:
    """The regions that are named, each once and in the organisation's order.

    Raises Refused for one that is not used here.
    """
    for region in named:
        if region not in organisation.regions:
            raise Refused(
                f"The region {region} is no longer used here. Choose another.", field="region"
            )
    return [region for region in organisation.regions if region in named]


async def change_regions(work: Work, incident: Incident, named: Sequence[str]) -> None:
    """Set where an incident is felt; none where nothing is named.

    Raises Refused when nothing changes, or for a region that is not used here.
    """
    before, regions = incident.regions, known_regions(work.organisation, named)
    event = work.change(incident, regions=regions)
    if event is None:
        if not before:
            raise Refused(
                f"Nobody has said in which region {incident.ref} is felt, so there is nothing to clear."
            )
        names = ", ".join(before)
        raise Refused(f"{incident.ref} is felt in {names} already, so nothing was changed.")
    await say(work, event)
    show(work, incident)
    if not incident.is_open:
        return
    watch_regions(work, incident.id)
    on_call = work.organisation.duty
    if says_several(on_call, regions) and not says_several(on_call, before):
        offer_to_global_commander(work, event)
