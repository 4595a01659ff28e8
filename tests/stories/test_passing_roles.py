"""Roles change hands: asked for, handed back, set all at once; and nobody is left with two hats unseen."""

from tests.stories.conftest import Story, plain


async def test_whoever_comes_second_can_ask_for_command_and_gets_it_with_one_press(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("cara", "/incident role commander", channel)
    await story.cara.presses("Ask for command", story.cara.ephemerals()[-1])
    await story.settle()

    asked = story.slack.messages(channel)[-1]
    assert "asks you for command, and could take over now" in asked.shown
    assert "commander: Ben" in channel.topic
    await story.cara.presses("Hand over", asked)
    await story.settle()
    assert "@Ben Carter has command now, so only they can hand it over" in story.whispered("cara")

    await story.pressed("ben", "Hand over", asked)
    assert "commander: Cara" in channel.topic
    assert "You are incident commander of INC-1" in story.told("cara")


async def test_asking_twice_says_that_it_was_asked(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ben", "/incident role scribe", channel)
    await story.answered("cara", "/incident role scribe", channel)
    refusal = story.cara.ephemerals()[-1]
    for _ in range(2):
        await story.cara.presses("Ask for scribe", refusal)
        await story.settle()
    assert "You have asked @Ben" in story.whispered("cara")
    asked = [one for one in story.slack.messages(channel) if "asks you for scribe" in one.shown]
    assert len(asked) == 1


async def test_asking_for_a_role_that_became_free_takes_it(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ben", "/incident role scribe", channel)
    await story.answered("cara", "/incident role scribe", channel)
    refusal = story.cara.ephemerals()[-1]
    await story.answered("ben", "/incident role drop scribe", channel)
    await story.cara.presses("Ask for scribe", refusal)
    await story.settle()
    assert "@Cara" in story.last(channel)
    assert "is scribe" in story.last(channel)


async def test_a_role_that_is_held_is_not_offered_to_whoever_gives_it_to_a_third(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.answered("cara", "/incident role scribe", channel)
    answer = await story.answered("ana", "/incident role scribe @ben", channel)
    assert "@Cara Lim has the role of scribe, so nothing was changed." in answer
    assert "@Ben Carter can ask for it with /incident role scribe" in answer
    assert "gives it back with /incident role drop scribe" in answer
    assert "You can ask for it" not in answer
    assert "Ask for scribe" not in answer
    own = await story.answered("cara", "/incident role scribe @ben", channel)
    assert "You have the role of scribe, so nothing was changed." in own
    assert "choose @Ben Carter in the form that /incident role opens" in own
    assert "Ask for scribe" not in own
    assert "Scribe\n@Cara" in plain(story.card(channel).shown)


async def test_command_that_is_held_is_not_offered_to_whoever_gives_it_to_a_third(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.pressed("cara", "Take command", story.card(channel))
    answer = await story.answered("ana", "/incident role commander @ben", channel)
    assert "@Cara Lim has command, so nothing was changed." in answer
    assert "/incident handoff @person" in answer
    assert "@Ben Carter can ask for it with /incident role commander" in answer
    assert "Ask for command" not in answer
    own = await story.answered("cara", "/incident role commander @ben", channel)
    assert "You have command, so nothing was changed." in own
    assert "/incident handoff @person" in own
    assert "Ask for command" not in own


async def test_what_somebody_else_was_asked_for_says_who_has_it_now(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ben", "/incident role scribe", channel)
    await story.answered("cara", "/incident role scribe", channel)
    await story.cara.presses("Ask for scribe", story.cara.ephemerals()[-1])
    await story.settle()
    asked = story.slack.messages(channel)[-1]
    await story.pressed("dev", "Hand over", asked)
    told = "@Ben Carter has the role of scribe now, so only they can hand it over."
    assert told in story.whispered("dev")
    await story.answered("ben", "/incident role drop scribe", channel)
    await story.pressed("ben", "Hand over", asked)
    told = "Nobody has the role of scribe now, so there is nothing to hand over."
    assert told in story.whispered("ben")
    assert "/incident role scribe takes it" in story.whispered("ben")


async def test_command_handed_back_is_asked_for_again(story: Story) -> None:
    channel = await story.declared("sev1 checkout is down")
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ben", "/incident role drop commander", channel)
    assert "is no longer incident commander" in story.last(channel)
    assert "Nobody has command now. Who takes it?" in story.last(channel)
    assert "nobody yet" in story.card(channel).shown
    await story.pass_time(minutes=5, seconds=1)
    assert any(
        "Nobody has taken command" in plain(one.shown) for one in story.slack.messages(channel)
    )


async def test_a_role_is_handed_back_from_the_briefing(story: Story) -> None:
    channel = await story.declared()
    await story.answered("dev", "/incident role scribe", channel)
    briefing = story.slack.messages(story.dev.dm)[-1]
    await story.dev.presses("Hand back scribe", briefing)
    await story.settle()
    assert "is no longer scribe" in story.last(channel)
    assert "Scribe" not in [
        line for line in plain(story.card(channel).shown).splitlines() if line == "Scribe"
    ]


async def test_nobody_ends_somebody_elses_command_but_may_note_that_a_scribe_left(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    answer = await story.answered("ana", "/incident role drop commander @ben", channel)
    assert "has command, so nothing was changed" in answer
    await story.answered("dev", "/incident role scribe", channel)
    await story.answered("ana", "/incident role drop scribe @dev", channel)
    assert "noted that @Dev Patel is no longer scribe" in story.last(channel)


async def test_what_one_does_not_hold_cannot_be_handed_back(story: Story) -> None:
    channel = await story.declared()
    answer = await story.answered("ana", "/incident role drop scribe", channel)
    assert "You are not scribe in INC-1, so nothing was changed" in answer


async def test_all_roles_are_set_in_one_form(story: Story) -> None:
    channel = await story.declared()
    await story.answered("dev", "/incident role scribe", channel)
    await story.joined("ana", channel)
    await story.ana.types_for_form("/incident role", channel)
    await story.ana.chooses("Incident commander", "ben")
    await story.ana.chooses("Scribe", "cara")
    await story.ana.chooses("Resolver", ["dev", "ana"])
    outcome = await story.ana.submits()
    assert not outcome.errors
    await story.settle()

    card = plain(story.card(channel).shown)
    assert "Incident commander\n@Ben" in card
    assert "Scribe\n@Cara" in card
    assert "Resolver\n@Dev Patel, @Ana" in card
    assert "You are resolver of INC-1" in story.told("dev")


async def test_the_form_offers_command_where_somebody_has_it(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    await story.joined("ana", channel)
    await story.ana.types_for_form("/incident role", channel)
    await story.ana.chooses("Incident commander", "cara")
    await story.ana.submits()
    await story.settle()
    assert "asks you to take command" in story.last(channel)
    assert "commander: Ben" in channel.topic


async def test_what_others_did_while_the_form_was_open_stays(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ana", "Roles", story.card(channel))
    await story.answered("dev", "/incident role scribe", channel)
    await story.ana.chooses("Deputy commander", "cara")
    await story.ana.submits()
    await story.settle()
    card = plain(story.card(channel).shown)
    assert "Scribe\n@Dev Patel" in card
    assert "Deputy commander\n@Cara" in card


async def test_of_two_forms_the_second_is_told_what_changed_before_it_changes_that(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.joined("ben", channel)
    await story.pressed("ana", "Roles", story.card(channel))
    await story.pressed("ben", "Roles", story.card(channel))
    await story.ben.chooses("Scribe", "dev")
    await story.ben.chooses("Resolver", ["dev"])
    assert not (await story.ben.submits()).errors
    await story.settle()

    await story.ana.chooses("Scribe", "cara")
    await story.ana.chooses("Deputy commander", "cara")
    await story.ana.submits()
    await story.settle()
    asked = story.ana.reads(await story.slack.wait.modal(story.ana))
    assert "@Dev Patel has this since you opened the form" in asked
    assert asked.count("since you opened the form") == 1
    assert "Deputy commander" not in plain(story.card(channel).shown)

    assert not (await story.ana.submits()).errors
    await story.settle()
    assert story.ana.modal is None
    card = plain(story.card(channel).shown)
    assert "Scribe\n@Cara" in card
    assert "Deputy commander\n@Cara" in card
    assert "Resolver\n@Dev Patel" in card


async def test_of_two_forms_that_say_the_same_the_second_need_not_ask(story: Story) -> None:
    channel = await story.declared()
    await story.joined("ben", channel)
    await story.pressed("ana", "Roles", story.card(channel))
    await story.pressed("ben", "Roles", story.card(channel))
    for handle in ("ben", "ana"):
        await story.slack.person(handle).chooses("Scribe", "dev")
        assert not (await story.slack.person(handle).submits()).errors
        await story.settle()
        assert story.slack.person(handle).modal is None
    assert "Scribe\n@Dev Patel" in plain(story.card(channel).shown)


async def test_a_role_that_changed_again_while_the_form_asked_is_asked_about_again(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.answered("dev", "/incident role scribe", channel)
    await story.pressed("ana", "Roles", story.card(channel))
    await story.ana.chooses("Scribe", "cara")
    await story.answered("dev", "/incident role drop scribe", channel)
    await story.ana.submits()
    await story.settle()
    assert "Nobody has this any longer" in story.ana.reads(await story.slack.wait.modal(story.ana))
    await story.answered("ben", "/incident role scribe", channel)
    await story.ana.submits()
    await story.settle()
    assert "@Ben Carter has this since you opened the form" in story.ana.reads(
        await story.slack.wait.modal(story.ana)
    )
    assert "Scribe\n@Ben" in plain(story.card(channel).shown)


async def test_what_one_form_changed_is_said_in_its_order(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ana", "Roles", story.card(channel))
    for role, who in (("Deputy commander", "ben"), ("Scribe", "cara"), ("Resolver", ["dev"])):
        await story.ana.chooses(role, who)
    story.slack.faults.add(method="chat.postMessage", kind="http_500")
    await story.ana.submits()
    await story.pass_time(minutes=1)
    said = [plain(one.shown) for one in story.slack.messages(channel) if " made @" in one.shown]
    roles = ["deputy commander", "scribe", "resolver"]
    assert [next(role for role in roles if f"{role}." in one) for one in said] == roles


async def test_whoever_leads_the_worst_and_repairs_it_is_told_once(story: Story) -> None:
    channel = await story.declared("sev1 checkout is down")
    await story.answered("ben", "/incident role resolver", channel)
    assert "repair it, too" not in story.told("ben")
    await story.pressed("ben", "Take command", story.card(channel))
    assert story.told("ben").count("You lead INC-1: checkout is down and repair it, too") == 1
    await story.answered("ben", "/incident role drop resolver", channel)
    await story.answered("ben", "/incident role resolver", channel)
    assert story.told("ben").count("repair it, too") == 1


async def test_in_a_smaller_incident_two_roles_are_nobodys_business(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ben", "/incident role resolver", channel)
    await story.pressed("ben", "Take command", story.card(channel))
    assert "repair it, too" not in story.told("ben")


async def test_a_program_and_somebody_who_left_cannot_lead(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident role commander @xander", channel)
    said = [plain(one.shown) for one in story.slack.messages(channel)]
    assert any("is a program or has left, and could not answer" in one for one in said)
    assert "nobody yet" in story.card(channel).shown
    for handle in ("xander", story.slack.bot.handle):
        again = await story.answered("ana", f"/incident role commander @{handle}", channel)
        assert "is a program or has left, and could not answer. Nothing was changed." in again
    left = await story.answered("ana", "/incident handoff @xander", channel)
    assert "Nobody has command" in left


async def test_the_briefing_says_what_is_still_to_do(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident task Call the bank", channel)
    await story.pressed("ben", "Take command", story.card(channel))
    assert "One task is open" in story.told("ben")
    await story.answered("ana", "/incident task Write to support", channel)
    await story.answered("dev", "/incident role scribe", channel)
    assert "2 tasks are open" in story.told("dev")


async def test_with_three_hats_each_can_be_given_away(story: Story) -> None:
    channel = await story.declared("sev1 checkout is down")
    for role in ("resolver", "scribe", "deputy"):
        await story.answered("ben", f"/incident role {role}", channel)
    await story.pressed("ben", "Take command", story.card(channel))
    assert story.told("ben").count("repair it, too") == 1
    hint = next(one for one in story.slack.messages(story.ben.dm) if "repair it, too" in one.shown)
    assert "Hand back resolver" in hint.shown
