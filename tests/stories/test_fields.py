"""Fields that a team asks for: in the form once its service is chosen, by hand at any time, and before the end."""

import pytest
from sqlalchemy import select

from models.incident import IncidentField
from tests.stories.conftest import Story, plain
from tests.stories.teams import organised, with_catalogue

PAYMENTS = """\
team: payments
fields:
  - {key: processor, label: Processor, kind: select, options: [Adyen, Stripe, several], required: declare}
  - key: which
    label: Which ones
    kind: multi-select
    options: [A, B, C]
    shown_when: {fields: {processor: [several]}}
  - {key: at_risk, label: Amount at risk, kind: number, required: resolve, shown_when: {severity: [SEV-1]}}
  - {key: contact, label: Contact there, kind: user}
  - {key: since, label: Contract since, kind: date}
  - {key: page, label: Their page, kind: url}
"""


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = organised("", PAYMENTS)
    await with_catalogue(quiet_story)
    return quiet_story


async def kept(story: Story) -> dict[str, str]:
    assert story.program is not None
    async with story.program.start.looking() as session:
        rows = await session.scalars(select(IncidentField))
        return {row.key: row.value for row in rows}


def form(story: Story, handle: str = "ana") -> str:
    person = story.slack.person(handle)
    assert person.modal is not None
    return plain(person.reads(person.modal))


async def test_they_are_asked_for_once_the_service_is_chosen(story: Story) -> None:
    await story.ana.types_for_form("/incident declare")
    assert "Processor" not in form(story)
    await story.ana.looks_for("What is affected?", "check")
    await story.ana.chooses("What is affected?", ["Checkout"])
    await story.settle()
    assert "Processor" in form(story)
    assert "Which ones" not in form(story)
    assert "Amount at risk" not in form(story)
    await story.ana.chooses("Processor", "several")
    await story.settle()
    assert "Which ones" in form(story)
    await story.ana.chooses("Severity", "SEV-1: Critical")
    await story.settle()
    assert "Amount at risk" in form(story)
    await story.ana.chooses("Which ones", ["A", "C"])
    await story.ana.fills("What is happening?", "cards fail")
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert await kept(story) == {"processor": "several", "which": "A\nC"}
    channel = story.slack.channel("inc-1-cards-fail")
    card = plain(story.card(channel).shown)
    assert "Processor\nseveral" in card
    assert "Which ones\nA, C" in card
    assert "Amount at risk\nnot said yet" in card.replace("_", "")
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "set Processor to several, Which ones to A, C." in timeline


async def test_a_form_that_was_sent_too_early_shows_them_and_loses_nothing(story: Story) -> None:
    await story.ana.types_for_form("/incident declare")
    await story.ana.fills("What is happening?", "cards fail")
    story.slack.faults.add(method="views.update", kind="error", error="hash_conflict", times=9)
    await story.ana.looks_for("What is affected?", "check")
    await story.ana.chooses("What is affected?", ["Checkout"])
    await story.settle()
    assert "Processor" not in form(story)
    story.slack.faults.standing.clear()
    await story.ana.submits()
    await story.settle()
    assert "Processor" in form(story)
    await story.ana.chooses("Processor", "Adyen")
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert await kept(story) == {"processor": "Adyen"}


async def test_whoever_types_is_not_held_up(story: Story) -> None:
    channel = await story.declared("checkout fails")
    assert "Processor\nnot said yet" in plain(story.card(channel).shown).replace("_", "")


@pytest.mark.parametrize(
    ("typed", "value", "said"),
    [
        ("processor adyen", {"processor": "Adyen"}, "set Processor to Adyen."),
        ("Amount-at-risk 12,5", {"at_risk": "12.5"}, "set Amount at risk to 12.5."),
        ("since 2026-03-02", {"since": "2026-03-02"}, "set Contract since to 2 Mar 2026."),
        ("page https://a.example/x", {"page": "https://a.example/x"}, "set Their page to"),
        ("which a, c", {"which": "A\nC"}, "set Which ones to A, C."),
    ],
)
async def test_one_is_filled_in_by_typing(
    story: Story, typed: str, value: dict[str, str], said: str
) -> None:
    channel = await story.declared("checkout fails")
    await story.answered("ben", f"/incident field {typed}", channel)
    assert await kept(story) == value
    assert said in story.last(channel)


