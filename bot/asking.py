"""The second half of `muster init`: asks for what was copied from Slack, tries it, and keeps it if wanted."""

import asyncio
import getpass
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from bot.checks.finding import Finding, Verdict, fault, well
from bot.checks.tokens import APP, BOT, SIGNING, Secret, shape_fault, tidied, where_to_find
from bot.checks.workspace import (
    OutOfReach,
    look_at_app_token,
    look_at_bot_token,
    out_of_reach,
)
from bot.env_file import keep_in
from bot.settings import Settings
from integrations.slack_client import slack_client
from workflows.clock import Clock

ENV_FILE: Final = Path(".env")


class Terminal(Protocol):
    """How somebody is spoken with."""

    def say(self, words: str) -> None:
        """Show a paragraph."""

    def secret(self, prompt: str) -> str:
        """Ask for something that is not shown while it is typed. Raises EOFError at the end of input."""

    def yes(self, question: str) -> bool:
        """Ask; only a plain yes is one."""


class Console:
    """The terminal in which the program was started."""

    def say(self, words: str) -> None:
        """Show a paragraph."""
        print(words, flush=True)  # noqa: T201 -- this is the program's own terminal

    def secret(self, prompt: str) -> str:
        """Ask for something that is not shown while it is typed."""
        return getpass.getpass(prompt)

    def yes(self, question: str) -> bool:
        """Ask; only a plain yes is one."""
        try:
            return input(f"{question} [y/N] ").strip().casefold() in {"y", "yes"}
        except EOFError:
            return False


class Stopped(Exception):
    """Somebody wants to do the rest another time."""


@dataclass
class Trial:
    """Tries what somebody copied out of Slack's settings page, one after the other."""

    settings: Settings
    clock: Clock
    tried: dict[Secret, str] = field(default_factory=dict)
    #: Whether everything found so far is as it should be.
    is_well: bool = True
    _bot_id: str = ""

    def take(self, secret: Secret, value: str) -> tuple[bool, list[Finding]]:
        """Try one. Returns whether it can be used, and what was found; asks Slack where Slack knows."""
        if wrong := shape_fault(secret, value):
            return False, [fault(f"{secret.setting} {wrong}.", where_to_find(secret))]
        try:
            # One loop a look: in between, the program waits in plain input, where Ctrl-C ends it at once.
            is_good, findings = asyncio.run(self._ask(secret, value))
        except OutOfReach as trouble:
            # Nobody can say that it is wrong, so it may be kept; the doctor looks again.
            is_good, findings = True, [out_of_reach(trouble, self.settings.slack_base_url)]
        if is_good:
            self.tried[secret] = value
            self.is_well &= all(one.verdict is not Verdict.FAULT for one in findings)
        return is_good, findings

    async def _ask(self, secret: Secret, value: str) -> tuple[bool, list[Finding]]:
        if secret is SIGNING:
            return True, [well("It looks right. Slack shows whether it is with its first request.")]
        bot_token = value if secret is BOT else self.tried.get(BOT, "")
        settings = self.settings
        async with slack_client(
            settings.slack_base_url, bot_token, settings.slack_timeout_seconds
        ) as client:
            if secret is BOT:
                self._bot_id, findings = await look_at_bot_token(client, self.clock)
                return bool(self._bot_id), findings
            findings = await look_at_app_token(client, value, self._bot_id)
            return all(one.verdict is not Verdict.FAULT for one in findings), findings


def ask_for_all(terminal: Terminal, trial: Trial, way_in: Secret) -> bool:
    """Ask for the bot token and for what opens the way in; offer to keep them. False if one is missing.

    What cannot be used is asked for again, with the reason.
    """
    terminal.say(
        "\nWhen the app is there, paste what step 2 names. Nothing is shown while you paste, and "
        "nothing is kept unless you say so. Enter alone stops here."
    )
    try:
        for secret in (BOT, way_in):
            _ask_for(terminal, trial, secret)
    except (Stopped, EOFError):
        terminal.say("\nNothing was kept. `muster init` asks again; `muster doctor` looks at .env.")
        return False
    return _offer_to_keep(terminal, trial) and trial.is_well


def _ask_for(terminal: Terminal, trial: Trial, secret: Secret) -> None:
    terminal.say(f"\n{secret.setting}\n  {where_to_find(secret)}")
    while True:
        value = tidied(terminal.secret("  Paste it here: "))
        if not value:
            raise Stopped
        is_good, findings = trial.take(secret, value)
        for finding in findings:
            terminal.say(f"  {str(finding).replace(chr(10), chr(10) + '  ')}")
        if is_good:
            return
        terminal.say("  Please try once more.")


def _offer_to_keep(terminal: Terminal, trial: Trial) -> bool:
    names = " and ".join(secret.setting for secret in trial.tried)
    if ENV_FILE.exists():
        question = (
            f"\nThere is a file .env here. Put {names} into it, in the place of what stands there "
            "under these names, and leave the rest?"
        )
    else:
        question = f"\nWrite {names} to a file .env here, which only you can read?"
    if not terminal.yes(question):
        terminal.say(f"Nothing was written. Set {names} where you keep secrets.")
        return True
    return keep(terminal, trial)


def keep(terminal: Terminal, trial: Trial) -> bool:
    """Write what was tried to `.env`, and say so. False when it cannot be written."""
    try:
        keep_in(ENV_FILE, {secret.setting: value for secret, value in trial.tried.items()})
    except (OSError, ValueError) as trouble:
        terminal.say(f".env could not be written ({trouble}). Nothing was changed.")
        return False
    terminal.say("Written to .env. Never commit that file. Next: muster run --migrate")
    for secret in trial.tried:
        if os.environ.get(secret.setting, trial.tried[secret]) != trial.tried[secret]:
            terminal.say(
                f"{secret.setting} is also set in the environment, to something else, and that wins."
            )
    other = APP if SIGNING in trial.tried else SIGNING
    if getattr(trial.settings, other.field).get_secret_value():
        terminal.say(
            f"Take out {other.setting}, which is set as well: it is for the other way of being "
            "reached by Slack, and Muster serves one."
        )
    return True


def look_at_given(terminal: Terminal, trial: Trial) -> bool:
    """Try what the settings hold, without asking anybody. False when a fault was found."""
    settings = trial.settings
    given = {
        BOT: settings.slack_bot_token,
        (SIGNING if settings.is_http_mode else APP): (
            settings.slack_signing_secret if settings.is_http_mode else settings.slack_app_token
        ),
    }
    all_good = True
    for secret, value in given.items():
        is_good, findings = trial.take(secret, value.get_secret_value())
        all_good &= is_good
        for finding in findings:
            terminal.say(str(finding))
    return all_good and trial.is_well
