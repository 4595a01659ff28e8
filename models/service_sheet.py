"""A service with all that is shown of it, read at one moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from models.catalogue import CatalogueEntry
from models.incident import Incident, Room
from models.on_call_sheet import OnCallSheet


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """What the service card is made from."""

    service: CatalogueEntry
    #: The team that owns it; None where the catalogue names none that it knows.
    team: CatalogueEntry | None
    #: Slack ids of the team's people, as far as they are known here, by what the catalogue calls them.
    people: Mapping[str, str]
    #: Those of them who left Slack, by what the catalogue calls them.
    gone: Collection[str]
    #: The names of the services that it needs, and of those that need it.
    needs: Sequence[str]
    needed_by: Sequence[str]
    #: Open incidents that touch it, and those that ended lately, the newest first.
    open_ones: Sequence[tuple[Incident, Room | None]]
    recent: Sequence[Incident]
    #: Who is on call for it, as far as a schedule is known.
    on_call: Sequence[OnCallSheet] = ()
