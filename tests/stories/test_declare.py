"""Declaring: a sentence is enough, and seconds later people are where they can work."""

import pytest

from models.organisation import Bookmark, Organisation
from models.organisation_parts import Invites
from sandbox import NotPossible
from tests.stories.conftest import Story, plain


async def test_a_sentence_opens_a_channel_with_everything_in_it(story: Story) -> None:
    channel = await story.declared("checkout is down")

    assert channel.name == "inc-1-checkout-is-down"
    assert story.ana.id in channel.members
    assert channel.topic == "SEV-3 · checkout is down · investigating"
    card = story.card(channel)
    for words in ("INC-1: checkout is down", "SEV-3", "Investigating", "nobody yet", "None yet"):
        assert words in card.shown
    announced = story.last("incidents")
    assert "INC-1: checkout is down" in announced
    assert "Nobody has command yet" in announced
    assert "INC-1: checkout is down" in story.whispered("ana")
    assert "You declared INC-1: checkout is down" in story.told("ana")


class TestWithConfiguredPeopleAndLinks:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(
            bookmarks=(Bookmark(title="Dashboards", link="https://grafana.example/checkout"),),
            invites=Invites(always=("ben@example.com",)),
        )

    async def test_they_are_there_from_the_start(self, quiet_story: Story) -> None:
        quiet_story.slack.person("ben").user.email = "ben@example.com"
        await quiet_story.bot_starts()
        channel = await quiet_story.declared()
        assert quiet_story.ben.id in channel.members
        assert [mark.title for mark in channel.bookmarks] == ["Dashboards"]


@pytest.mark.parametrize(
    ("words", "title", "severity"),
    [
        ("sev1 checkout is down", "checkout is down", "SEV-1"),
        ("SEV-2: checkout is down", "checkout is down", "SEV-2"),
        ("checkout is down (sev 1)", "checkout is down", "SEV-1"),
        ("Sev 2 search is slow", "search is slow", "SEV-2"),
        ("checkout is down sev4", "checkout is down", "SEV-4"),
        ("severe trouble with sev1alpha", "severe trouble with sev1alpha", "SEV-3"),
    ],
)
async def test_a_severity_is_picked_up_from_the_words_and_never_guessed(
    story: Story, words: str, title: str, severity: str
) -> None:
    channel = await story.declared(words)
    assert f"INC-1: {title}" in story.card(channel).shown
    assert f"{severity}: " in story.card(channel).shown


class TestWithAUserGroup:
    async def test_everybody_in_it_is_invited(self, quiet_story: Story) -> None:
        slack = quiet_story.slack
        group = next(iter(slack.workspace.groups.values()))
        group.members = [slack.person("ben").id, slack.person("cara").id]
        quiet_story.organisation = Organisation(
            invites=Invites(by_severity={"SEV-1": (group.id, "S0GONE0000")})
        )
        await quiet_story.bot_starts()
        channel = await quiet_story.declared("sev1 checkout is down")
        assert {*group.members, quiet_story.ana.id} <= set(channel.members)
        said = [one.shown for one in slack.messages(channel)]
        (told,) = [one for one in said if "Slack did not let in" in one]
        assert "no such subteam" in told


class TestWithSomebodyWhoIsNoLongerThere:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(invites=Invites(always=("U0GONE0000", "nobody@example.com")))

    async def test_the_others_are_invited_and_the_channel_is_told(self, story: Story) -> None:
        channel = await story.declared()
        assert story.ana.id in channel.members
        said = [one.shown for one in story.slack.messages(channel)]
        (told,) = [one for one in said if "Slack did not let in" in one]
        assert "user not found" in told
        assert "nobody@example.com (users not found)" in told


async def test_a_severity_alone_is_no_title_and_opens_the_form_with_it_chosen(
    story: Story,
) -> None:
    form = await story.ana.types_for_form("/incident declare sev1")
    (severity,) = [one for one in form.content["blocks"] if one["block_id"] == "severity"]
    assert "SEV-1" in str(severity["element"]["initial_option"])


