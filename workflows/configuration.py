"""The organisation's configuration while the program runs: one holder, read anew by whatever begins."""

from dataclasses import dataclass

from models.organisation import Organisation


@dataclass(slots=True)
class Configuration:
    """What holds now. Each work, errand and answer reads it once, so that none sees half a change."""

    current: Organisation
