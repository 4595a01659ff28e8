"""Logs carry no secret, whoever wrote them."""

import pytest

from bot.log import _without_secrets


@pytest.mark.parametrize(
    "words",
    [
        "token xoxb-123-456-AbCdEf refused",
        "xapp-1-A1-2-ff00",
        "https://hooks.slack.com/commands/T1/2/AbC",
        "wss is https://wss-primary.slack.com/link/?ticket=abc-def",
    ],
)
def test_tokens_and_answer_addresses_are_left_out(words: str) -> None:
    (said,) = _without_secrets(None, "info", {"event": words}).values()
    for secret in ("123-456", "ff00", "AbC", "abc-def"):
        assert secret not in said
