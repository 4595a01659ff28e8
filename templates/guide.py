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
            "*Take command.* At the top right become Ben, open #incidents, and press _Take command_ "
            "under the last announcement. Ben is in the incident's channel now, and gets a direct "
            "message with what that means."
        ),
        Mrkdwn(
            "*Say how things stand.* As Ben, open the incident's channel and type "
            "`/incident update We are rolling back`. The pinned card, #incidents and everybody who "
            "follows it see the same."
        ),
        Mrkdwn(
            "*Let time pass.* Move the clock at the top by an hour: reminders come when they are "
            "due, and each says how to stop it."
        ),
        Mrkdwn(
            "*Hand over and resolve.* As Ben, type `/incident handoff @cara`: Enter takes the name, "
            "and once more sends it. As Cara, open the same channel and press _I have command_; "
            "a line says what Cara takes over. `/incident resolve` asks what ended it, and posts the "
            "draft of the review."
        ),
    ]
    besides = [
        Mrkdwn(
            "Last month's incidents are under _More channels_, most with the draft of a review."
        ),
        Mrkdwn("`/incident service checkout` shows whose a service is, and how it has been."),
        Mrkdwn(
            "`/incident oncall` says who is on call for what is yours; `/incident oncall schedule "
            "payments` draws two weeks, and `/incident oncall cover` asks others for yours."
        ),
        Mrkdwn(
            "`/incident page payments the ledger is behind` asks whoever is on call to come, and the "
            "next ones if they do not answer."
        ),
        Mrkdwn(
            "Three regions lead by day. As Emi, in Singapore, declare something, take command and move "
            "the clock to 10:00 UTC: the channel reads how it passes to Ben, in London. "
            "`/incident region EMEA, APAC` names Lena, who leads for all; `/incident handoffs` "
            "shows how it went."
        ),
        Mrkdwn("The *Home* tab of Muster shows what is open and what you owe."),
        Mrkdwn("`/incident help` lists everything; `/incident help roles` explains one thing."),
    ]
    return message(
        header("Five minutes with Muster"),
        section(join("\n", [f"{number}. " + step for number, step in enumerate(first, 1)])),
        section(join("\n", [Mrkdwn("*Look around*"), bullet(besides)])),
        context(Mrkdwn("Nobody here is real, and nothing is kept. Break what you like.")),
    )
