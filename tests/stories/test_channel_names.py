"""The names of incidents' channels: whatever the template and the title, the number stays whole."""

import pytest

from models.organisation import Organisation
from tests.stories.conftest import Story

#: Longer than any channel's name may be.
LONG = "checkout is down " * 10


class TestWithTheNumberLast:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation.model_validate({"channels": {"name_template": "{title}-{number}"}})

    async def test_incidents_of_one_long_title_get_names_of_their_own(self, story: Story) -> None:
        for _ in range(2):
            await story.ana.types(f"/incident declare {LONG}")
        await story.settle()
        names = {one.name for one in story.slack.workspace.channels.values()}
        cut = "checkout-is-down-checkout-is-down-checkout-is-down-checkout-is-down-checkout-i"
        assert len(f"{cut}-1") == 80
        assert {f"{cut}-1", f"{cut}-2"} <= names

    async def test_a_title_without_letters_that_slack_takes_leaves_the_number(
        self, story: Story
    ) -> None:
        await story.ana.types("/incident declare 結帳壞了")
        await story.settle()
        assert "1" in {one.name for one in story.slack.workspace.channels.values()}


class TestWithTheSeverity:
    @pytest.fixture
    def organisation(self) -> Organisation:
        template = "inc-{number}-{severity}-{title}"
        return Organisation.model_validate({"channels": {"name_template": template}})

    async def test_a_channel_whose_birth_was_not_heard_of_is_found_though_it_changed(
        self, story: Story
    ) -> None:
        story.slack.faults.add(method="conversations.create", kind="reset_after")
        story.slack.faults.add(method="conversations.create", kind="http_500", times=3)
        await story.ana.types("/incident declare checkout is down")
        await story.settle()
        await story.answered("ana", "/incident severity INC-1 sev1", "general")
        await story.pass_time(minutes=2)
        names = [one.name for one in story.slack.workspace.channels.values()]
        assert [one for one in names if "inc-1" in one] == ["inc-1-sev-3-checkout-is-down"]
        card = story.card(story.slack.channel("inc-1-sev-3-checkout-is-down"))
        assert "SEV-1" in card.shown


class TestWithTheTitleTwice:
    @pytest.fixture
    def organisation(self) -> Organisation:
        template = "{title}-{severity}-{title}-{date}-{number}"
        return Organisation.model_validate({"channels": {"name_template": template}})

    async def test_both_are_cut(self, story: Story) -> None:
        await story.ana.types(f"/incident declare {LONG}")
        await story.settle()
        names = [one.name for one in story.slack.workspace.channels.values()]
        (name,) = [one for one in names if "-sev-3-" in one]
        assert name.startswith("checkout-is-down-")
        assert "-sev-3-checkout-is-down-" in name
        assert name.endswith("-2026-03-02-1")
        assert 78 <= len(name) <= 80
