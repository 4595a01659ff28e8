"""Automations that are written badly or to do harm: bounded, asked about, and never on the wrong incident."""

import pytest
import structlog

from bot import runner
from sandbox.state import Channel
from tests.stories.conftest import Story, plain
from tests.stories.teams import organised, with_catalogue


def said(story: Story, channel: Channel) -> str:
    return plain("\n".join(one.shown for one in story.slack.messages(channel)))


async def test_what_one_person_did_sets_off_each_automation_once(quiet_story: Story) -> None:
    rules = "\n".join(
        f"  - {{name: R{n}, when: {{happens: field set}}, if: {{kind: [incident]}}, again: true, "
        f"then: [{{set_field: {{field: f, value: v{n}}}}}]}}"
        for n in range(6)
    )
    quiet_story.organisation = organised(
        f"fields: [{{key: f, label: F}}, {{key: g, label: G}}]\nautomations:\n{rules}\n"
    )
    await quiet_story.bot_starts()
    channel = await quiet_story.declared()
    await quiet_story.answered("ana", "/incident field g hello", channel)
    for n in range(6):
        assert said(quiet_story, channel).count(f"“R{n}” ran") == 1
    await quiet_story.pass_time(minutes=5)
    await quiet_story.answered("ana", "/incident field g again", channel)
    assert said(quiet_story, channel).count("“R0” ran") == 2


async def test_people_of_several_steps_are_counted_together(quiet_story: Story) -> None:
    story = quiet_story
    quiet_story.organisation = organised(
        f"""\
        automations:
          - name: Everybody
            when: {{happens: declared}}
            if: {{kind: [incident]}}
            confirm_above: 2
            then:
              - invite: [{story.ben.id}, {story.cara.id}]
              - task: {{words: Look}}
              - invite: [{story.cara.id}, {story.dev.id}]
        """
    )
    await story.bot_starts()
    channel = await story.declared()
    (asked,) = [one for one in story.slack.messages(channel) if "asks first" in one.shown]
    assert "would invite 3 people" in plain(asked.shown)
    assert story.ben.id not in channel.members
    await story.pressed("ana", "Invite 3 people", asked)
    assert {story.ben.id, story.cara.id, story.dev.id} <= set(channel.members)


async def test_names_that_look_alike_when_joined_are_two_automations(quiet_story: Story) -> None:
    story = quiet_story
    when = "when: {happens: declared}, if: {kind: [incident]}"
    story.organisation = organised(
        "",
        f"team: payments/a\nautomations: [{{name: b, {when}, then: [{{task: {{words: Two}}}}]}}]",
        f"team: payments\nautomations: [{{name: a/b, {when}, then: [{{task: {{words: One}}}}]}}]",
    )
    await with_catalogue(story)
    channel = await story.declared("checkout fails")
    assert "“a/b” of the team payments ran: added task 1, One." in said(story, channel)
    assert "Two" not in said(story, channel)


async def test_why_a_step_was_not_done_is_told_as_it_is(quiet_story: Story) -> None:
    story = quiet_story
    story.organisation = organised(
        f"""\
        automations:
          - name: Lead
            when: {{happens: status changed}}
            if: {{kind: [incident]}}
            then: [{{assign: {{role: commander, person: {story.cara.id}}}}}]
          - name: Late
            when: {{happens: resolved}}
            if: {{kind: [incident]}}
            then: [{{assign: {{role: scribe, person: {story.cara.id}}}}}]
        """
    )
    await story.bot_starts()
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ben", "/incident status identified", channel)
    assert "“Lead” ran: could not do incident commander (Somebody has it.)" in said(story, channel)
    await story.answered("ben", "/incident resolve Done", channel)
    assert "“Late” ran: could not do scribe (The incident is over.)" in said(story, channel)


async def test_a_webhook_that_is_refused_is_no_fault_of_ours(
    quiet_story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = quiet_story
    monkeypatch.delenv("WEBHOOK_SECRET_NONE", raising=False)
    lines = structlog.testing.LogCapture()
    monkeypatch.setattr(runner, "log", structlog.wrap_logger(None, processors=[lines]))
    story.organisation = organised(
        """\
        automations:
          - name: Tell
            when: {happens: declared}
            if: {kind: [incident]}
            then: [{webhook: {url: "https://hooks.example.com/", secret: WEBHOOK_SECRET_NONE}}]
        """
    )
    await story.bot_starts()
    channel = await story.declared()
    await story.pass_time(minutes=10)
    assert {one["event"] for one in lines.entries} == {"errand.failed"}
    told = said(story, channel)
    assert "stood in the way of calling another program for an automation" in told
    assert "the environment variable WEBHOOK_SECRET_NONE is not set" in told
