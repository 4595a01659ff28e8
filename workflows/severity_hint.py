"""Which severity the catalogue suggests for what is affected: people decide, it only hints."""

from collections.abc import Iterable

from models.organisation import Organisation
from models.suggestions import SeverityHint
from workflows.catalogue import Service


def severity_hint(organisation: Organisation, services: Iterable[Service]) -> SeverityHint | None:
    """The most serious of what the tiers of these services suggest; None where none says anything."""
    by_tier = organisation.catalogue.severity_by_tier
    ranks = {one.key: rank for rank, one in enumerate(organisation.severities)}
    found = [
        SeverityHint(by_tier[one.tier], one.name, one.tier)
        for one in services
        if one.tier is not None and by_tier.get(one.tier) in ranks
    ]
    return min(found, key=lambda hint: ranks[hint.severity], default=None)
