"""Keeps secrets in a `.env` file, readable only by its owner; the other lines of the file stay as they are."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path


def keep_in(path: Path, values: Mapping[str, str]) -> None:
    """Write each value under its name, in the place of what stood there. All of it, or nothing.

    The values hold no blanks, quotes or line breaks. Raises OSError, or ValueError for a file that
    is not text.
    """
    path = path.resolve()
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    draft = path.with_name(f".env.{secrets.token_hex(4)}")
    try:
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as out:
            out.write(_with(written, values))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _with(written: str, values: Mapping[str, str]) -> str:
    left = dict(values)
    lines = []
    for line in written.splitlines():
        name = _name(line)
        if name not in values:
            lines.append(line)
        elif name in left:
            lines.append(f"{name}={left.pop(name)}")
    lines += [f"{name}={value}" for name, value in left.items()]
    return "\n".join(lines) + "\n"


def _name(line: str) -> str:
    match = re.match(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=", line)
    return match[1].upper() if match else ""
