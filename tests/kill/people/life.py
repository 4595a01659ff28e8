"""All that people do, as often as they do it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from sandbox.people import Person
from tests.kill.people import declaring, ending, paging, roles, telling
from tests.kill.people.scene import Scene

Step: TypeAlias = Callable[[Scene, Person], Awaitable[None]]

#: With how often each comes, in comparison with the others.
STEPS: Final[Mapping[Step, int]] = {
    declaring.declares: 6,
    declaring.declares_by_form: 2,
    declaring.declares_by_mention: 2,
    declaring.tells_of_a_near_miss: 2,
    roles.takes_command: 4,
    roles.gives_a_role: 4,
    roles.hands_a_role_back: 2,
    roles.offers_command: 3,
    roles.offers_command_by_form: 2,
    roles.accepts_command: 4,
    telling.updates: 4,
    telling.updates_by_form: 3,
    telling.changes_severity: 3,
    telling.chooses_severity: 3,
    telling.changes_status: 3,
    telling.mitigates: 2,
    telling.presses_mitigated: 2,
    telling.notes: 4,
    telling.adds_a_task: 5,
    telling.takes_a_task: 3,
    telling.finishes_a_task: 3,
    telling.keeps_a_message: 3,
    telling.points_at_a_message: 3,
    telling.snoozes: 2,
    telling.subscribes: 4,
    paging.pages: 4,
    paging.acknowledges: 2,
    paging.acknowledges_directly: 2,
    paging.cannot_come: 2,
    paging.escalates: 2,
    ending.resolves: 3,
    ending.resolves_by_form: 2,
    ending.cancels: 2,
    ending.reopens: 3,
    ending.merges: 4,
}
