"""`muster init`: the manifest for a new Slack app, and the three steps to a running bot."""

import json

from commands.manifest import manifest

_STEPS = """\
Muster needs an app of its own in your Slack workspace. Three steps:

1. Create it: open https://api.slack.com/apps?new_app=1, choose "From a manifest", choose your
   workspace, and paste the manifest below. Then "Install to workspace".
2. Copy two tokens from its settings page into a file named .env beside where you start Muster:
     MUSTER_SLACK_BOT_TOKEN=   OAuth & Permissions, "Bot User OAuth Token", begins with xoxb-
     MUSTER_SLACK_APP_TOKEN=   Basic Information, "App-Level Tokens", with the scope
                               connections:write, begins with xapp-
3. Start it:  muster run --migrate
   Then type /incident help in Slack. `muster doctor` tells what is missing.

The manifest:
"""


def manifest_json() -> str:
    """The manifest as it is pasted."""
    return json.dumps(manifest(), indent=2)


def instructions() -> str:
    """The three steps with the manifest."""
    return f"{_STEPS}\n{manifest_json()}"
