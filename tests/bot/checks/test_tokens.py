"""What people paste in the place of a token, and what they are told; never the token itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.tokens import APP, BOT, SIGNING, Secret, shape_fault, tidied

BOT_TOKEN = "xoxb-123456789012-abcdefABCDEF"
APP_TOKEN = "xapp-1-A012ABCD-123456-abcdef0123456789"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.mark.parametrize(
    ("secret", "value"), [(BOT, BOT_TOKEN), (APP, APP_TOKEN), (SIGNING, SECRET)]
)
def test_a_right_one_is_taken(secret: Secret, value: str) -> None:
    assert shape_fault(secret, value) == ""
    assert tidied(value) == value


@pytest.mark.parametrize(
    ("secret", "value", "says"),
    [
        (BOT, "", "is not set"),
        (BOT, f" {BOT_TOKEN}", "blank or a line break before or after"),
        (BOT, f"{BOT_TOKEN}\n", "blank or a line break before or after"),
        (BOT, BOT_TOKEN.replace("-a", "-\na"), "copy it in one piece"),
        (BOT, f"Bearer {BOT_TOKEN}", "begins with the word Bearer"),
        (BOT, f'"{BOT_TOKEN}"', "quotation marks"),
        (BOT, f"“{BOT_TOKEN}”", "quotation marks"),
        (BOT, APP_TOKEN, "is an app-level token, and not the Bot User OAuth Token"),
        (APP, BOT_TOKEN, "is the bot token, and not an App-Level Token"),
        (SIGNING, BOT_TOKEN, "is the bot token, and not the Signing Secret"),
        (SIGNING, APP_TOKEN, "is an app-level token"),
        (BOT, "xoxp-1-2-3-4", "is a person's own token"),
        (BOT, "xoxa-2-123456789", "gives out no longer"),
        (BOT, "xoxs-123456789", "browser"),
        (BOT, "xoxe.xoxb-1-abcdefghijk", "rotates every twelve hours"),
        (APP, "xoxe-1-abcdefghijk", "refresh token"),
        (BOT, "XOXB-123456789012-abcdef", "does not begin with xoxb-"),
        (BOT, SECRET, "does not begin with xoxb-"),
        (BOT, "xoxb-...", "is not whole, or an example"),
        (BOT, "xoxb-12", "is not whole, or an example"),
        (BOT, "xoxb-123456789012-\u0430bcdef", "a sign in it that no token has"),
        (SIGNING, "short", "is not whole"),
        (APP, "https://api.slack.com/apps", "is a web address"),
    ],
)
def test_a_wrong_one_is_told_in_words(secret: Secret, value: str, says: str) -> None:
    assert says in shape_fault(secret, value)


@pytest.mark.parametrize(
    "pasted",
    [
        f"  {BOT_TOKEN}\r\n",
        f"Bearer {BOT_TOKEN}",
        f"bearer  {BOT_TOKEN}",
        f"'{BOT_TOKEN}'",
        f"“{BOT_TOKEN}”",
        f"MUSTER_SLACK_BOT_TOKEN={BOT_TOKEN}",
        f'export MUSTER_SLACK_BOT_TOKEN = "{BOT_TOKEN}" ',
        f"`Bearer {BOT_TOKEN}`",
    ],
)
def test_what_was_meant_by_something_pasted_is_found(pasted: str) -> None:
    assert tidied(pasted) == BOT_TOKEN


@given(st.text(), st.sampled_from([BOT, APP, SIGNING]))
def test_anything_may_be_pasted_and_nothing_of_it_is_repeated(pasted: str, secret: Secret) -> None:
    for value in (pasted, tidied(pasted)):
        says = shape_fault(secret, value)
        if len(value) > 12:
            assert value not in says
        if not says:
            assert secret.form.fullmatch(value)
