"""A look at an update before it is sent: what goes where, with nothing lost on the way back."""

from sandbox.state import Channel
from tests.stories.conftest import Story, plain


async def form_of(story: Story, channel: Channel, by: str = "ana") -> None:
    await story.joined(by, channel)
    await story.slack.person(by).types_for_form("/incident update", channel)


def preview_of(story: Story, by: str = "ana") -> str:
    modal = story.slack.person(by).modal
    assert modal is not None
    return plain(story.slack.person(by).reads(modal))


async def test_it_says_where_it_goes_and_sends_nothing_before(story: Story) -> None:
    channel = await story.declared()
    await story.answered("cara", "/incident subscribe INC-1", "general")
    before = len(story.slack.messages(channel))
    await form_of(story, channel)
    await story.ana.fills("What is the situation now?", "One in ten <payments> fails")
    await story.ana.chooses("How far has it come?", "Identified")
    await story.ana.submits()
    await story.settle()
    shown = preview_of(story)
    for words in (
        "Send this update?",
        "One in ten <payments> fails",
        "#inc-1-checkout-is-down",
        "Under the announcement in #incidents",
        "1 subscriber, by direct message",
        "The status changes from investigating to identified",
        "The next update is then due",
    ):
        assert words in shown
    assert len(story.slack.messages(channel)) == before

    await story.ana.submits()
    await story.settle()
    said = "\n".join(plain(one.shown) for one in story.slack.messages(channel)[before:])
    assert "One in ten <payments> fails" in said
    assert "changed status from investigating to identified" in said
    thread = [one.shown for one in story.slack.messages("incidents") if one.thread_ts]
    assert any("One in ten <payments> fails" in one for one in thread)
    assert "One in ten <payments> fails" in story.told("cara")


async def test_what_is_changed_below_the_preview_is_shown_before_it_is_sent(story: Story) -> None:
    channel = await story.declared()
    await form_of(story, channel)
    await story.ana.fills("What is the situation now?", "One in ten payments fails")
    await story.ana.fills("What are we doing?", "Rolling back")
    await story.ana.submits()
    await story.ana.fills("What is the situation now?", "One in five payments fails")
    await story.ana.submits()
    await story.settle()
    shown = preview_of(story)
    assert "You changed something" in shown
    assert "Send it as changed?" in shown
    assert "One in five payments fails" in shown
    assert "Rolling back" in shown
    assert not any("payments fails" in one.shown for one in story.slack.messages(channel))
    await story.ana.submits()
    await story.settle()
    assert any("One in five payments fails" in one.shown for one in story.slack.messages(channel))
    assert not any("One in ten" in one.shown for one in story.slack.messages(channel))


async def test_an_empty_one_is_asked_for_and_long_ones_are_shown_whole(story: Story) -> None:
    channel = await story.declared()
    await form_of(story, channel)
    await story.ana.fills("What is the situation now?", "  ")
    outcome = await story.ana.submits()
    assert "What is the situation now?" in outcome.errors["condition"]
    long = "the queue grows and drains " * 100
    for label in ("What is the situation now?", "What are we doing?", "What do we need?"):
        await story.ana.fills(label, f"{long}{label[:9]} & so on")
    await story.ana.submits()
    assert preview_of(story).count("& so on") >= 3
    await story.ana.submits()
    await story.settle()
    said = "\n".join(one.shown for one in story.slack.messages(channel))
    assert said.count("& so on") >= 3


async def test_a_status_that_others_changed_meanwhile_stays(story: Story) -> None:
    channel = await story.declared()
    await form_of(story, channel)
    await story.ana.fills("What is the situation now?", "Better already")
    await story.answered("ben", "/incident mitigate", channel)
    await story.previews_and_sends("ana")
    assert "Mitigated, began" in story.card(channel).shown


async def test_an_incident_that_ended_meanwhile_keeps_the_words_in_the_form(story: Story) -> None:
    channel = await story.declared()
    await form_of(story, channel)
    await story.ana.fills("What is the situation now?", "Better already")
    await story.ana.submits()
    await story.answered("ben", "/incident resolve Fixed", channel)
    outcome = await story.ana.submits()
    assert "INC-1 was resolved" in plain(outcome.errors["condition"])
    assert "Better already" in preview_of(story)


async def test_a_private_one_is_not_announced(story: Story) -> None:
    before = set(story.slack.workspace.channels)
    await story.ana.types("/incident declare private checkout is down", channel="general")
    await story.settle()
    (new,) = set(story.slack.workspace.channels) - before - {story.ana.dm.id}
    channel = story.slack.workspace.channels[new]
    await story.ana.types_for_form("/incident update", channel)
    await story.ana.fills("What is the situation now?", "Only for us")
    await story.ana.submits()
    shown = preview_of(story)
    assert "announcement" not in shown
    assert "Nobody else" in shown
