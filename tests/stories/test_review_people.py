"""Whom the review names: each role once for each person, holders in turn, nobody who could not answer."""

import pytest

from sandbox.state import Channel
from tests.stories.conftest import Story, plain


def lines(story: Story, channel: Channel) -> list[str]:
    """The lines of the newest draft."""
    drafts = [one for one in story.slack.messages(channel) if "Review of" in one.shown]
    return plain(drafts[-1].shown).splitlines()


def line(story: Story, channel: Channel, start: str) -> str:
    """The one line of the draft that begins so."""
    (found,) = [one for one in lines(story, channel) if one.lstrip("•- ").startswith(start)]
    return found.lstrip("•- ")


async def test_each_role_is_named_once_and_its_holders_in_the_order_of_holding(
    story: Story,
) -> None:
    channel = await story.declared()
    for words in (
        "commander",
        "drop commander",
        "commander",
        "scribe @kofi",
        "drop scribe @kofi",
        "scribe",
        "drop scribe",
        "scribe @kofi",
        "resolver @jun",
        "resolver",
        "drop resolver @jun",
        "resolver @jun",
    ):
        await story.answered("ben", f"/incident role {words}", channel)
    await story.answered("ben", "/incident resolve ok", channel)
    assert line(story, channel, "Incident commander:") == "Incident commander: @Ben Carter"
    scribes = "Scribe: @Kofi Mensah, then @Ben Carter, then @Kofi Mensah"
    assert line(story, channel, "Scribe:") == scribes
    assert line(story, channel, "Resolver:").count("@Jun") == 1
    ben = line(story, channel, "@Ben Carter (")
    assert ben.startswith("@Ben Carter (incident commander, scribe, resolver): ")
    assert line(story, channel, "@Kofi Mensah (").startswith("@Kofi Mensah (scribe): ")


async def test_a_program_and_somebody_who_left_held_no_role_and_are_asked_nothing(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident role commander @xander", channel)
    said = [plain(one.shown) for one in story.slack.messages(channel)]
    assert any("could not answer, so nobody is incident commander there" in one for one in said)
    await story.answered("ana", "/incident role scribe @kofi", channel)
    await story.pass_time(minutes=5)
    await story.answered("ben", "/incident role commander", channel)
    await story.answered("ana", "/incident resolve ok", channel)
    assert line(story, channel, "Incident commander:") == "Incident commander: @Ben Carter"
    assert line(story, channel, "Somebody had command after").startswith(
        "Somebody had command after 5 min"
    )
    named = [one for one in lines(story, channel) if "Xander" in one]
    assert named
    assert all("2 Mar 2026 at" in one for one in named), "only the timeline tells of it"


async def test_who_led_and_has_left_since_is_named_and_asked_nothing(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ben", "/incident role commander", channel)
    await story.answered("ben", "/incident role scribe", channel)
    story.slack.workspace.users[story.ben.id].deleted = True
    await story.pass_time(days=2)
    await story.answered("ana", "/incident task Call the bank @ben", channel)
    await story.answered("ana", "/incident resolve ok", channel)
    assert line(story, channel, "Incident commander:") == "Incident commander: @Ben Carter"
    assert not [one for one in lines(story, channel) if "@Ben Carter (" in one]


@pytest.mark.parametrize("handle", ["muster", "slackbot"])
@pytest.mark.parametrize("role", ["scribe", "commander", "resolver"])
async def test_the_bot_is_known_for_a_program_from_its_start(
    story: Story, handle: str, role: str
) -> None:
    channel = await story.declared()
    before = len(story.slack.messages(channel))
    answer = await story.answered("ana", f"/incident role {role} @{handle}", channel)
    assert "is a program or has left, and could not answer" in answer
    assert "Nothing was changed. Please choose somebody else." in answer
    assert len(story.slack.messages(channel)) == before
    await story.answered("ana", "/incident resolve ok", channel)
    assert not [one for one in lines(story, channel) if "Muster" in one]


async def test_the_bot_is_refused_in_the_form_for_all_roles(story: Story) -> None:
    channel = await story.declared()
    await story.joined("ana", channel)
    await story.ana.types_for_form("/incident role", channel)
    await story.ana.chooses("Scribe", story.slack.bot.handle)
    outcome = await story.ana.submits()
    assert "is a program or has left" in plain(str(outcome.errors))
    assert "Please choose somebody else" in plain(str(outcome.errors))
