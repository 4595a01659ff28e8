"""A page as plain words, for where there is no Slack: on a phone, in a mail, read aloud."""

from typing import Final

from models.facts import Facts
from models.page import Page
from templates.typed import one_line

_TITLE: Final = 120
_WORDS: Final = 200
_PRIVATE: Final = "You are paged for a private incident. Open Slack."


def outside_title(facts: Facts) -> str:
    """In a line."""
    if facts.incident.is_private:
        return "You are paged for a private incident"
    return f"{facts.incident.severity} {_headline(facts)}"


def outside_words(facts: Facts, page: Page) -> str:
    """In a sentence or two. Of a private incident it says nothing."""
    if facts.incident.is_private:
        return _PRIVATE
    words = f" {one_line(page.words)[:_WORDS]}." if page.words else ""
    return f"You are paged: {facts.incident.severity}, {_headline(facts)}.{words} Answer in Slack."


def outside_link(facts: Facts) -> str:
    """Where people work on it; of a private incident nothing is told."""
    if facts.incident.is_private or facts.room is None:
        return ""
    if facts.room.is_thread:
        return facts.room.thread_link
    return f"https://slack.com/app_redirect?channel={facts.room.channel_id}"


def _headline(facts: Facts) -> str:
    return one_line(facts.incident.headline)[:_TITLE]
