"""The review: drafted from the record, posted in full where people worked, attached as a file, and held."""

from datetime import timedelta

from models.timeline import Review
from sandbox.state import Channel, File, Message
from tests.stories.conftest import Story, plain
from workflows.declaration import Declaration
from workflows.past import record_past


async def resolved(story: Story, title: str = "sev2 checkout is down") -> Channel:
    channel = await story.declared(title)
    await story.pressed("ben", "Take command", story.card(channel))
    await story.pass_time(minutes=20)
    await story.answered("ben", "/incident update We look", channel)
    await story.pass_time(minutes=20)
    await story.answered("ben", "/incident resolve The old release is back", channel)
    return channel


def draft(story: Story, channel: Channel) -> Message:
    return next(one for one in story.slack.messages(channel) if "Review of" in one.shown)


def attached(story: Story, channel: Channel) -> list[File]:
    ids = [file for one in story.slack.messages(channel) for file in one.files]
    return [story.slack.workspace.files[one] for one in ids]


def reminded(story: Story, channel: Channel) -> list[Message]:
    return [
        one for one in story.slack.messages(channel) if "The review of INC-1 was due" in one.shown
    ]


async def test_the_draft_holds_what_the_record_knows(story: Story) -> None:
    channel = await story.declared("checkout is down")
    await story.pass_time(minutes=2)
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ana", "/incident role scribe @dev", channel)
    await story.answered("ana", "/incident role resolver @finn", channel)
    await story.answered("ana", "/incident role resolver @jun", channel)
    await story.pass_time(minutes=8)
    await story.answered("ana", "/incident severity SEV-2", channel)
    await story.answered("ben", "/incident task Write to the bank @cara", channel)
    await story.pass_time(minutes=10)
    await story.answered("ben", "/incident mitigate Rolled back", channel)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = next(one for one in story.slack.messages(channel) if "I have command" in one.shown)
    await story.reads_back("cara", offer)
    await story.pass_time(minutes=40)
    await story.answered("cara", "/incident resolve The cache was cold", channel)

    shown = plain(draft(story, channel).shown)
    for words in (
        "Review of INC-1: checkout is down (draft)",
        "Declared by @Ana",
        "Somebody had command after 2 min",
        "Mitigated after 20 min",
        "Resolved after 1 h",
        "Severity: SEV-3, then SEV-2 2 Mar 2026 at 09:10 UTC",
        "Incident commander: @Ben Carter, then @Cara",
        "Scribe: @Dev",
        "Resolver: @Finn O'Brien, @Jun",
        "What ended it: The cache was cold",
        "@Ben Carter (incident commander):",
        "When did this first look unusual to you",
        "Tasks that are still open:",
        "1: Write to the bank, @Cara",
        "Command passed from @Ben",
        "Conditions that made it possible",
        "What limited the damage",
        "Patterns and risks beyond this team",
    ):
        assert words in shown, words
    assert "root cause" not in shown.lower()


async def test_no_mark_in_a_title_breaks_the_headline(story: Story) -> None:
    channel = await resolved(story, "the *whole* shop is `down` _again_")
    (headline, *_) = draft(story, channel).shown.splitlines()
    assert headline.endswith("* (draft)")
    assert headline.count("*") == 2
    assert not {"`", "_"} & {*headline}


async def test_it_is_attached_as_markdown_with_names_for_people(story: Story) -> None:
    channel = await resolved(story)
    (file,) = attached(story, channel)
    assert file.name == "INC-1-review.md"
    text = file.content.decode()
    assert text.startswith("# Review of INC-1: checkout is down (draft)\n")
    for words in (
        "\n## Facts\n- Where: #inc-1-checkout-is-down\n- Declared by @Ana",
        "- Resolved after 40 min, 2 Mar 2026 at 09:40 UTC\n",
        "\n## Timeline\n- 2 Mar 2026 at 09:00 UTC",
    ):
        assert words in text, words
    assert "<@" not in text
    assert "<!date" not in text
    shared = next(one for one in story.slack.messages(channel) if one.files)
    assert shared.thread_ts == draft(story, channel).ts


