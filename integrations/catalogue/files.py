"""Reads files below one folder and never outside it, each and all of them only up to a size."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

LARGEST_FILE: Final = 16 * 1024 * 1024
LARGEST_TOTAL: Final = 128 * 1024 * 1024
MOST_FILES: Final = 100_000
DEEPEST_FOLDER: Final = 40
_PIECE: Final = 1024 * 1024
#: Folders of tools, in which nobody keeps a catalogue and others' files lie by the thousand.
_NOT_LOOKED_INTO: Final = frozenset(
    {".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".terraform"}
)
_LONGEST_PATTERN: Final = 500
_MOST_STARS: Final = 10


class CannotRead(Exception):
    """A file or folder cannot be read; the text says why and what helps."""


class NotInside(CannotRead):
    """A path leads to nothing that this folder could ever give."""


class TooMuch(CannotRead):
    """More than may be read at once: what was not read may hold anything."""


@dataclass(slots=True)
class Folder:
    """A folder that is read from. Its paths are relative, with forward slashes."""

    root: Path
    """Absolute, with no links in it."""
    spent: int = 0
    """Bytes read so far."""
    trouble: list[tuple[str, str]] = field(default_factory=list)
    """Paths that the walk could not look into, and why."""
    _listed: list[str] | None = None

    def files(self) -> list[str]:
        """Give every file below, in order. Links to folders are not followed."""
        if self._listed is None:
            self._listed = []
            for path in self._walk():
                if len(self._listed) == MOST_FILES:
                    self.trouble.append(
                        ("", f"It holds more than {MOST_FILES} files; name a smaller folder.")
                    )
                    break
                self._listed.append(path)
            self._listed.sort()
        return self._listed

    def _walk(self) -> Iterator[str]:
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(self.root / folder) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except OSError as error:
                self.trouble.append((folder, _why(error)))
                continue
            for entry in entries:
                path = f"{folder}/{entry.name}".removeprefix("/")
                if entry.is_dir(follow_symlinks=False):
                    if entry.name in _NOT_LOOKED_INTO:
                        continue
                    if path.count("/") >= DEEPEST_FOLDER:
                        self.trouble.append((path, "It lies too deep to be looked into."))
                        continue
                    waiting.append(path)
                else:
                    yield path

    def matching(self, pattern: str) -> list[str]:
        """Give the files that a pattern with * and ** means. Raises CannotRead."""
        stars = pattern.count("*")
        if len(pattern) > _LONGEST_PATTERN or stars > _MOST_STARS:
            raise CannotRead("The pattern is too long.")
        fits = _as_expression(pattern)
        return [path for path in self.files() if fits.fullmatch(path)]

    def place_of(self, path: str) -> str:
        """Give the path without links and dots. Raises CannotRead if it leads out of the folder."""
        try:
            real = (self.root / path).resolve(strict=True)
        except FileNotFoundError as error:
            raise NotInside(_why(error)) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise CannotRead(_why(error)) from None
        if not real.is_relative_to(self.root):
            raise NotInside("It lies outside of the folder and is not read.")
        return real.relative_to(self.root).as_posix()

    def read(self, path: str) -> bytes:
        """Read a file at a path that `place_of` gave. Raises CannotRead."""
        try:
            # A pipe or a device would never end; it must not even be waited for.
            opened = os.open(self.root / path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        except OSError as error:
            raise CannotRead(_why(error)) from None
        try:
            about = os.fstat(opened)
            if not stat.S_ISREG(about.st_mode):
                raise NotInside("It is not a file.")
            if about.st_size > LARGEST_FILE:
                raise TooMuch(f"It is larger than {LARGEST_FILE // 2**20} MiB. Please split it.")
            return self._bounded(iter(lambda: os.read(opened, _PIECE), b""))
        except OSError as error:
            raise CannotRead(_why(error)) from None
        finally:
            os.close(opened)

    def _bounded(self, pieces: Iterator[bytes]) -> bytes:
        written = bytearray()
        for piece in pieces:
            written += piece
            self.spent += len(piece)
            if len(written) > LARGEST_FILE:
                raise TooMuch(f"It is larger than {LARGEST_FILE // 2**20} MiB. Please split it.")
            if self.spent > LARGEST_TOTAL:
                raise TooMuch(
                    f"All files together are larger than {LARGEST_TOTAL // 2**20} MiB; "
                    "this one and those after it are not read. Name a smaller folder."
                )
        return bytes(written)


def open_folder(path: Path) -> tuple[Folder, str]:
    """Give the folder of a path, and the one file in it that is meant, or nothing for all.

    Raises CannotRead.
    """
    try:
        real = path.resolve(strict=True)
        is_folder = real.is_dir()
    except (OSError, RuntimeError, ValueError) as error:
        raise CannotRead(_why(error)) from None
    return (Folder(real), "") if is_folder else (Folder(real.parent), real.name)


def relative(path: str, beside: str) -> str:
    """Give a path that a file names, as one from the top. Raises CannotRead if it leads outside."""
    if "\0" in path or path.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:[\\/]", path):
        raise CannotRead("Only paths relative to the file itself are followed.")
    steps: list[str] = []
    for step in PurePosixPath(beside).parent.joinpath(path.replace("\\", "/")).parts:
        if step != "..":
            steps.append(step)
        elif steps:
            steps.pop()
        else:
            raise NotInside("It lies outside of the folder and is not read.")
    return "/".join(steps)


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "It is not there."
    if isinstance(error, OSError) and error.strerror:
        return f"It cannot be opened: {error.strerror.lower()}."
    return "It cannot be opened."


def _as_expression(pattern: str) -> re.Pattern[str]:
    parts = []
    for step in re.sub(r"(?:\*\*/)+", "**/", pattern).split("/"):
        if step == "**":
            parts.append("(?:[^/]+/)*")
        else:
            escaped = re.escape(re.sub(r"\*+", "*", step))
            parts.append(escaped.replace(r"\*", "[^/]*").replace(r"\?", "[^/]") + "/")
    return re.compile("".join(parts).removesuffix("/"))
