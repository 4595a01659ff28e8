"""An on-call schedule as people write it down: its layers and its exceptions."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.on_call_parts import DAYS, Clock, Day, Key, Member, Moment, Together, TurnLength, Zone
from models.organisation_parts import ChannelName, Line, Part, UserGroup
from models.public_holidays import HolidayCalendar


class Hours(Part):
    """Hours of the week in which a layer counts. Outside of them its turns go on, unheard."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)] = DAYS
    """The days on which they begin."""
    starts: Clock
    """When they begin."""
    ends: Clock
    """When they end. Not later than they begin: on the next day; the same: a whole day."""
    ends_on: Day | None = None
    """The day on which they end, where that is not the same day or the next."""
    zone: Zone | None = None
    """Whose clocks they go by, if not those of the layer."""


class Layer(Part):
    """People who take turns. Where two layers both count, the later one in the list wins."""

    name: Annotated[Line, Field(max_length=255)]
    """What it is called."""
    people: Annotated[tuple[Together, ...], Field(max_length=500)]
    """Who takes turns, in order. A list in the list is several people at once; an empty one nobody."""
    first_turn: Moment
    """When a turn of the first in the list begins. It counts backwards from there as well."""
    every: TurnLength
    """How long a turn lasts, such as 1 week."""
    counts_from: Moment | None = None
    """When the layer begins to count; null: always has."""
    counts_until: Moment | None = None
    """When it ends to count; null: never."""
    hours: Annotated[tuple[Hours, ...], Field(max_length=100)] = ()
    """The hours in which it counts. Empty: all."""
    zone: Zone | None = None
    """Whose clocks it goes by, if not those of the schedule."""
    holidays: Literal["too", "only", "never"] = "too"
    """Whether it counts on the schedule's holidays: too, only then, or never."""
    beside: bool = False
    """Whether its people are on call beside those of the layers before it, not in their place."""
    same_level: bool = False
    """Whether it is one level with the layer before it: both together stand in the place of those below."""


class Override(Part):
    """An exception that stands above all layers. Where two overlap, the later one in the list wins."""

    starts: Moment
    """When it begins."""
    ends: Moment
    """When it ends."""
    people: Together = ()
    """Who is on call. Nobody, if empty."""
    instead_of: Member | None = None
    """The one person whose place they take; whoever else is on call stays."""
    beside: bool = False
    """Whether they are on call beside whoever is."""


class Schedule(Part):
    """Who is on call for one thing."""

    key: Key
    """The short word for it, such as payments."""
    name: Annotated[Line, Field(max_length=255)]
    """What it is called."""
    zone: Zone
    """The time zone by whose clocks turns change, such as Europe/London."""
    layers: Annotated[tuple[Layer, ...], Field(max_length=60)] = ()
    """Whose turn it is. Later ones win."""
    overrides: Annotated[tuple[Override, ...], Field(max_length=1000)] = ()
    """What is different for once. Later ones win."""
    holidays: Annotated[tuple[date, ...], Field(max_length=1000)] = ()
    """Days, by the clocks of each layer, that its `holidays` speaks of."""
    holiday_calendar: HolidayCalendar | None = None
    """The country, or the part of it, whose public holidays are such days too, such as GB-ENG."""
    second_to: Key | None = None
    """The key of the schedule whose people this one's step in for."""
    channel: ChannelName | None = None
    """The public channel that is told who is on call, at each change."""
    user_group: UserGroup | None = None
    """The id of the Slack user group that holds whoever is on call, such as S012AB3CD."""
