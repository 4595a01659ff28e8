"""Finds services that need one another in a circle."""

from collections.abc import Iterable, Mapping


def circle_in(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """The keys of one circle, each needing the next and the last the first; empty when there is none."""
    done: set[str] = set()
    for start in needs:
        if start in done:
            continue
        # The way from `start` to where we stand, and what is still to be tried from each step.
        way: dict[str, None] = {start: None}
        ahead = [iter(needs[start])]
        while ahead:
            step = next((key for key in ahead[-1] if key in needs and key not in done), None)
            if step is None:
                ahead.pop()
                done.add(way.popitem()[0])
            elif step in way:
                keys = list(way)
                return keys[keys.index(step) :]
            else:
                way[step] = None
                ahead.append(iter(needs[step]))
    return []
