"""The manifest's scopes: each says what it is for, and which commands there are need it."""

import re

from commands import COMMANDS
from commands.manifest import SCOPES, manifest


def test_each_scope_names_a_command_that_needs_it() -> None:
    known = {command.name for command in COMMANDS}
    for scope, why in SCOPES.items():
        named = set(re.findall(r"`(\w+)`", why))
        assert named, scope
        assert named <= known, scope


def test_the_manifest_asks_for_these_scopes_and_no_others() -> None:
    assert manifest()["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
