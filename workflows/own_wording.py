"""Looking after words that organisation and teams wrote in the place of ours: a failure is told."""

from hashlib import sha256

from models.facts import Facts
from templates.own_words import why_no_words
from workflows.administrators import tell_of_wording
from workflows.errands import World


async def mind_words(world: World, facts: Facts, template: str | None, *, place: str) -> None:
    """Have administrators told, once a day, of a template that cannot be made for an incident.

    `place` says what it words, such as `the announcement`.
    """
    if not (template and (trouble := why_no_words(template, facts))):
        return
    async with world.start() as work:
        day = f"{work.now:%Y-%m-%d}"
        mark = f"{sha256(template.encode()).hexdigest()[:16]}:{place}:{day}"
        # Whoever looks after the bot need not know that there is a private incident.
        incident = "" if facts.incident.is_private else facts.incident.ref
        await tell_of_wording(work, place, incident, trouble, mark=mark)