async def test_without_words_the_form_asks_and_only_the_title_is_needed(story: Story) -> None:
    form = await story.ana.types_for_form("/incident declare")
    shown = story.ana.reads(form)
    assert "What is happening?" in shown
    assert "SEV-1" in shown
    assert "A quarter of users or requests fail" in shown

    with pytest.raises(NotPossible):
        await story.ana.submits()
    await story.ana.fills("What is happening?", "Checkout is down")
    await story.ana.chooses("Severity", "SEV-1: Critical")
    await story.ana.fills("What do people notice?", "An error when they pay")
    outcome = await story.ana.submits()
    assert outcome.errors == {}
    assert story.ana.modal is None
    await story.settle()
    channel = story.slack.channel("inc-1-checkout-is-down")
    card = story.card(channel).shown
    assert "SEV-1: Critical" in card
    assert "An error when they pay" in card


async def test_the_shortcut_opens_the_same_form(story: Story) -> None:
    await story.ben.uses_shortcut("Declare an incident")
    form = await story.slack.wait.modal(story.ben)
    assert "What is happening?" in story.ben.reads(form)


async def test_a_title_of_spaces_is_asked_for_again_with_the_rest_kept(story: Story) -> None:
    await story.ana.types_for_form("/incident declare")
    await story.ana.fills("What is happening?", "   ")
    await story.ana.fills("What do people notice?", "A long and careful description")
    outcome = await story.ana.submits()
    assert outcome.errors == {"title": "Please say in a few words what is happening."}
    assert story.ana.modal is not None
    await story.ana.fills("What is happening?", "Checkout is down")
    outcome = await story.ana.submits()
    assert outcome.errors == {}
    await story.settle()
    assert (
        "A long and careful description"
        in story.card(story.slack.channel("inc-1-checkout-is-down")).shown
    )


async def test_two_at_one_moment_are_two_incidents(story: Story) -> None:
    await story.ana.types("/incident declare checkout is down")
    await story.ben.types("/incident declare checkout is down")
    await story.settle()
    names = {one.name for one in story.slack.workspace.channels.values()}
    assert {"inc-1-checkout-is-down", "inc-2-checkout-is-down"} <= names


async def test_a_name_that_somebody_took_gets_a_number(story: Story) -> None:
    await story.declared("checkout is down")
    taken = story.slack.channel("inc-1-checkout-is-down")
    taken.name = "inc-2-checkout-is-down"
    channel = await story.declared("checkout is down")
    assert channel.name == "inc-2-checkout-is-down-2"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Zahlung schlägt fehl: Größe > 5 €", "inc-1-zahlung-schlagt-fehl-groe-5"),
        ("結帳壞了", "inc-1"),
        ("🔥🔥🔥", "inc-1"),
        ("a" * 300, "inc-1-" + "a" * 74),
        ("../../etc/passwd", "inc-1-etc-passwd"),
    ],
)
async def test_any_title_becomes_a_name_that_slack_takes(
    story: Story, title: str, name: str
) -> None:
    channel = await story.declared(title)
    assert channel.name == name
    assert title[:100] in story.card(channel).shown


async def test_whoever_declares_what_is_open_already_is_told_so_afterwards(story: Story) -> None:
    first = await story.declared("checkout is down")
    await story.declared("the printer burns")
    second = await story.declared("checkout seems down", by="ben")
    whisper = story.ben.ephemerals()[-1]
    said = plain(whisper.shown)
    assert "INC-3: checkout seems down is declared" in said
    assert "This one looks alike: INC-1: checkout is down" in said
    assert "INC-2" not in said
    await story.ben.presses("Join INC-1", whisper)
    await story.settle()
    assert story.ben.id in first.members
    await story.ben.presses("Merge into INC-1…", whisper)
    await story.settle()
    assert "INC-1" in story.whispered("ben")
    assert second.name == "inc-3-checkout-seems-down"


async def test_a_drill_is_not_taken_for_the_real_thing(story: Story) -> None:
    await story.declared("checkout is down")
    await story.ben.types("/incident declare drill checkout is down")
    await story.settle()
    assert "looks alike" not in story.whispered("ben")
