"""While it goes on: updates that are looked at before they go, tasks, followers, what is kept, and what rings."""

import pytest
from playwright.async_api import expect

from tests.stories.browser.desk import CARD, Desk, Office

pytestmark = pytest.mark.browser

ROOM = "inc-1-checkout-is-down"


async def led_by_ana(office: Office) -> Desk:
    ana = await office.desk("ana")
    await ana.types("/incident declare checkout is down")
    await expect(ana.message("INC-1: checkout is down")).to_be_visible()
    await ana.goes_to(ROOM)
    await ana.presses("Take command", CARD)
    await expect(ana.message("@Ana Silva is incident commander.")).to_be_visible()
    return ana


async def test_an_update_reaches_whoever_follows_once_it_was_looked_at(office: Office) -> None:
    ana = await led_by_ana(office)
    dev = await office.desk("dev", "incidents")
    await dev.presses("Subscribe", "INC-1: checkout is down")
    await expect(dev.message("Subscribed. You get a direct message")).to_be_visible()
    await dev.presses("Subscribe", "SEV-3 · investigating")
    await expect(dev.message("You are subscribed to INC-1 already")).to_be_visible()
    await dev.picture("running-1-subscribed")

    await ana.presses("Write an update", CARD)
    form, look = ana.form("Write an update"), ana.form("Send this update?")
    await form.get_by_label("What is the situation now?").fill("One payment in ten fails")
    await form.get_by_role("button", name="Preview").click()
    for words in ("1 subscriber, by direct message", "Under the announcement in #incidents"):
        await expect(look).to_contain_text(words)
    await ana.picture("running-2-preview")
    await look.get_by_label("What do we need?").fill("Somebody who knows the gateway")
    await look.get_by_role("button", name="Send").click()
    again = ana.form("Send it as changed?")
    await expect(again.get_by_text("You changed something")).to_be_attached()
    await ana.picture("running-3-changed")
    await again.get_by_role("button", name="Send").click()
    await expect(again).to_have_count(0)
    await expect(ana.message("What we need")).to_contain_text("Somebody who knows the gateway")
    await expect(ana.message(CARD)).to_contain_text("One payment in ten fails")
    await expect(dev.message("SEV-3 · investigating")).to_contain_text("1 reply")
    await dev.opens_muster("Messages")
    await expect(dev.message("One payment in ten fails")).to_contain_text("Unsubscribe")
    await dev.picture("running-4-told")

    # The next one begins with the words of the last.
    await ana.presses("Write an update", CARD)
    await expect(form.get_by_label("What is the situation now?")).to_have_value(
        "One payment in ten fails"
    )
    await form.get_by_role("button", name="Cancel").click()
    await expect(form).to_have_count(0)


async def test_tasks_are_taken_and_done_and_what_people_write_is_kept(office: Office) -> None:
    ana = await led_by_ana(office)
    await ana.types("/incident task Call the card gateway @cara in 30m", ROOM)
    await expect(ana.message("Task 1")).to_contain_text("@Cara Lim has it.")
    await ana.types("/incident task Look at the pool", ROOM)
    await ana.presses("I'll take it", "Task 2")
    await expect(ana.message("Task 2")).to_contain_text("@Ana Silva has it.")
    await ana.presses("Done", "Task 2")
    await expect(ana.message("Task 2")).to_contain_text("It was @Ana Silva's.")
    await ana.picture("running-5-tasks")

    ben = await office.desk("ben", ROOM)
    await ben.page.get_by_role("button", name="Join channel").click()
    await ben.types("The queue grows since 09:01", ROOM)
    await ben.message("The queue grows").hover()
    await ben.message("The queue grows").get_by_role("button", name="Add a reaction").click()
    await ben.page.get_by_role("textbox", name="Find an emoji").fill("pushpin")
    await ben.page.get_by_role("button", name="pushpin", exact=True).click()
    kept = ben.message("That message is on the timeline of INC-1")
    await expect(kept).to_contain_text("Later edits are followed.")
    await ben.picture("running-6-kept")
    await ben.types("I restarted one worker", ROOM)
    await ben.shortcut("Put on the timeline", "I restarted one worker")
    await ben.types("/incident timeline", ROOM)
    timeline = ben.message("declared “checkout is down” as SEV-3")
    for words in (
        "@Ben Carter wrote: The queue grows since 09:01",
        "@Ben Carter wrote: I restarted one worker",
        "@Ana Silva finished task 2",
    ):
        await expect(timeline).to_contain_text(words)
    await ben.picture("running-7-timeline")


async def test_a_reminder_is_put_off_and_it_gets_worse_and_better(office: Office) -> None:
    ana = await led_by_ana(office)
    await ana.moves_time("one hour")
    due = "An update is due"
    await ana.chooses(ana.message(due).get_by_role("combobox", name="Snooze"), "30", "30 min")
    form = ana.form("Snooze reminders")
    await form.get_by_role("button", name="Snooze", exact=True).click()
    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    await form.get_by_label("Why can it wait?").fill("The vendor answers at eleven")
    await ana.picture("running-8-snooze")
    await form.get_by_role("button", name="Snooze", exact=True).click()
    put_off = "put off the reminders about the next update until"
    await expect(ana.message(put_off)).to_contain_text("The vendor answers at eleven")

    severity = ana.message(CARD).get_by_role("combobox", name="Change severity")
    await ana.chooses(severity, "sev-2", "SEV-2: Major")
    await expect(ana.message("changed severity from SEV-3 to SEV-2.")).to_be_visible()
    await ana.presses("Mitigated", CARD)
    await expect(ana.message("changed status from investigating to mitigated.")).to_be_visible()
    await expect(ana.message(CARD)).to_contain_text("Mitigated, began today at 9:00 AM")
    await ana.picture("running-9-mitigated")

    cara = await office.desk("cara", ROOM)
    await cara.page.get_by_role("button", name="Join channel").click()
    await cara.types("/incident catchup", ROOM)
    story = cara.message("What happened last")
    for words in ("Only visible to you", "SEV-2, mitigated.", "Commander @Ana Silva"):
        await expect(story).to_contain_text(words)
    await cara.picture("running-10-catchup")
