"""A workspace in which somebody is on call."""

from collections.abc import Sequence
from textwrap import dedent

from models.on_call_file import parse_on_call
from tests.stories.conftest import Story

#: Ana and Ben take turns by the week, from Monday the 2nd of March 2026 on; the second is on call at night only.
WEEKLY = """
schedules:
  - key: payments
    name: Payments
    zone: Europe/London
    layers:
      - name: Weekly
        people: [ana, ben]
        first_turn: "2026-03-02 09:00"
        every: 1 week
  - key: night
    name: Night watch
    zone: Europe/London
    layers:
      - name: Nightly
        people: [cara]
        first_turn: "2026-03-02 00:00"
        every: 1 week
        hours: [{starts: "22:00", ends: "06:00"}]
policies:
  - key: money
    name: Money
    steps:
      - notify: [{schedule: payments}]
      - {wait: 10m, notify: [{schedule: night}]}
people:
  ana: {slack: ana@lantern.example, zone: Asia/Singapore}
"""


def on_duty(story: Story, text: str = WEEKLY, named: Sequence[str] = ("ben", "cara")) -> None:
    """Let the bot have this file of who is on call when it starts; those named are found by their ids."""
    people = "".join(
        f"  {handle}: {{slack: {story.slack.person(handle).id}}}\n" for handle in named
    )
    duty = parse_on_call(dedent(text).rstrip() + "\n" + people, "on-call.yaml")
    story.organisation = story.organisation.with_duty(duty)


async def starts_on_duty(story: Story, text: str, named: Sequence[str]) -> Story:
    """The same, with the bot started and all done that it does at its start."""
    on_duty(story, text, named)
    await story.bot_starts()
    await story.settle()
    return story