async def test_what_people_typed_does_no_harm_in_the_file(story: Story) -> None:
    channel = await story.declared("checkout <script>alert(1)</script> & co is > down")
    await story.answered("ana", "/incident resolve <b>done</b> <!channel>", channel)
    (file,) = attached(story, channel)
    text = file.content.decode()
    assert "&lt;script>alert(1)&lt;/script> & co is > down" in text
    assert "<script" not in text
    assert not draft(story, channel).alerts_many


async def test_a_file_that_slack_does_not_take_keeps_nothing_back(story: Story) -> None:
    story.slack.faults.add(method="files.completeUploadExternal", kind="reset_after", times=1)
    channel = await resolved(story)
    await story.pass_time(minutes=2)
    assert len(attached(story, channel)) == 1
    assert "What limited the damage" in draft(story, channel).shown


async def test_the_file_of_an_older_draft_does_not_stand_for_a_newer_one(story: Story) -> None:
    async def drafted_again() -> None:
        assert story.program is not None
        async with story.program.start() as work:
            (await work.session.get_one(Review, 1)).drafted_at += timedelta(minutes=1)

    story.slack.faults.add(
        method="files.completeUploadExternal", kind="meanwhile", do=drafted_again
    )
    await resolved(story)
    assert story.program is not None
    async with story.program.start.looking() as session:
        assert (await session.get_one(Review, 1)).file_id is None


