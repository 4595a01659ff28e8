"""Teams add to what the organisation says, for incidents that touch their services, and nobody else notices."""

import pytest
import structlog

from sandbox.state import Channel
from templates import own_words
from tests.stories.conftest import Story, plain
from tests.stories.teams import organised, with_catalogue

PAYMENTS = """\
team: payments
update_every: {{SEV-3: 20m}}
severity_examples: {{SEV-1: [Card payments fail in any country]}}
checklists: {{commander: [Ring the bank's desk.]}}
invites: {{always: [{dev}]}}
channels: [payments, no-such-channel]
bookmarks: [{{title: How money flows, link: "https://wiki.example.com/payments"}}]
wording:
  announcement: |
    <!channel> *Payments* is affected, {{{{ commander }}}} leads {{{{ title }}}}.
  briefings:
    commander: The bank's desk is your first call.
"""


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = organised("", PAYMENTS.format(dev=quiet_story.dev.id))
    await with_catalogue(quiet_story)
    return quiet_story


def shown(story: Story, channel: Channel | str) -> str:
    return plain("\n".join(one.shown for one in story.slack.messages(channel)))


async def test_an_incident_of_the_teams_service_follows_its_rules(story: Story) -> None:
    channel = await story.declared("checkout fails")
    assert story.dev.id in channel.members
    assert "How money flows" in str(channel.bookmarks)
    await story.pressed("ben", "Take command", story.card(channel))
    briefed = story.told("ben")
    assert "The bank's desk is your first call." in briefed
    assert "Leaves the repair to others" not in briefed
    assert "Ring the bank's desk." in briefed
    assert "Post the first update." in briefed
    await story.pass_time(minutes=19)
    assert "update" not in story.last(channel).casefold()
    await story.pass_time(minutes=1)
    assert "update" in story.last(channel).casefold()


async def test_the_teams_words_stand_in_the_announcement_and_wake_nobody(story: Story) -> None:
    await story.declared("checkout fails <!here>")
    (announced,) = story.slack.messages("incidents")
    assert "&lt;!channel&gt; *Payments* is affected" in str(announced.blocks)
    assert "<!channel>" not in str(announced.blocks)
    assert "<!here>" not in str(announced.blocks)
    assert "INC-1: checkout fails" in plain(announced.shown)


async def test_it_is_told_in_the_teams_channel_too_and_kept_true(story: Story) -> None:
    channel = await story.declared("checkout fails")
    (told,) = story.slack.messages("payments")
    assert "SEV-3" in told.shown
    await story.answered("ana", "/incident severity sev1", channel)
    (told,) = story.slack.messages("payments")
    assert "SEV-1" in told.shown
    names = [one.name for one in story.slack.workspace.channels.values()]
    assert "no-such-channel" not in names


async def test_an_incident_of_others_is_as_before(story: Story) -> None:
    channel = await story.declared("search is slow")
    assert story.dev.id not in channel.members
    assert not channel.bookmarks
    assert not story.slack.messages("payments")
    (announced,) = story.slack.messages("incidents")
    assert "Payments" not in announced.shown
    await story.pressed("ben", "Take command", story.card(channel))
    assert "Leaves the repair to others" in story.told("ben")


async def test_a_service_that_is_named_later_brings_its_team(story: Story) -> None:
    channel = await story.declared("search is slow")
    (said,) = [one for one in story.slack.messages(channel) if "words of the" in one.shown]
    await story.pressed("ana", "Change", said)
    await story.slack.wait.modal(story.ana)
    await story.ana.chooses("Affected services", ["Search", "Ledger"])
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert story.dev.id in channel.members
    assert story.slack.messages("payments")


async def test_the_form_shows_the_teams_examples_once_its_service_is_chosen(story: Story) -> None:
    await story.ana.types_for_form("/incident declare")
    assert story.ana.modal is not None
    assert "Card payments fail" not in story.ana.reads(story.ana.modal)
    await story.ana.looks_for("What is affected?", "check")
    await story.ana.chooses("What is affected?", ["Checkout"])
    await story.settle()
    assert "Card payments fail in any country" in story.ana.reads(story.ana.modal)


async def test_a_private_incident_is_told_in_no_other_channel(story: Story) -> None:
    await story.ana.types("/incident declare private checkout fails", channel="general")
    await story.settle()
    assert not story.slack.messages("payments")
    (channel,) = [
        one for one in story.slack.workspace.channels.values() if one.name.startswith("inc-")
    ]
    assert story.dev.id not in channel.members


async def test_a_drill_says_so_in_the_other_channel(story: Story) -> None:
    await story.ana.types("/incident declare drill checkout fails", channel="general")
    await story.settle()
    (told,) = story.slack.messages("payments")
    assert "DRILL" in told.shown


async def test_without_a_catalogue_the_same_incident_is_as_before(quiet_story: Story) -> None:
    quiet_story.organisation = organised("", PAYMENTS.format(dev=quiet_story.dev.id))
    await quiet_story.bot_starts()
    channel = await quiet_story.declared("checkout fails")
    assert quiet_story.dev.id not in channel.members
    (announced,) = quiet_story.slack.messages("incidents")
    assert "Payments" not in announced.shown


async def test_words_that_cannot_be_made_are_ours_and_the_log_says_so(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = structlog.testing.LogCapture()
    monkeypatch.setattr(own_words, "log", structlog.wrap_logger(None, processors=[lines]))
    monkeypatch.setattr(own_words, "_spoken", lambda _: {})
    await story.declared("checkout fails")
    (announced,) = story.slack.messages("incidents")
    assert "INC-1: checkout fails" in plain(announced.shown)
    assert "Payments" not in announced.shown
    assert {one["event"] for one in lines.entries} == {"wording.failed"}


BROKEN = """\
team: payments
wording:
  announcement: "{{ title | cut(0) }}"
  briefings: {scribe: "{{ title | cut(0) }}"}
automations:
  - name: Desk
    when: {happens: declared}
    if: {kind: [incident]}
    then: [{post: {channels: [payments], words: "{{ title | cut(0) }}"}}]
"""


async def test_words_that_cannot_be_made_are_told_to_administrators_once_a_day(
    quiet_story: Story,
) -> None:
    story = quiet_story
    story.organisation = organised(f"administrators: [{story.cara.id}]", BROKEN)
    await with_catalogue(story)
    channel = await story.declared("checkout fails")
    await story.answered("ana", "/incident role scribe", channel)
    await story.answered("ana", "/incident severity sev1", channel)
    told = story.told("cara")
    for place in (
        "the announcement",
        "the briefing of the role scribe",
        "the post of the automation “Desk”",
    ):
        said = f"Your own words for {place} could not be made for INC-1, so Muster's stand there."
        assert told.count(said) == 1
    assert "A limit of 0 leaves nothing to show." in told
    await story.pass_time(days=1)
    await story.answered("ana", "/incident severity sev2", channel)
    assert story.told("cara").count("words for the announcement") == 2
