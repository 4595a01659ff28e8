"""Automations tried on the past: what would have run and when, by the same rules, with nothing done."""

from datetime import timedelta

import pytest

from bot.automations import told
from tests.stories.conftest import Story
from tests.stories.teams import organised, with_catalogue
from workflows.automations.replay import replay

RULES = """\
fields: [{key: vendor, label: Vendor}]
automations:
  - name: Worst
    when: {happens: severity changed}
    if: {severity: [SEV-1]}
    then: [{invite: [U012AB3CD]}, {post: {channels: [ops], words: x}}]
  - {name: Shop, when: {happens: declared}, if: {domain: [shop]}, then: [{task: {words: Look, due_in: 1h}}]}
  - name: Silence
    when: {happens: no update, longer_than: 30m}
    if: {kind: [incident]}
    again: true
    then: [{set_field: {field: vendor, value: none}}]
  - name: Nobody leads
    when: {happens: role empty, role: commander, longer_than: 10m}
    if: {kind: [incident]}
    then: [{assign: {role: commander, person: U012AB3CD}}]
  - name: Field
    when: {happens: field set, field: vendor}
    if: {fields: {vendor: [Acme]}}
    then: [{webhook: {url: "https://hooks.example.com/x", secret: WEBHOOK_SECRET_X}}]
  - {name: Nothing, when: {happens: declared}, then: [{bookmark: {title: x, link: "https://a.example"}}]}
  - {name: Quiet, when: {happens: declared}, if: {private: true}, then: [{task: {words: Keep quiet}}]}
"""


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = organised("fields: [{key: vendor, label: Vendor}]")
    await with_catalogue(quiet_story)
    return quiet_story


async def tried(story: Story) -> list[str]:
    assert story.program is not None
    rules, now = organised(RULES), story.slack.clock.now()
    async with story.program.start.looking() as session:
        found = await replay(session, rules, since=now - timedelta(days=1), now=now)
    return list(told(found, rules, 1))


async def test_the_past_is_lived_through_again_and_nothing_is_done(story: Story) -> None:
    channel = await story.declared("checkout fails")
    await story.pass_time(minutes=12)
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ben", "/incident field vendor Acme", channel)
    await story.answered("ben", "/incident severity sev1", channel)
    await story.pass_time(minutes=20)
    await story.answered("ben", "/incident update Looking", channel)
    await story.pass_time(minutes=31)
    before = len(story.slack.messages(channel))
    lines = await tried(story)
    assert lines[0] == "“Nothing” says nothing under `if`, so it is meant for no incident."
    assert lines[1:-1] == [
        "INC-1: checkout fails",
        "  2026-03-02 09:00 UTC  “Shop”: add the task “Look”, due in 1 hour",
        "  2026-03-02 09:10 UTC  “Nobody leads”: make U012AB3CD commander",
        "  2026-03-02 09:12 UTC  “Worst”: invite U012AB3CD; post in #ops",
        "  2026-03-02 09:12 UTC  “Field”: call https://hooks.example.com/x",
        "  2026-03-02 09:30 UTC  “Silence”: set vendor to none",
        "  2026-03-02 10:02 UTC  “Silence”: set vendor to none",
    ]
    assert lines[-1] == ("Tried on 1 day. Automations: 7, runs: 6, incidents: 1. Nothing was done.")
    await story.settle()
    assert len(story.slack.messages(channel)) == before


async def test_a_private_one_is_named_without_its_words(story: Story) -> None:
    await story.declared("private the ledger was copied")
    told = "\n".join(await tried(story))
    assert "INC-1 (private)\n" in told
    assert "“Quiet”" in told
    assert "“Nobody leads”" not in told
    assert "copied" not in told


async def test_what_is_over_would_have_set_nothing_off_any_longer(story: Story) -> None:
    channel = await story.declared("all is slow")
    await story.answered("ben", "/incident resolve Restarted", channel)
    await story.pass_time(hours=3)
    assert "runs: 0" in (await tried(story))[-1]


async def test_a_region_that_was_named_later_sets_off_only_what_comes_after_it(
    story: Story,
) -> None:
    assert story.program is not None
    story.program.start.configuration.current = organised("regions: [EU, US]")
    channel = await story.declared("checkout fails")
    await story.answered("ben", "/incident region us", channel)
    await story.answered("ben", "/incident severity sev1", channel)
    rules = organised("""\
        regions: [EU, US]
        automations:
          - {name: Early, when: {happens: declared}, if: {region: [US]}, then: [{task: {words: x}}]}
          - {name: Late, when: {happens: severity changed}, if: {region: [US]}, then: [{task: {words: x}}]}
        """)
    now = story.slack.clock.now()
    async with story.program.start.looking() as session:
        found = await replay(session, rules, since=now - timedelta(days=1), now=now)
    assert [would.rule.automation.name for would in found] == ["Late"]
