"""`python -m benchmarks` measures everything and prints one table; with a name, that one alone.

A missed target is said plainly and fails nothing: machines differ, and other work on them is felt.
"""

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Awaitable, Callable, Mapping

from benchmarks import (
    acks,
    at_once,
    catalogue,
    declare,
    errands,
    on_call,
    rated,
    sandbox_speed,
    start,
)
from benchmarks.figures import Figure, table
from benchmarks.ground import compile_as_in_the_image

#: In the order in which they run.
BENCHMARKS: Mapping[str, Callable[[], Awaitable[list[Figure]]]] = {
    "start": start.measure,
    "declare": declare.measure,
    "at_once": at_once.measure,
    "rated": rated.measure,
    "acks": acks.measure,
    "errands": errands.measure,
    "catalogue": catalogue.measure,
    "on_call": on_call.measure,
}


async def _measured(names: list[str]) -> list[tuple[str, Figure]]:
    found = []
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        found += [(name, figure) for figure in await BENCHMARKS[name]()]
    return found


def main() -> int:
    """Run what was asked for. Returns 0 when it could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(BENCHMARKS)}")
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    compile_as_in_the_image()
    found = asyncio.run(_measured(names))
    load = os.getloadavg()[0]
    print(
        f"\nPython {platform.python_version()}, {os.cpu_count()} processors, load {load:.1f}\n\n"
        f"{table(found)}\n"
    )
    missed = sum(figure.verdict == "MISSED" for _, figure in found)
    print(f"{missed} targets missed." if missed else "Every target met.")
    if len(names) == len(BENCHMARKS):
        print("\nThe sandbox itself:\n")
        sandbox_speed.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
