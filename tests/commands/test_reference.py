"""What is written about the commands says what the commands say."""

from pathlib import Path

from commands import COMMANDS
from commands.manifest import manifest
from commands.reference import reference

ROOT = Path(__file__).parents[2]


def test_the_page_in_docs_is_made_from_the_commands() -> None:
    page = (ROOT / "docs" / "quick-reference.md").read_text(encoding="utf-8")
    assert page == reference(), "run: python -m commands.reference > docs/quick-reference.md"


def test_no_word_runs_two_commands() -> None:
    words = [word for command in COMMANDS for word in (command.name, *command.aliases)]
    assert len(words) == len(set(words))


def test_the_manifest_keeps_slacks_limits() -> None:
    (slash,) = manifest()["features"]["slash_commands"]
    assert len(slash["usage_hint"]) <= 1000
    assert len(slash["description"]) <= 2000
    for shortcut in manifest()["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
