"""The end: reminders fall silent, and the review draft asks what there was to learn."""

from tests.stories.conftest import Story, plain


async def test_resolving_posts_the_review_draft_within_a_minute(story: Story) -> None:
    channel = await story.declared("checkout is down")
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ana", "/incident severity SEV-2", channel)
    await story.answered("ben", "/incident update Rolling back", channel)
    await story.pass_time(minutes=20)
    await story.answered("ben", "/incident resolve The old release is back", channel)

    said = [plain(one.shown) for one in story.slack.messages(channel)]
    assert any("Resolved after 20 min" in one and "The old release is back" in one for one in said)
    draft = next(one for one in said if "Review of INC-1: checkout is down (draft)" in one)
    for words in (
        "Resolved",
        "Severity: SEV-3, then SEV-2",
        "Incident commander: @Ben",
        "declared “checkout is down” as SEV-3",
        "wrote an update: Rolling back",
        "What limited the damage",
        "Conditions that made it possible",
    ):
        assert words in draft
    assert "root cause" not in draft.lower()
    card = story.card(channel).shown
    assert "Resolved" in card
    assert "Write an update" not in card
    assert "resolved after 20 min" in story.slack.messages("incidents")[0].shown
    assert channel.topic.startswith("SEV-2 · checkout is down · resolved")


async def test_after_the_end_nothing_rings(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    briefing = story.slack.messages(story.ben.dm)[-1]
    await story.ben.chooses("Shift ends at", "12:00", briefing)
    await story.settle()
    await story.pressed("ana", "Resolve", story.card(channel))
    await story.ana.submits()
    await story.settle()
    said = len(story.slack.messages(channel))
    await story.pass_time(hours=8)
    assert len(story.slack.messages(channel)) == said


async def test_after_the_end_nothing_changes_and_words_are_given_back(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident resolve Fixed", channel)
    for line in ("update Too late", "severity SEV-1", "role scribe", "handoff @cara", "resolve"):
        answer = await story.answered("ana", f"/incident {line}", channel)
        assert "INC-1 was resolved" in answer
        assert f"You typed: /incident {line.split('@', maxsplit=1)[0].strip()}" in answer


async def test_a_long_incident_has_a_long_draft_and_all_of_it_is_there(story: Story) -> None:
    channel = await story.declared()
    for number in range(40):
        words = f"Finding number {number}: " + "the queue grows and drains again. " * 12
        await story.ana.types(f"/incident update {words}", channel)
        await story.settle()
    await story.answered("ana", "/incident resolve Fixed", channel)
    head = next(one for one in story.slack.messages(channel) if "Review of" in one.shown)
    thread = [one for one in story.slack.messages(channel) if one.thread_ts == head.ts]
    whole = "\n".join(one.shown for one in [head, *thread])
    for number in range(40):
        assert f"Finding number {number}:" in whole
    assert "Follow-ups" in whole
