"""The quick reference in `docs/`, made from the list of commands: `python -m commands.reference` prints it."""

import sys

from commands import COMMANDS
from commands.command import SLASH

_HEAD = f"""\
# Quick reference

Everything is a word after `{SLASH}`. In an incident's channel it means that incident; anywhere
else, name it first: `{SLASH} update INC-12 We are rolling back`. A word that is mistyped does
nothing and is answered with the nearest one.

| type | what it does | also |
|---|---|---|
"""


def reference() -> str:
    """The page, in Markdown."""
    rows = [
        f"| `{command.line.replace('|', '/')}` | {command.help} "
        f"| {', '.join(f'`{alias}`' for alias in command.aliases)} |"
        for command in COMMANDS
    ]
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
