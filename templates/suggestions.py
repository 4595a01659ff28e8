"""What the catalogue suggests, in the form that declares: shown before anything is done, and changeable."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Final

from models.suggestions import Brings, Described, Offer, SeverityHint, Suggestions
from templates.actions import Action, Field, block_of
from templates.blocks import Block, context, input_block, section
from templates.elements import button, checkboxes, option
from templates.text import Mrkdwn, bold, join, mrkdwn

#: As many as Slack lets stand in one block.
_IN_A_BLOCK: Final = 10
_SERVICES_TOLD: Final = 5


def matched_services(matched: Mapping[str, str]) -> list[Block]:
    """The services that the title seems to name, each taken with one press."""
    return [
        section(
            mrkdwn("Suggested by these words: is it about {service}?", service=bold(name)),
            accessory=button(f"Yes, {name}", Action.TAKE_SERVICE, key),
        )
        for key, name in matched.items()
    ]


def severity_words(hint: SeverityHint | None) -> str:
    """What stands below the severity, besides what always does; empty without a suggestion."""
    if hint is None:
        return ""
    return f"Suggested: {hint.severity}, since {hint.service} is of tier {hint.tier}. "


def suggestion_blocks(
    suggestions: Suggestions, ticked: Collection[str], *, is_quiet: bool, is_drill: bool
) -> list[Block]:
    """What the catalogue says of the services, and what would be done, to be ticked and unticked.

    `is_quiet` where nobody is called by itself, whatever stands in the catalogue.
    """
    if not suggestions.services:
        return []
    lines = [_described(one) for one in suggestions.services[:_SERVICES_TOLD]]
    blocks: list[Block] = [context(join("\n", [Mrkdwn("_From the service catalogue_"), *lines]))]
    if is_quiet:
        return [*blocks, context("Nobody is called by itself to what is private, or over.")]
    offers = suggestions.offers
    hint = "Suggested by the service catalogue. Untick what should not happen."
    if is_drill:
        hint = "It is a drill, so owners are called only where you tick them."
    for start in range(0, len(offers), _IN_A_BLOCK):
        part = offers[start : start + _IN_A_BLOCK]
        blocks.append(
            input_block(
                "What happens then" if start == 0 else "And besides",
                checkboxes(
                    Field.SUGGESTED,
                    [option(_what(one), one.id, _why(one)) for one in part],
                    initial=[one.id for one in part if one.id in ticked],
                ),
                block_of(Field.SUGGESTED, _mark(part, is_drill=is_drill)),
                hint=hint,
                optional=True,
            )
        )
    return blocks


def _mark(offers: Sequence[Offer], *, is_drill: bool) -> str:
    """Tells these offers from any others, and a drill's from those of the real thing."""
    told = " ".join([*(one.id for one in offers), *(["drill"] if is_drill else [])])
    return sha256(told.encode()).hexdigest()[:12]


def _described(one: Described) -> Mrkdwn:
    told = [
        f"owned by {one.owner}" if one.owner else "nobody is named as its owner",
        f"tier {one.tier}" if one.tier else "",
        f"domain {one.domain}" if one.domain else "",
        f"in {', '.join(one.regions)}" if one.regions else "",
    ]
    return mrkdwn("{service}: {told}", service=bold(one.name), told=", ".join(filter(None, told)))


def _what(offer: Offer) -> str:
    match offer.brings:
        case Brings.TEAM:
            return f"Invite {offer.name} ({_people(offer.people)})"
        case Brings.ALONE:
            return f"Invite the owners of {offer.name} ({_people(offer.people)})"
        case Brings.WORD:
            return f"Tell #{offer.name}" if offer.name else "Tell them in their channel"
        case Brings.LINKS:
            return f"Add the links of {offer.name}"
        case Brings.NEIGHBOUR:
            return f"Invite {offer.name}, too ({_people(offer.people)})"
        case Brings.LEADER:
            return f"Ask {offer.name} to take command"


def _why(offer: Offer) -> str | None:
    because = ", ".join(offer.because)
    match offer.brings:
        case Brings.TEAM:
            return f"They own {because}"
        case Brings.NEIGHBOUR:
            return f"They own {because}, which is next to it"
        case Brings.WORD:
            return f"The channel of {because}"
        case Brings.LINKS:
            return because
        case Brings.LEADER:
            return f"On call for {because}"
        case Brings.ALONE:
            return None


def _people(people: Sequence[str]) -> str:
    first = people[0]
    if first.startswith("@"):
        return first
    if first.startswith("S") and "@" not in first:
        return "its user group"
    return "1 person" if len(people) == 1 else f"{len(people)} people"
