"""Pages and whatever else happens in between: a process that ends, another page, a merge, the night."""

import pytest

from integrations.errors import SlackSaidNo
from tests.kill.whole import doubled
from tests.stories.conftest import Story, plain
from tests.stories.killed import killed_after
from tests.stories.paging import DUTY, on_duty, page, paged, shown
from workflows.paging import by_itself


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = on_duty(quiet_story)
    await quiet_story.bot_starts()
    return quiet_story


async def test_what_a_killed_bot_posted_is_redrawn_when_somebody_else_answered(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await story.declared()
    killed_after(monkeypatch, "paged")
    await page(story, "payments", channel)
    monkeypatch.undo()
    await story.pressed("dev", "Acknowledge", shown(story, channel))
    (first,) = paged(story, "ben")
    assert "Dev Patel acknowledged it" in plain(first.shown)
    assert "Escalate now" not in first.shown


async def test_what_a_killed_bot_posted_is_found_again_after_a_merge(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.declared("search is down", by="cara")
    channel = await story.declared()
    killed_after(monkeypatch, "paged")
    await page(story, "payments", channel)
    monkeypatch.undo()
    await story.answered("ana", "/incident merge INC-1", channel)
    await story.pressed("ana", "Merge INC-2 into INC-1", story.ana.ephemerals()[-1])
    await story.pass_time(minutes=1)
    (first,) = paged(story, "ben")
    assert "INC-1: search is down" in plain(first.shown)
    await story.pressed("ben", "Acknowledge", first)
    assert "You acknowledged" in first.shown
    assert doubled(story.slack) == []


async def test_what_a_killed_bot_posted_in_the_channel_says_where_the_page_went(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.declared("search is down", by="cara")
    channel = await story.declared()
    killed_after(monkeypatch, "page")
    await page(story, "payments", channel)
    monkeypatch.undo()
    await story.answered("ana", "/incident merge INC-1", channel)
    await story.pressed("ana", "Merge INC-2 into INC-1", story.ana.ephemerals()[-1])
    await story.pass_time(minutes=1)
    left = [one for one in story.slack.messages(channel) if "Escalate now" in one.shown]
    assert left == []


async def test_whom_another_page_told_is_told_again_when_that_one_needs_them_no_longer(
    story: Story,
) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    status = shown(story, channel)
    await page(story, "both", channel)
    assert len(paged(story, "ben")) == 1
    await story.pressed("dev", "Acknowledge", status)
    again = paged(story, "ben")
    assert len(again) == 2
    assert "Acknowledge" in again[-1].text
    await story.pressed("ben", "Acknowledge", again[-1])
    await story.pressed("cara", "Acknowledge", paged(story, "cara")[-1])
    assert "You acknowledged" in again[-1].shown


async def test_whom_one_press_answered_is_told_of_nothing_more(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await page(story, "both", channel)
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    assert len(paged(story, "ben")) == 1


async def test_silence_counts_again_once_it_is_mitigated_no_longer(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    await story.answered("ben", "/incident mitigate It holds", channel)
    await story.pass_time(minutes=70)
    assert len(paged(story, "ben")) == 1
    await story.answered("ben", "/incident status investigating", channel)
    await story.pass_time(minutes=61)
    assert len(paged(story, "ben")) == 2


@pytest.mark.parametrize("how", ["", "private "])
async def test_what_the_night_held_back_rings_beyond_slack_too_once_it_cannot_wait(
    quiet_story: Story, how: str
) -> None:
    story = quiet_story
    text = DUTY.replace(
        "{{slack: {ben}}}",
        "{{slack: {ben}, contacts: {{email: b@a.example}}, reach: [{{by: email, after: 2m}}]}}",
    ).replace("  by_severity: {{SEV-1: [Payments]}}\n", "")
    text += '  quiet_hours: {{starts: "08:00", ends: "10:00", severities: [SEV-3]}}\n'
    story.organisation = on_duty(story, text)
    await story.bot_starts()
    channel = await story.declared(f"{how}checkout is down")
    await page(story, "payments", channel)
    await story.pass_time(minutes=5)
    assert not paged(story, "ben")
    assert "email" not in shown(story, channel).shown
    await story.answered("ana", "/incident severity SEV-1", channel)
    assert len(paged(story, "ben")) == 1
    await story.pass_time(minutes=3)
    assert "email" in shown(story, channel).shown


async def test_who_acknowledged_for_themselves_is_not_told_that_nobody_did(story: Story) -> None:
    channel = await story.declared()
    await page(story, "both", channel)
    (first,), (second,) = paged(story, "ben"), paged(story, "cara")
    await story.pressed("ben", "Acknowledge", first)
    await story.pass_time(minutes=25)
    assert "It has gone all its ways" in second.shown
    assert "You acknowledged" in first.shown
    assert "nobody answered" not in first.shown
    assert "Take command" not in first.shown


async def test_what_ended_with_its_incident_says_so_though_that_was_opened_again(
    story: Story,
) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    (first,) = paged(story, "ben")
    story.slack.faults.add(method="chat.update", kind="http_500", times=None)
    await story.answered("ana", "/incident resolve Done", channel)
    await story.answered("ana", "/incident reopen It is back", channel)
    await story.pressed("ben", "Acknowledge", first)
    assert "ended with INC-1, which was opened again" in plain(story.whispered("ben"))
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    assert "ended with INC-1, which was opened again" in plain(first.shown)
    assert "nobody answered" not in first.shown


async def test_however_often_it_goes_wrong_who_must_be_paged_is_paged(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unwell(*_: object) -> None:
        raise SlackSaidNo("users.info", "unheard_of")

    monkeypatch.setattr(by_itself, "facts_in", unwell)
    await story.declared("sev1 checkout is down")
    await story.pass_time(minutes=3)
    assert not paged(story, "ben")
    monkeypatch.undo()
    await story.pass_time(minutes=10)
    assert len(paged(story, "ben")) == 1
