"""What the catalogue says is somebody's own."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnServices:
    """Somebody's teams, and the services that are theirs."""

    #: The names of their teams, by their keys.
    teams: Mapping[str, str]
    #: The names of the services of these teams, by their keys, what is needed most first.
    services: Mapping[str, str]
