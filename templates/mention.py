"""The answer to a mention of the bot that asks for nothing it does."""

from templates.actions import Action
from templates.blocks import actions, section
from templates.elements import button
from templates.message import Message, message
from templates.text import Mrkdwn


def how_to_mention() -> Message:
    """How to declare, from here or by typing, and where everything else is."""
    words = Mrkdwn(
        "To declare an incident, press the button, or mention me with what is happening: "
        "`declare checkout is down`. `/incident help` shows everything else."
    )
    return message(
        section(words),
        actions(button("Declare an incident", Action.OPEN_DECLARE, style="primary")),
    )
