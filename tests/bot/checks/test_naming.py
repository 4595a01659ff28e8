"""Where the doctor looks for what follows a schedule in Slack."""

from bot.checks.naming import channels_named, people_named
from models.organisation import Organisation
from tests.stories.on_duty import WEEKLY
from tests.workflows.on_call.written import on_call


def test_what_follows_a_schedule_is_looked_for() -> None:
    follows = "    name: Payments\n    channel: payments\n    user_group: S0PAYING1\n"
    duty = on_call(WEEKLY.replace("    name: Payments\n", follows))
    organisation = Organisation().with_duty(duty)
    assert people_named(organisation)["S0PAYING1"] == ["user_group of the schedule payments"]
    assert channels_named(organisation)["payments"] == ["channel of the schedule payments"]
    assert "S0PAYING1" not in people_named(Organisation().with_duty(on_call(WEEKLY)))
