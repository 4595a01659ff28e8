"""What the real client lets a person do, and what it keeps from them."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import NotPossible, Person, Sandbox
from sandbox.interactions import new_trigger
from tests.sandbox.payloads import button, field, form, plain, section


@pytest.fixture
async def shown(slack: Sandbox, client: AsyncWebClient, ana: Person) -> None:
    """A form with one field of each kind that is typed into, open before Ana."""
    options = [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}]
    view = form(
        field("Title", "t", {"type": "plain_text_input", "min_length": 3, "max_length": 10}),
        field("Count", "c", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
        field(
            "Load",
            "l",
            {
                "type": "number_input",
                "is_decimal_allowed": True,
                "min_value": "0.5",
                "max_value": "9",
            },
            optional=True,
        ),
        field("Mail", "m", {"type": "email_text_input"}, optional=True),
        field("Link", "u", {"type": "url_text_input"}, optional=True),
        field("Notes", "r", {"type": "rich_text_input"}, optional=True),
        field(
            "Parts",
            "p",
            {"type": "multi_static_select", "options": options, "max_selected_items": 1},
            optional=True,
        ),
        field("Who", "w", {"type": "multi_users_select"}, optional=True),
        section("*Ready?*", accessory={"type": "checkboxes", "action_id": "r", "options": options}),
    )
    await client.views_open(trigger_id=new_trigger(slack.core, ana.user), view=view)


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize(
    ("label", "typed", "says"),
    [
        ("Title", "", "complete this required field"),
        ("Title", "ab", "at least 3 characters"),
        ("Count", "1.5", "enter a number"),
        ("Count", "many", "enter a number"),
        ("Load", "0.1", "0.5 or more"),
        ("Load", "10", "9 or less"),
        ("Mail", "ana", "valid email"),
        ("Link", "example.org", "valid URL"),
    ],
)
async def test_the_client_does_not_send_what_is_not_right(
    slack: Sandbox, ana: Person, label: str, typed: str, says: str
) -> None:
    await ana.fills("Title", "enough")
    await ana.fills(label, typed)
    with pytest.raises(NotPossible, match=says):
        await ana.submits()
    assert slack.journal.deliveries() == []


@pytest.mark.usefixtures("shown")
async def test_what_cannot_be_put_in_at_all(ana: Person) -> None:
    with pytest.raises(NotPossible, match="up to 10 characters"):
        await ana.fills("Title", "x" * 11)
    with pytest.raises(NotPossible, match="use chooses"):
        await ana.fills("Parts", "One")
    with pytest.raises(NotPossible, match="use fills"):
        await ana.chooses("Title", "One")
    with pytest.raises(NotPossible, match="At most 1"):
        await ana.chooses("Parts", ["One", "Two"])
    with pytest.raises(NotPossible, match="There is: One, Two"):
        await ana.chooses("Parts", ["Three"])
    with pytest.raises(NotPossible, match="Nobody here is called 'nobody'"):
        await ana.chooses("Who", ["nobody"])
    with pytest.raises(NotPossible, match=r"Nothing here is called 'Colour'\. There is: value"):
        await ana.fills("Colour", "red")


@pytest.mark.usefixtures("shown")
async def test_what_is_put_in_is_sent_in_its_form(slack: Sandbox, ana: Person, ben: Person) -> None:
    await ana.fills("Title", "checkout")
    await ana.fills("Notes", "some notes")
    await ana.chooses("Parts", ["Two"])
    await ana.chooses("Who", [ben, "ana"])
    await ana.chooses("Ready?", ["One"])
    await ana.submits()
    sent = slack.journal.deliveries("interactive")[-1].payload["view"]["state"]["values"]
    assert sent["t"]["value"] == {"type": "plain_text_input", "value": "checkout"}
    assert sent["c"]["value"] == {"type": "number_input", "value": None}
    assert [o["value"] for o in sent["p"]["value"]["selected_options"]] == ["2"]
    assert sent["w"]["value"]["selected_users"] == [ben.id, ana.id]
    assert sent["m"]["value"]["value"] is None
    rich = sent["r"]["value"]["rich_text_value"]
    assert rich["elements"][0]["elements"][0]["text"] == "some notes"


async def test_initial_values_are_there_without_touching_anything(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    option = {"text": plain("SEV-3"), "value": "3"}
    menu = {"type": "static_select", "options": [option], "initial_option": option}
    view = form(
        field("Severity", "s", menu),
        field("Title", "t", {"type": "plain_text_input", "initial_value": "draft"}),
        field("At", "a", {"type": "timepicker", "initial_time": "18:00"}),
    )
    await client.views_open(trigger_id=new_trigger(slack.core, ana.user), view=view)
    await ana.submits()
    sent = slack.journal.deliveries()[-1].payload["view"]["state"]["values"]
    assert sent["s"]["value"]["selected_option"]["value"] == "3"
    assert sent["t"]["value"]["value"] == "draft"
    assert sent["a"]["value"]["selected_time"] == "18:00"


async def test_a_person_does_only_what_their_client_offers(
    slack: Sandbox, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    with pytest.raises(NotPossible, match="not a command"):
        await ana.types("/unknown")
    with pytest.raises(NotPossible, match="must join first"):
        await ana.types("/sample", channel="checkout")
    with pytest.raises(NotPossible, match="There is no channel 'nowhere'"):
        await ana.posts("x", channel="nowhere")
    with pytest.raises(NotPossible, match="no modal open"):
        await ana.submits()
    with pytest.raises(NotPossible, match="neither a modal nor an App Home"):
        await ana.presses("Go")
    with pytest.raises(NotPossible, match="without being invited"):
        await ana.joins("security")
    with pytest.raises(NotPossible, match="Nobody here is called 'nobody'"):
        slack.person("nobody")
    hers = await ana.posts("mine", channel="payments")
    with pytest.raises(NotPossible, match="did not write"):
        await ben.edits(hers, "yours")
    trigger = new_trigger(slack.core, ana.user)
    await client.views_open(
        trigger_id=trigger, view={"type": "modal", "title": plain("Read"), "blocks": []}
    )
    with pytest.raises(NotPossible, match="has no submit button"):
        await ana.submits()


async def test_a_label_must_be_one_things_name(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    blocks = [
        {"type": "actions", "elements": [button("Join", "a"), button("Join", "b")]},
        section("More", accessory=button("Take command", "c")),
    ]
    await client.chat_postMessage(channel="payments", text="x", blocks=blocks)
    message = slack.messages("payments")[0]
    with pytest.raises(NotPossible, match="2 elements are called 'Join'"):
        await ana.presses("Join", message=message)
    assert (await ana.presses("b", message=message)).delivery is not None
    assert (await ana.presses("take", message=message)).delivery is not None


async def test_people_change_rooms_and_messages(slack: Sandbox, ana: Person, ben: Person) -> None:
    room = await ana.creates("ours")
    await ana.invites(ben, "ours")
    await ana.sets_topic("ours", "calm")
    start = await ana.posts("@ben look", channel="ours")
    reply = await ben.posts("looking", channel="ours", thread=start)
    await ben.edits(reply, "looked")
    await ben.reacts("eyes", start)
    await ben.unreacts("eyes", start)
    await ben.pins(start)
    await ben.unpins(start)
    assert room.topic == "calm"
    assert start.shown == "@Ben Carter look"
    assert [m.shown for m in room.replies(start.ts)] == ["looked"]
    assert (start.reactions, room.pins) == ([], [])
    await ben.deletes(reply)
    await ana.removes(ben, "ours")
    await ben.joins("ours")
    await ben.leaves("ours")
    await ana.renames("ours", "theirs")
    await ana.archives("theirs")
    with pytest.raises(NotPossible, match="#theirs is archived"):
        await ana.posts("too late", channel="theirs")
    assert slack.channel("theirs") is room
