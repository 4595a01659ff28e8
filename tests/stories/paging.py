"""A company whose people are on call, and what it sees of pages."""

from models.on_call_file import parse_on_call
from models.organisation import Organisation
from sandbox.state import Channel, Message
from tests.stories.conftest import Story

DUTY = """
schedules:
  - key: payments
    name: Payments
    zone: Europe/London
    layers: [{{name: Weekly, people: [ben], first_turn: "2026-03-02 09:00", every: 1 week}}]
  - key: second
    name: Payments, second
    zone: Europe/London
    layers: [{{name: Weekly, people: [cara], first_turn: "2026-03-02 09:00", every: 1 week}}]
  - key: empty
    name: Nights
    zone: Europe/London
people:
  ben: {{slack: {ben}}}
  cara: {{slack: {cara}}}
  dev: {{slack: {dev}}}
policies:
  - key: payments
    name: Payments
    repeat: 1
    steps:
      - notify: [{{schedule: payments}}]
      - {{wait: 10m, notify: [{{schedule: second}}]}}
      - {{wait: 15m, notify: [{{person: dev}}]}}
  - key: nights
    name: Nights
    steps:
      - notify: [{{schedule: empty}}]
      - {{wait: 10m, notify: [{{schedule: second}}]}}
  - key: nobody
    name: Nobody
    repeat: 1
    steps: [{{notify: [{{schedule: empty}}]}}]
  - key: both
    name: Both
    steps:
      - {{notify: [{{person: ben}}, {{person: cara}}], everyone: true}}
      - {{wait: 10m, notify: [{{person: dev}}]}}
paging:
  by_severity: {{SEV-1: [Payments]}}
  fallback: [{{person: dev}}]
"""


def on_duty(story: Story, text: str = DUTY) -> Organisation:
    people = {one: story.slack.person(one).id for one in ("ana", "ben", "cara", "dev")}
    organisation = story.organisation
    return organisation.with_duty(
        parse_on_call(text.format(**people), "on-call.yaml", organisation)
    )


def shown(story: Story, channel: Channel) -> Message:
    """The message that says how it stands with the newest page."""
    return [
        one
        for one in story.slack.messages(channel)
        if "Acknowledge" in one.text
        or "acknowledged" in one.shown
        or "no longer paged" in one.shown
        or "nobody answered" in one.shown
    ][-1]


def paged(story: Story, handle: str) -> list[Message]:
    """The pages in a person's direct messages."""
    dm = story.slack.person(handle).dm
    return [one for one in story.slack.messages(dm) if "You are wanted" in one.shown]


async def page(story: Story, words: str, channel: Channel) -> None:
    assert await story.answered("ana", f"/incident page {words}", channel) == ""


async def cannot(story: Story, handle: str) -> None:
    person = story.slack.person(handle)
    await person.presses("I can't", paged(story, handle)[-1])
    await story.slack.wait.modal(person)
    assert (await person.submits()).errors == {}
    await story.settle()
