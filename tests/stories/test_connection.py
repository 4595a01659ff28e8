"""The way in: lost and found again, and a token that Slack does not take."""

import pytest
from pydantic import SecretStr

import bot.socket_mode
from integrations.errors import TokenRefused
from tests.stories.conftest import Story


class LosingOne(set[str]):
    """Tickets of which one is used up by a handshake that fails."""

    lost = ""

    def __contains__(self, ticket: object) -> bool:
        if super().__contains__(ticket) and not self.lost:
            self.lost = str(ticket)
            self.remove(self.lost)
            return False
        return super().__contains__(ticket)


async def test_a_used_up_address_does_not_leave_the_bot_deaf(
    quiet_story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.socket_mode, "_PING_SECONDS", 0.3)
    monkeypatch.setattr(bot.socket_mode, "_LOOK_SECONDS", 0.1)
    await quiet_story.bot_starts()
    slack = quiet_story.slack
    slack.core.tickets = tickets = LosingOne(slack.core.tickets)
    await slack.sockets.say_goodbye("refresh_requested")
    await slack.wait.until(lambda: tickets.lost and slack.sockets.ready, "a new connection", 10)
    channel = await quiet_story.declared()
    assert channel.name == "inc-1-checkout-is-down"


@pytest.mark.parametrize("token", ["slack_bot_token", "slack_app_token"])
async def test_a_token_that_slack_does_not_take_is_said_at_start(
    quiet_story: Story, token: str
) -> None:
    setattr(quiet_story.settings, token, SecretStr("xoxb-not-this-one"))
    with pytest.raises(TokenRefused):
        await quiet_story.bot_starts()
    quiet_story.bot_failed()
