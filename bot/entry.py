"""Where `muster` begins: loads the program with the garbage collector at rest.

Loading makes half a million objects that all stay, and looking through them again and again is a
fifth of the time until the first answer. `serve` and `demo` wake the collector once they run.
"""

import gc
from collections.abc import Sequence
from typing import Final

#: So many new objects are looked through at once. Python's own 700 are about one declaration, whose objects all
#: still live then: while many declare, it would look again and again and find nothing.
_NEW_OBJECTS: Final = 10_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    gc.disable()
    from bot.cli import main as run

    return run(arguments)


def wake_collector() -> None:
    """Collect from now on, and leave alone what was loaded until now."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()
