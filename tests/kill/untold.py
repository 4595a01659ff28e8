"""What was promised to people and neither done nor answered, and what was done more than once."""

from collections import Counter
from collections.abc import Iterable, Iterator

from models.timeline import EventKind
from sandbox import Sandbox
from sandbox.interactions import COMMANDS
from tests.kill.deeds import BESIDES, Deed, Sign


def untold(slack: Sandbox, deeds: Iterable[Deed], told: Counter[Sign]) -> Iterator[str]:
    """Give a sentence for each sign that the record tells too seldom or too often."""
    of_sign: dict[Sign, list[Deed]] = {}
    for deed in deeds:
        of_sign.setdefault(deed.sign, []).append(deed)
    for sign, alike in of_sign.items():
        silent = [one for one in alike if one.is_promised and not one.is_answered(slack)]
        if told[sign] < len(silent):
            yield f"acked and lost: {silent[-1].about} ({sign}, told {told[sign]} times)"
        if sign[0] == EventKind.DECLARED and told[sign] and not _are_welcomed(slack, alike):
            yield f"declared, and not told where to go: {alike[-1].about}"
        if told[sign] > len(alike) and sign[0] not in BESIDES:
            yield f"done {told[sign]} times, asked for {len(alike)} times: {alike[-1].about} ({sign})"


def _are_welcomed(slack: Sandbox, deeds: Iterable[Deed]) -> bool:
    """Whether those who declared by typing were told so where they did."""
    typed = [one for one in deeds if one.deliveries and one.deliveries[0].kind == COMMANDS]
    return all(one.is_answered(slack) for one in typed)
