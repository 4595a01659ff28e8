"""`muster init`: the manifest for a new Slack app, and the steps to a running bot."""

import json

from bot.settings import SLACK_PATH
from commands.manifest import manifest

_CREATE = """\
Muster needs an app of its own in your Slack workspace. Three steps:

1. Create it: open https://api.slack.com/apps?new_app=1, choose "From a manifest", choose your
   workspace, and paste the manifest below. Then "Install to workspace".
"""
_OVER_A_SOCKET = """\
2. Copy two tokens from its settings page into a file named .env beside where you start Muster:
     MUSTER_SLACK_BOT_TOKEN=   OAuth & Permissions, "Bot User OAuth Token", begins with xoxb-
     MUSTER_SLACK_APP_TOKEN=   Basic Information, "App-Level Tokens", with the scope
                               connections:write, begins with xapp-
3. Start it:  muster run --migrate
   Then type /incident help in Slack. `muster doctor` tells what is missing.
"""
_OVER_HTTP = """\
2. Copy two secrets from its settings page into a file named .env beside where you start Muster:
     MUSTER_SLACK_BOT_TOKEN=       OAuth & Permissions, "Bot User OAuth Token", begins with xoxb-
     MUSTER_SLACK_SIGNING_SECRET=  Basic Information, "App Credentials", "Signing Secret"
3. Start it:  muster run --migrate
   It listens on 127.0.0.1:3000; MUSTER_HTTP_HOST and MUSTER_HTTP_PORT change that. Have your
   proxy hand it what comes to {url}
   Then choose "Retry" beside that address under "Event Subscriptions" of the settings page, and
   type /incident help in Slack. `muster doctor` tells what is missing.
"""


def request_url(address: str) -> str:
    """Where Slack sends everything, from the address at which the bot is reached from outside.

    Raises ValueError for an address that Slack would not take.
    """
    if not address.startswith("https://"):
        raise ValueError("Slack sends to https:// addresses only")
    bare = address.rstrip("/")
    return bare if bare.endswith(SLACK_PATH) else bare + SLACK_PATH


def manifest_json(url: str = "") -> str:
    """The manifest as it is pasted; `url` is where Slack sends everything, without one it is Socket Mode."""
    return json.dumps(manifest(request_url=url), indent=2)


def instructions(url: str = "") -> str:
    """The three steps with the manifest, for Socket Mode or with `url` for HTTP mode."""
    steps = _OVER_HTTP.format(url=url) if url else _OVER_A_SOCKET
    return f"{_CREATE}{steps}\nThe manifest:\n\n{manifest_json(url)}"