async def test_a_false_alarm_has_no_review(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident cancel A test went wrong", channel)
    await story.pass_time(days=8)
    assert not any("Review of" in one.shown for one in story.slack.messages(channel))
    answer = await story.answered("ana", "/incident review", channel)
    assert "was a false alarm, which needs no review" in answer


async def test_where_it_stands_and_that_it_was_held(story: Story) -> None:
    channel = await resolved(story)
    answer = await story.answered("ana", "/incident review INC-1", "general")
    assert "The draft of the review of INC-1: checkout is down" in answer
    assert "Please talk about it by 9 Mar 2026 at 09:40 UTC" in answer
    await story.pressed("ben", "We have held it", draft(story, channel))
    assert any(
        "@Ben Carter noted that the review was held." in one.shown
        for one in story.slack.messages(channel)
    )
    assert "You have talked about it" in draft(story, channel).shown
    assert "We have held it" not in draft(story, channel).shown
    assert "You have talked about it" in await story.answered("ana", "/incident review", channel)
    asked_before = next(one for one in story.ana.ephemerals() if "Please talk" in one.shown)
    await story.ana.presses("We have held it", asked_before)
    await story.settle()
    assert "was held already" in story.whispered("ana")


async def test_an_open_incident_has_none_yet(story: Story) -> None:
    channel = await story.declared()
    answer = await story.answered("ana", "/incident review", channel)
    assert "Its review is drafted when it is resolved" in answer


async def test_a_deleted_draft_is_posted_anew_in_full(story: Story) -> None:
    channel = await resolved(story)
    old = draft(story, channel)
    channel.messages.remove(old)
    channel.posts.pop(old.ts, None)
    await story.answered("ana", "/incident review", channel)
    assert draft(story, channel).ts != old.ts
    assert len([one for one in story.slack.messages(channel) if "Review of" in one.shown]) == 1


async def test_reopened_and_resolved_again_it_is_drafted_again(story: Story) -> None:
    channel = await resolved(story)
    await story.pressed("ben", "We have held it", draft(story, channel))
    await story.answered("ben", "/incident reopen It is back", channel)
    await story.pass_time(minutes=30)
    await story.answered("ben", "/incident resolve The queue was full", channel)
    drafts = [one for one in story.slack.messages(channel) if "Review of INC-1" in one.shown]
    assert len(drafts) == 2
    assert "What ended it: The queue was full" in drafts[-1].shown
    assert len(attached(story, channel)) == 2
    await story.pass_time(days=7)
    assert len(reminded(story, channel)) == 1


async def test_an_overdue_review_is_asked_for_once_a_week_four_times(story: Story) -> None:
    channel = await resolved(story)
    await story.pass_time(days=6, hours=23)
    assert reminded(story, channel) == []
    await story.pass_time(hours=1)
    (first,) = reminded(story, channel)
    assert first.shown.startswith("@Ben")
    assert "The review of INC-1 was due 9 Mar 2026 at 09:40 UTC" in first.shown
    assert "SEV-2 asks for a review" in first.shown
    await story.joined("cara", channel)
    for week in range(2, 5):
        await story.cara.posts("Anything new?", channel)
        await story.pass_time(days=7)
        assert len(reminded(story, channel)) == week
    await story.cara.posts("Anything new?", channel)
    await story.pass_time(days=60)
    assert len(reminded(story, channel)) == 4


async def test_having_held_it_stops_the_question(story: Story) -> None:
    channel = await resolved(story)
    await story.pass_time(days=7)
    await story.pressed("ben", "We have held it", reminded(story, channel)[-1])
    await story.pass_time(days=30)
    assert len(reminded(story, channel)) == 1


async def test_the_question_can_be_put_off(story: Story) -> None:
    channel = await resolved(story)
    await story.pass_time(days=7)
    await story.answered("ben", "/incident snooze 3 days Ana is away", channel)
    assert "put off the reminders about the review until" in story.last(channel)
    await story.pass_time(days=2, hours=23)
    assert len(reminded(story, channel)) == 1
    await story.pass_time(hours=1)
    assert len(reminded(story, channel)) == 2


async def test_what_needs_no_review_is_not_asked_for(story: Story) -> None:
    channel = await resolved(story, "sev3 the report is late")
    assert (
        "No review is asked for here; talking about it is worth it" in draft(story, channel).shown
    )
    await story.pass_time(days=30)
    assert reminded(story, channel) == []


async def test_a_private_incident_keeps_its_review_to_itself(story: Story) -> None:
    await story.ana.types("/incident declare private sev2 payroll is open to all")
    await story.settle()
    channel = next(one for one in story.slack.workspace.channels.values() if "payroll" in one.name)
    await story.ana.types("/incident resolve Closed", channel)
    await story.settle()
    await story.pass_time(days=8)
    assert len(attached(story, channel)) == 1
    assert len(reminded(story, channel)) == 1
    for other in story.slack.workspace.channels.values():
        if other.id != channel.id and story.ana.id not in other.members:
            assert not any("payroll" in one.shown for one in other.messages)
    assert not any("payroll" in one.shown for one in story.slack.messages("incidents"))


async def test_in_a_thread_the_review_goes_into_the_thread(story: Story) -> None:
    story.slack.workspace.rules.may_create_public = False
    await story.ana.types("/incident declare sev2 checkout is down", "general")
    await story.settle()
    channel = story.slack.channel("incidents")
    parent = story.slack.messages(channel)[0]
    for number in range(12):
        words = f"Finding number {number}: " + "the queue grows and drains again. " * 40
        await story.answered("ana", f"/incident update INC-1 {words}", "general")
    await story.answered("ana", "/incident resolve INC-1 It drained", "general")
    posted = [one for one in story.slack.messages(channel) if one.ts >= draft(story, channel).ts]
    assert {one.thread_ts for one in posted} == {parent.ts}
    whole = "\n".join(one.shown for one in posted)
    assert all(f"Finding number {number}:" in whole for number in range(12))
    assert len(attached(story, channel)) == 1
    await story.pass_time(days=7)
    (asked,) = reminded(story, channel)
    assert asked.thread_ts == parent.ts


async def test_of_a_long_draft_each_part_stands_once_whatever_is_lost(story: Story) -> None:
    channel = await story.declared("sev2 checkout is down")
    for number in range(15):
        words = f"Finding number {number}: " + "the queue grows and drains again. " * 40
        await story.answered("ana", f"/incident update {words}", channel)
    for method in ("chat.postMessage", "chat.getPermalink", "files.completeUploadExternal"):
        story.slack.faults.add(method=method, kind="reset_after", times=2)
    await story.answered("ana", "/incident resolve It drained", channel)
    await story.pass_time(minutes=5)
    head = draft(story, channel)
    parts = [one for one in story.slack.messages(channel) if one.thread_ts == head.ts]
    whole = [one.shown for one in [head, *parts]]
    for number in range(15):
        assert len([one for one in whole if f"Finding number {number}:" in one]) == 1
    assert len(attached(story, channel)) == 1
    assert len([one for one in story.slack.messages(channel) if "Review of" in one.shown]) == 1


async def test_what_was_over_before_it_was_declared_has_a_draft_for_whoever_asks(
    story: Story,
) -> None:
    assert story.program is not None
    now = story.slack.clock.now()
    async with story.program.start(story.ben.id) as work:
        said = Declaration(
            title="Search was slow",
            began_at=now - timedelta(hours=5),
            ended_at=now - timedelta(hours=3),
        )
        await record_past(work, said, with_room=False)
    await story.settle()
    answer = await story.answered("ben", "/incident review INC-1", "general")
    assert "Review of INC-1: Search was slow (draft)" in answer
    assert "Began 2 Mar 2026 at 04:00 UTC, 5 h before it was declared" in answer
    assert "Resolved after 2 h, 2 Mar 2026 at 06:00 UTC" in answer
    assert "Only you see this." in answer
    await story.pass_time(days=60)
    assert not any("was due" in one.shown for one in story.slack.messages("incidents"))


async def test_a_draft_that_waits_for_a_place_is_not_posted_once_it_is_open_again(
    story: Story,
) -> None:
    await story.settle()
    story.slack.workspace.rules.may_create_public = False
    assert story.program is not None
    now = story.slack.clock.now()
    over = Declaration(
        title="Search was slow",
        began_at=now - timedelta(hours=5),
        ended_at=now - timedelta(hours=3),
    )
    async with story.program.start(story.ana.id) as work:
        await record_past(work, over, with_room=True)
    await story.pass_time(minutes=5)
    await story.answered("ana", "/incident reopen INC-1 It is slow again", "general")
    await story.pass_time(minutes=15)

    def reviews() -> list[str]:
        shown = [plain(one.shown) for one in story.slack.messages("incidents")]
        return [one for one in shown if "Review of INC-1" in one]

    assert "Search was slow" in story.slack.messages("incidents")[0].shown
    answer = await story.answered("ana", "/incident review INC-1", "general")
    assert "Its review is drafted when it is resolved" in answer
    assert reviews() == []
    await story.answered("ana", "/incident resolve INC-1 The index was rebuilt", "general")
    (review,) = reviews()
    assert "What ended it: The index was rebuilt" in review


async def test_one_that_stands_already_is_kept_true_after_a_reopening(story: Story) -> None:
    channel = await resolved(story)
    story.slack.faults.add(method="chat.update", kind="http_500", times=None)
    await story.pressed("ben", "We have held it", draft(story, channel))
    await story.answered("ben", "/incident reopen It is back", channel)
    await story.pass_time(seconds=10)
    story.slack.faults.clear()
    await story.pass_time(minutes=5)
    assert "You have talked about it" in draft(story, channel).shown


async def test_the_review_of_one_that_took_in_another_speaks_of_both(story: Story) -> None:
    source, target = await story.declared("cart is empty"), await story.declared("sev2 checkout")
    await story.answered("ana", "/incident merge INC-2 same cause", source)
    preview = story.ana.ephemerals()[-1]
    await story.ana.presses("Merge INC-1 into INC-2", preview)
    await story.settle()
    assert not any("Review of" in one.shown for one in story.slack.messages(source))
    answer = await story.answered("ana", "/incident review INC-1", source)
    assert "goes on as part of INC-2; the review of that one is for both" in answer
    await story.answered("ana", "/incident resolve INC-2 Rolled back", target)
    assert "Also part of this: INC-1: cart is empty" in draft(story, target).shown


async def test_cancelled_after_a_reopening_the_words_about_the_end_name_the_earlier_draft(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident resolve Fixed", channel)
    await story.pass_time(minutes=1)
    await story.answered("ana", "/incident reopen", channel)
    await story.answered("ana", "/incident cancel A test of the monitoring", channel)
    said = plain(story.slack.messages(channel)[-1].shown)
    assert "No review is drafted" not in said
    assert "No new review is drafted; the draft from before stays" in said
    assert "/incident review INC-1" in said
    answer = await story.answered("ana", "/incident review INC-1", "general")
    assert "The draft of the review of INC-1" in answer


async def test_cancelled_at_once_no_review_is_spoken_of_that_is_not_there(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident cancel A test of the monitoring", channel)
    assert "No review is drafted." in story.last(channel)
