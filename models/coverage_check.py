"""What regions say that cannot be: schedules and people that nobody knows, names that are not used here."""

from collections.abc import Iterator, Sequence

from models.on_call import OnCall
from models.organisation_parts import EMAIL, SLACK_MEMBER
from models.wording import nearest, quoted
from models.yaml_tree import Place


def wrong_in_coverage(on_call: OnCall, regions: Sequence[str]) -> Iterator[tuple[Place, str]]:
    """What is wrong, with its place. `regions` are the names that the organisation uses, if it uses any."""
    known = _named(on_call)
    for number, region in enumerate(on_call.regions):
        place = ("regions", number)
        if regions and region.name not in regions:
            says = f"names {quoted(region.name)}, which is no region in the organisation's file."
            yield (*place, "name"), says + nearest(region.name, regions)
        yield from _unknown((*place, "commanders"), region.commanders, known)
        yield from _unknown((*place, "deputies"), region.deputies, known)
    yield from _unknown(("global_commanders",), on_call.global_commanders, known)


def _unknown(
    place: Place, named: Sequence[str], known: Sequence[str]
) -> Iterator[tuple[Place, str]]:
    wrong = [
        one
        for one in named
        if one not in known and not SLACK_MEMBER.fullmatch(one) and not EMAIL.fullmatch(one)
    ]
    if wrong:
        says = f"names {quoted(wrong[0])}, which is neither a schedule's key nor a person in this file."
        yield place, says + (nearest(wrong[0], known) if known else "")


def _named(on_call: OnCall) -> list[str]:
    """The keys of all schedules, and everybody by the names that the file has for them."""
    together = (
        group
        for schedule in on_call.schedules
        for group in (
            *(group for layer in schedule.layers for group in layer.people),
            *(override.people for override in schedule.overrides),
        )
    )
    people = (who for group in together for who in group)
    return list(dict.fromkeys([*(one.key for one in on_call.schedules), *on_call.people, *people]))
