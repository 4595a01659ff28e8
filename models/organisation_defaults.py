"""What holds where an organisation has not said otherwise: four severities and four roles."""

from datetime import timedelta
from typing import Final

from models.organisation_parts import Role, Severity

SEVERITIES: Final = (
    Severity(
        key="SEV-1",
        name="Critical",
        meaning="Many people cannot use what we run, or data is in danger.",
        thresholds=(
            "A quarter of users or requests fail on a critical service, for five minutes",
            "Data is lost, or seen by people who should not see it",
            "A promise in a contract is broken",
            "Several regions are affected",
        ),
        update_every=timedelta(minutes=15),
        commander_within=timedelta(minutes=5),
        review=True,
    ),
    Severity(
        key="SEV-2",
        name="Major",
        meaning="Many people notice, or something important does not work.",
        thresholds=(
            "One in twenty users or requests fails, or a key function is down",
            "A critical service is slow or unreliable for ten minutes",
            "One whole region is affected",
        ),
        update_every=timedelta(minutes=30),
        commander_within=timedelta(minutes=5),
        review=True,
    ),
    Severity(
        key="SEV-3",
        name="Limited",
        meaning="Few people notice, there is a way around it, or it may become worse.",
        thresholds=(
            "Fewer than one in twenty users or requests fail",
            "A spare is lost: one more fault would be felt",
            "A service that is not critical is slow or unreliable",
        ),
        update_every=timedelta(minutes=60),
    ),
    Severity(
        key="SEV-4",
        name="Minor",
        meaning="Nobody outside is affected now, and there is something to learn.",
        thresholds=(
            "Something looks wrong and works",
            "It nearly went wrong, and somebody or something caught it",
        ),
        update_every=timedelta(hours=24),
    ),
)

ROLES: Final = (
    Role(
        key="commander",
        name="Incident commander",
        short="Commander",
        does=(
            "Keeps the whole in view, decides what happens next, and asks those who know best. "
            "Leaves the repair to others."
        ),
        first_steps=(
            "Say in the channel that you are in command.",
            "Look at the severity; when in doubt, choose the higher one.",
            "Ask who is working on what, and who is missing.",
            "Post the first update.",
        ),
    ),
    Role(
        key="deputy",
        name="Deputy commander",
        short="Deputy",
        does=("Stands beside the commander, keeps the time, and can take command at any moment."),
        first_steps=(
            "Read the timeline until you could take over.",
            "Remind the commander when an answer or an update is due.",
        ),
    ),
    Role(
        key="scribe",
        name="Scribe",
        short="Scribe",
        does="Writes down what was seen, tried and decided, so that nobody has to remember it.",
        first_steps=(
            "Put what has happened so far on the timeline.",
            "Note decisions with their reasons, and ideas that were set aside.",
        ),
    ),
    Role(
        key="communications",
        name="Communications lead",
        short="Communications",
        does=(
            "Tells people outside the response what they need to know, honestly and without "
            "promising a time. The commander agrees before it goes out."
        ),
        first_steps=(
            "Ask who is affected and what they notice.",
            "Draft a first message: what is wrong, for whom, and when the next word comes.",
        ),
    ),
    Role(
        key="resolver",
        name="Resolver",
        short="Resolver",
        does=(
            "Looks for what is wrong and mends it. Says what they try before they try it, and what "
            "came of it."
        ),
        first_steps=(
            "Say in the channel what you look at, and when you will be back with what you found.",
            "Tell the commander before you change anything that others rely on.",
        ),
        single=False,
        hands_on=True,
    ),
)
