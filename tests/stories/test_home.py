"""The app's home: one look says what is open, what I hold, and what can be typed."""

from tests.stories.conftest import Story, plain


def shown(story: Story, handle: str) -> str:
    from sandbox.blocks.shown import words_of

    return plain(words_of(story.slack.person(handle).home, story.slack.workspace))


async def test_the_home_says_what_is_open_and_what_i_hold(story: Story) -> None:
    await story.ben.opens_home()
    await story.settle()
    assert "No incident is open." in shown(story, "ben")
    assert "/incident handoff" in shown(story, "ben")

    channel = await story.declared("checkout is down")
    await story.pressed("ben", "Take command", story.card(channel))
    await story.ben.opens_home()
    await story.settle()
    home = shown(story, "ben")
    assert "Incident commander in INC-1: checkout is down" in home
    assert "SEV-3, investigating, commander @Ben" in home


async def test_an_incident_is_declared_from_the_home(story: Story) -> None:
    await story.ana.opens_home()
    await story.settle()
    await story.ana.presses("Declare an incident")
    await story.slack.wait.modal(story.ana)
    await story.ana.fills("What is happening?", "Search is slow")
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert story.ana.id in story.slack.channel("inc-1-search-is-slow").members


async def test_with_many_open_incidents_the_home_still_fits(story: Story) -> None:
    for number in range(22):
        await story.ana.types(f"/incident declare {'long words ' * 30} {number}")
        await story.settle()
    await story.ana.opens_home()
    await story.settle()
    assert "INC-22" in shown(story, "ana")


async def test_the_home_says_what_others_wait_for_from_me(story: Story) -> None:
    await story.ben.opens_home()
    await story.settle()
    assert "What others wait for from me\nNothing." in shown(story, "ben")

    channel = await story.declared("sev1 checkout is down")
    await story.pressed("ana", "Take command", story.card(channel))
    await story.answered("ana", "/incident handoff @ben", channel)
    offer = next(
        one for one in story.slack.messages(channel) if "asks you to take command" in one.shown
    )
    await story.ben.opens_home()
    await story.settle()
    assert "An answer: will you take command of INC-1: checkout is down?" in shown(story, "ben")

    await story.reads_back("ben", offer)
    await story.ben.opens_home()
    await story.settle()
    assert "What others wait for from me\nNothing." in shown(story, "ben")
    await story.pass_time(minutes=16)
    await story.ben.opens_home()
    await story.settle()
    assert "An update of INC-1: checkout is down, overdue since" in shown(story, "ben")

    await story.answered("ben", "/incident resolve Fixed", channel)
    await story.ben.opens_home()
    await story.settle()
    assert "The review of INC-1: checkout is down, due" in shown(story, "ben")
    await story.ana.opens_home()
    await story.settle()
    assert "The review of" not in shown(story, "ana")


async def test_what_is_overdue_is_called_so_with_the_moment(story: Story) -> None:
    channel = await story.declared("sev1 checkout is down")
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ben", "/incident task Call the bank @ben in 30m", channel)
    await story.answered("ben", "/incident resolve Fixed", channel)
    await story.pass_time(days=7, hours=1)
    await story.ben.opens_home()
    await story.settle()
    overdue = "The review of INC-1: checkout is down, overdue since 9 Mar 2026"
    assert overdue in shown(story, "ben")
    task = "Task 1 of INC-1: Call the bank, overdue since 2 Mar 2026"
    assert task in shown(story, "ben")
    answer = await story.answered("ben", "/incident mine", "general")
    assert overdue in answer
    assert task in answer
