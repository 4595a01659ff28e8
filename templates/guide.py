"""The demo's guide: what to try first, on one screen."""

from templates.blocks import context, header, section
from templates.message import Message, message
from templates.text import Mrkdwn, bullet, join


def demo_guide() -> Message:
    """A path of five minutes through an incident, and what to look at besides."""
    first = [
        Mrkdwn(
            "*Declare.* Type `/incident declare checkout is down` here. "
            "A channel opens, and you are in it."
        ),
        Mrkdwn(
            "*Take command.* At the top right become Ben, open the incident's channel, and press "
            "_Take command_ on the pinned card. Ben gets a direct message with what that means."
        ),
        Mrkdwn(
            "*Say how things stand.* As Ben, type `/incident update We are rolling back` in the "
            "channel. The card, #incidents and everybody who follows it see the same."
        ),
        Mrkdwn(
            "*Let time pass.* Move the clock at the top by an hour: reminders come when they are "
            "due, and each says how to stop it."
        ),
        Mrkdwn(
            "*Hand over and resolve.* `/incident handoff @cara`, then, as Cara, press "
            "_I have command_. `/incident resolve` ends it and posts the draft of the review."
        ),
    ]
    besides = [
        Mrkdwn("Last month's incidents are in their channels, each with its review."),
        Mrkdwn("The *Home* tab of Muster shows what is open and what you owe."),
        Mrkdwn("`/incident help` lists everything; `/incident help roles` explains one thing."),
    ]
    return message(
        header("Five minutes with Muster"),
        section(join("\n", [f"{number}. " + step for number, step in enumerate(first, 1)])),
        section(join("\n", [Mrkdwn("*Look around*"), bullet(besides)])),
        context(Mrkdwn("Nobody here is real, and nothing is kept. Break what you like.")),
    )