async def test_a_person_is_chosen_by_name(story: Story) -> None:
    channel = await story.declared("checkout fails")
    await story.answered("ben", "/incident field contact @cara", channel)
    assert await kept(story) == {"contact": story.cara.id}
    assert "Contact there to @Cara" in story.last(channel)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("field processor PayPal", "There is no “PayPal” to choose. Known here: Adyen"),
        ("field at_risk many", "This needs a number, such as 12 or 0.5."),
        ("field since yesterday", "This needs a day, written like 2026-03-02."),
        ("field contact cara", "This needs a person. Type @"),
        ("field page example.com", "This needs a web address"),
        ("field processr Adyen", "There is no field “processr” here. Did you mean processor?"),
        ("field processor", "For example /incident field processor Adyen"),
    ],
)
async def test_what_does_not_fit_is_refused_with_what_to_write(
    story: Story, typed: str, told: str
) -> None:
    channel = await story.declared("checkout fails")
    assert told in await story.answered("ben", f"/incident {typed}", channel)
    assert await kept(story) == {}


async def test_the_same_again_changes_nothing_and_a_dash_empties_it(story: Story) -> None:
    channel = await story.declared("checkout fails")
    await story.answered("ben", "/incident field processor Adyen", channel)
    assert "that already" in await story.answered("ben", "/incident field processor adyen", channel)
    await story.answered("ben", "/incident field processor -", channel)
    assert await kept(story) == {}
    assert "set Processor to nothing" in story.last(channel)


async def test_the_form_shows_what_stands_and_follows_what_is_chosen(story: Story) -> None:
    channel = await story.declared("checkout fails")
    await story.answered("ben", "/incident field processor Adyen", channel)
    await story.ben.types_for_form("/incident fields", channel)
    assert story.ben.modal is not None
    assert "Adyen" in str(story.ben.modal.content)
    assert "Which ones" not in form(story, "ben")
    await story.ben.chooses("Processor", "several")
    await story.settle()
    assert "Which ones" in form(story, "ben")
    await story.ben.fills("Their page", "nowhere")
    outcome = await story.ben.submits()
    assert "web address" in str(outcome.errors)
    await story.ben.fills("Their page", "https://a.example")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert await kept(story) == {"processor": "several", "page": "https://a.example"}


async def test_what_must_be_known_at_the_end_is_asked_for_then(story: Story) -> None:
    channel = await story.declared("sev1 checkout fails")
    await story.joined("ben", channel)
    await story.ben.types_for_form("/incident resolve Rolled back", channel)
    assert "Amount at risk" in form(story, "ben")
    assert story.ben.modal is not None
    assert "Rolled back" in str(story.ben.modal.content)
    await story.ben.chooses("Processor", "Adyen")
    await story.ben.fills("Amount at risk", "lots")
    assert "needs a number" in str((await story.ben.submits()).errors)
    await story.ben.fills("Amount at risk", "9000")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert await kept(story) == {"processor": "Adyen", "at_risk": "9000"}
    assert "Resolved" in plain(story.card(channel).shown)
    said = "\n".join(plain(one.shown) for one in story.slack.messages(channel))
    assert "Amount at risk: 9000" in said


async def test_what_is_known_holds_nobody_up_at_the_end(story: Story) -> None:
    channel = await story.declared("checkout fails")
    await story.answered("ben", "/incident field processor Adyen", channel)
    await story.answered("ben", "/incident resolve Rolled back", channel)
    assert "Resolved" in plain(story.card(channel).shown)


async def test_an_incident_of_others_has_none(story: Story) -> None:
    channel = await story.declared("search is slow")
    assert "Processor" not in plain(story.card(channel).shown)
    answer = await story.answered("ben", "/incident fields", channel)
    assert "nothing to fill in" in answer
    await story.answered("ben", "/incident resolve Done", channel)
    assert "Resolved" in plain(story.card(channel).shown)
