"""Updates and severity: said once and shown everywhere, asked for again by the cadence of the severity."""

import pytest

from tests.stories.conftest import Story

HELD = "the review holds all of it"


async def test_a_typed_update_reaches_channel_announcement_and_card(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident update We are rolling back the release", channel)

    assert "We are rolling back the release" in story.last(channel)
    card = story.card(channel).shown
    assert "We are rolling back the release" in card
    assert "by @Ana" in card
    announcement = story.slack.messages("incidents")[0]
    thread = [one for one in story.slack.messages("incidents") if one.thread_ts == announcement.ts]
    assert "We are rolling back the release" in thread[-1].shown
    assert "We are rolling back the release" in announcement.shown


async def test_the_form_holds_what_was_said_last(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ana", "Write an update", story.card(channel))
    await story.ana.fills("What is the situation now?", "One in ten payments fails")
    await story.ana.fills("What are we doing?", "Rolling back")
    await story.ana.fills("What do we need?", "Somebody from payments")
    await story.previews_and_sends("ana")
    for words in ("One in ten payments fails", "What we are doing", "Somebody from payments"):
        assert words in story.last(channel)

    form = await story.ana.types_for_form("/incident update", channel)
    shown = story.ana.reads(form)
    assert "One in ten payments fails" in str(form.content)
    assert "Write an update" in shown


async def test_a_form_sent_twice_counts_once(story: Story) -> None:
    channel = await story.declared()
    form = await story.ana.types_for_form("/incident update", channel)
    await story.ana.fills("What is the situation now?", "One in ten payments fails")
    await story.ana.submits()
    view = dict(form.content)
    await story.ana.submits()
    await story.settle()
    assert story.program is not None
    # The same submission delivered once more, as after a lost answer.
    from commands.request import Submitted
    from commands.update import submit

    async def unused(*_: object) -> None:
        raise AssertionError

    await submit(
        Submitted(
            slack_id=story.ana.id,
            channel_id=None,
            start=story.program.start,
            reply=unused,
            open_form=unused,
            view_id=form.id,
            about=view["private_metadata"],
            fields={"condition": "One in ten payments fails"},
        )
    )
    await story.settle()
    said = [one for one in story.slack.messages(channel) if "One in ten" in one.shown]
    assert len([one for one in said if one.ts not in [pin.message.ts for pin in channel.pins]]) == 1


async def test_without_a_commander_the_reminder_offers_command(story: Story) -> None:
    channel = await story.declared()
    await story.pass_time(hours=1)
    assert "Nobody has command yet" in story.last(channel)
    await story.pressed("cara", "Take command", story.slack.messages(channel)[-1])
    assert "is incident commander" in story.last(channel)


async def test_a_higher_severity_shortens_the_cadence_and_is_told(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident severity sev1 all regions", channel)
    assert "changed severity from SEV-3 to SEV-1: all regions" in story.last(channel)
    assert "SEV-1: Critical" in story.card(channel).shown
    assert channel.topic.startswith("SEV-1")
    assert "SEV-1" in story.slack.messages("incidents")[0].shown
    await story.pass_time(minutes=15)
    assert "An update is due" in story.last(channel)


async def test_severity_by_the_cards_menu(story: Story) -> None:
    channel = await story.declared()
    await story.ana.chooses("Change severity", "SEV-2: Major", story.card(channel))
    await story.settle()
    assert "SEV-2: Major" in story.card(channel).shown


async def test_a_number_alone_is_the_severity_of_that_number(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident sev 2", channel)
    assert "SEV-2: Major" in story.card(channel).shown
    await story.answered("ana", "/incident severity 1 two regions", channel)
    assert "changed severity from SEV-2 to SEV-1: two regions" in story.last(channel)
    assert "There is no severity “9” here" in await story.answered(
        "ana", "/incident sev 9", channel
    )


async def test_a_severity_that_does_not_exist_changes_nothing(story: Story) -> None:
    channel = await story.declared()
    answer = await story.answered("ana", "/incident severity SEV-9", channel)
    assert "There is no severity “SEV-9” here" in answer
    assert "Nothing was changed" in answer
    answer = await story.answered("ana", "/incident severity SEV-3", channel)
    assert "INC-1 is SEV-3 already" in answer
    assert "SEV-3: Limited" in story.card(channel).shown


@pytest.mark.parametrize("letter", ["x", "<"])
async def test_an_update_of_any_length_is_read_everywhere(story: Story, letter: str) -> None:
    channel = await story.declared()
    await story.answered("cara", "/incident subscribe INC-1", "general")
    words = f"The log says {letter * 12_000} The end"
    await story.answered("ana", f"/incident update {words}", channel)
    await story.pass_time(minutes=2)
    for where in (channel, story.slack.channel("incidents"), story.cara.dm):
        (only,) = [one for one in story.slack.messages(where) if HELD in one.shown]
        assert "The log says" in only.shown
    assert "stood in the way" not in "".join(one.shown for one in story.slack.messages(channel))
    assert "The log says" in await story.answered("dev", "/incident catchup", channel)
