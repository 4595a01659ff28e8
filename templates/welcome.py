"""What somebody reads in their first incident: one screen, once."""

from templates.blocks import context, header, section
from templates.message import Message, message
from templates.text import Mrkdwn, bullet, join


def welcome_page() -> Message:
    """What happens here, three things to do, and how to leave."""
    return message(
        header("How incidents go here"),
        section(
            "Each incident has a channel of its own. The card pinned there shows how things stand; "
            "Muster keeps it true, and reminds people when something is due."
        ),
        section(
            join(
                "\n",
                [
                    Mrkdwn("*Three things you can do*"),
                    bullet(
                        [
                            Mrkdwn("Say in the channel what you see. Guesses are welcome."),
                            Mrkdwn(
                                "Type `/incident catchup` there: only you see what has happened "
                                "so far."
                            ),
                            Mrkdwn(
                                "Press a button on the card: take a role, write an update, change "
                                "the severity. All of it can be changed back."
                            ),
                        ]
                    ),
                ],
            )
        ),
        section(
            Mrkdwn(
                "*When you are done*, leave the channel like any other. If you hold a role, "
                "hand it back first: `/incident role drop scribe`."
            )
        ),
        context(
            Mrkdwn(
                "Sent once, since this is your first incident with Muster. `/incident help` shows "
                "everything."
            )
        ),
    )
