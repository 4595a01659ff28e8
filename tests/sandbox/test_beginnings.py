"""What a workspace is made from: a manifest, a seed, a journal."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox import Clock, Sandbox
from sandbox.manifest import BadManifest, read_manifest, sample_manifest
from sandbox.seed import default_seed, read_seed
from tests.sandbox.conftest import MONDAY


def changed(path: str, value: Any) -> dict[str, Any]:
    """The sample manifest with one thing different."""
    manifest = sample_manifest()
    part = manifest
    *parents, last = path.split(".")
    for name in parents:
        part = part[name]
    part[last] = value
    return manifest


COMMAND = {"command": "/x", "description": "x"}
SHORTCUT = {"name": "x", "type": "global", "callback_id": "x"}


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (changed("workflows", {}), "has not been taught \\['workflows'\\] in a manifest"),
        (changed("features.assistant_view", {}), "in features"),
        (changed("display_information.name", "x" * 36), "1 to 35 characters"),
        (changed("display_information.long_description", "x"), "175 to 4000 characters"),
        (changed("features.bot_user.display_name", "x" * 81), "up to 80 characters"),
        (changed("features.slash_commands", [{**COMMAND, "command": "x"}]), "A command is a slash"),
        (changed("features.slash_commands", [COMMAND] * 51), "up to 50 commands"),
        (changed("features.shortcuts", [SHORTCUT] * 6), "up to 5 global shortcuts"),
        (changed("features.shortcuts", [SHORTCUT] * 11), "up to 10 shortcuts"),
        (changed("features.shortcuts", [{**SHORTCUT, "name": "x" * 25}]), "too long a name"),
        (changed("features.shortcuts", [{**SHORTCUT, "type": "local"}]), "No such kind"),
    ],
)
def test_a_manifest_that_slack_refuses(manifest: dict[str, Any], says: str) -> None:
    with pytest.raises(BadManifest, match=says):
        read_manifest(manifest)


def test_a_manifest_says_what_the_app_is() -> None:
    app = read_manifest(sample_manifest())
    assert (app.name, app.bot_name, app.socket_mode) == ("Sample", "sample", True)
    assert app.command("/sample") is not None
    assert app.command("/other") is None
    keep = app.shortcut("Keep this", "message")
    assert keep is not None
    assert keep is app.shortcut("keep", "message")
    assert app.shortcut("keep", "global") is None


def test_a_workspace_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    seed = {
        "team": {"name": "Tiny", "domain": "tiny"},
        "users": [{"handle": "una", "name": "Una", "zone": "Europe/Oslo", "team": "all"}],
        "groups": [{"handle": "all", "name": "All", "team": "all"}],
        "channels": [{"name": "general", "members": ["all"]}],
    }
    file.write_text(json.dumps(seed))
    slack = Sandbox(seed=read_seed(file), clock=Clock.still(MONDAY))
    assert slack.workspace.name == "Tiny"
    assert slack.channel("general").members == [slack.person("una").id]


def test_a_seed_that_names_nobody_is_refused() -> None:
    seed = default_seed()
    seed["channels"].append({"name": "ghosts", "members": ["casper"]})
    with pytest.raises(ValueError, match="casper"):
        Sandbox(seed=seed)


def test_the_same_beginning_gives_the_same_ids() -> None:
    first, second = (Sandbox(clock=Clock.still(MONDAY)) for _ in range(2))
    assert list(first.workspace.users) == list(second.workspace.users)
    assert first.bot_token == second.bot_token


def test_a_sandbox_that_is_not_served_says_so() -> None:
    with pytest.raises(RuntimeError, match="not being served"):
        _ = Sandbox().sockets
