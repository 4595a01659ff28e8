"""What went wrong, in one line for the record: no SQL, and nothing of what was to be written."""

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from bot.answers import in_one_line
from integrations.errors import SlackSaidNo

_STATEMENT, _WORDS = "UPDATE room SET topic = ?", {"topic": "private words"}


@pytest.mark.parametrize(
    ("trouble", "line"),
    [
        (
            OperationalError(_STATEMENT, _WORDS, Exception("disk I/O error")),
            "OperationalError: disk I/O error",
        ),
        (
            IntegrityError(
                _STATEMENT,
                _WORDS,
                Exception("duplicate key value\nDETAIL:  Key (topic)=(private words) exists."),
            ),
            "IntegrityError: duplicate key value",
        ),
        (
            StatementError("(builtins.ValueError)", _STATEMENT, _WORDS, ValueError("no time zone")),
            "StatementError: no time zone",
        ),
        (DBAPIError(_STATEMENT, _WORDS, Exception()), "DBAPIError"),
        (
            SlackSaidNo("conversations.setTopic", "restricted_action"),
            "SlackSaidNo: conversations.setTopic: restricted_action",
        ),
        (ValueError("first\nsecond"), "ValueError: first"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_a_line_says_what_it_was_and_no_more(trouble: Exception, line: str) -> None:
    assert in_one_line(trouble) == line
