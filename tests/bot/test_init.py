"""`muster init` asks for what was copied from Slack, says kindly what is wrong, and keeps it if wanted."""

import asyncio
import os
import pty
import select
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from bot.asking import ENV_FILE, Trial, ask_for_all, look_at_given
from bot.checks.tokens import APP, BOT, SIGNING, Secret
from bot.settings import Settings
from commands.manifest import manifest
from sandbox import Clock, Sandbox
from workflows.clock import SystemClock

MUSTER = "import sys; from bot.entry import main; sys.exit(main())"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"

pytestmark = pytest.mark.usefixtures("elsewhere")


@dataclass
class Somebody:
    """At a terminal: pastes one thing after the other, and says yes or not."""

    pastes: list[str]
    agrees: bool = False
    heard: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        self.heard.append(words)

    def secret(self, prompt: str) -> str:
        self.heard.append(prompt)
        if not self.pastes:
            raise EOFError
        return self.pastes.pop(0)

    def yes(self, question: str) -> bool:
        self.asked.append(question)
        return self.agrees

    @property
    def all_heard(self) -> str:
        return "\n".join([*self.heard, *self.asked])


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=manifest(), clock=clock).serve() as slack:
        yield slack
        slack.check()


async def asked(
    slack: Sandbox, pastes: list[str], *, agrees: bool = False, way_in: Secret = APP
) -> tuple[bool, Somebody]:
    somebody = Somebody(pastes, agrees)
    trial = Trial(Settings(slack_base_url=slack.base_url), SystemClock())
    done = await asyncio.to_thread(ask_for_all, somebody, trial, way_in)
    for token in (slack.bot_token, slack.app_token):
        assert token not in somebody.all_heard
    return done, somebody


async def test_right_tokens_are_tried_and_kept_when_that_is_wanted(slack: Sandbox) -> None:
    done, somebody = await asked(slack, [slack.bot_token, slack.app_token], agrees=True)
    assert done
    assert "Slack knows the bot as" in somebody.all_heard
    assert "Socket Mode opens" in somebody.all_heard
    assert ENV_FILE.read_text(encoding="utf-8") == (
        f"{BOT.setting}={slack.bot_token}\n{APP.setting}={slack.app_token}\n"
    )
    assert ENV_FILE.stat().st_mode & 0o777 == 0o600


async def test_nothing_is_kept_without_a_yes(slack: Sandbox) -> None:
    done, somebody = await asked(slack, [slack.bot_token, slack.app_token])
    assert done
    assert "Nothing was written" in somebody.all_heard
    assert not ENV_FILE.exists()


async def test_a_file_that_is_there_is_changed_only_after_a_yes(slack: Sandbox) -> None:
    before = f"{BOT.setting}=xoxb-before\nMUSTER_LOG=json\n"
    ENV_FILE.write_text(before, encoding="utf-8")
    _, somebody = await asked(slack, [slack.bot_token, slack.app_token])
    assert "There is a file .env here" in somebody.asked[0]
    assert ENV_FILE.read_text(encoding="utf-8") == before
    await asked(slack, [slack.bot_token, slack.app_token], agrees=True)
    kept = ENV_FILE.read_text(encoding="utf-8")
    assert "xoxb-before" not in kept
    assert "MUSTER_LOG=json" in kept


async def test_what_is_pasted_wrongly_is_asked_for_again_with_the_reason(slack: Sandbox) -> None:
    pastes = [
        slack.app_token,
        "xoxp-1-2-3",
        "xoxb-unknown-unknown",
        f'  export {BOT.setting}="Bearer {slack.bot_token}"  ',
        slack.bot_token,
        f"'{slack.app_token}'\n",
    ]
    done, somebody = await asked(slack, pastes)
    assert done
    said = somebody.all_heard
    assert f"{BOT.setting} is an app-level token, and not the Bot User OAuth Token" in said
    assert "is a person's own token" in said
    assert "Slack does not know MUSTER_SLACK_BOT_TOKEN" in said
    assert f"{APP.setting} is the bot token" in said
    assert said.count("Please try once more") == 4


async def test_scopes_that_lack_are_told_and_the_token_is_taken(slack: Sandbox) -> None:
    slack.workspace.tokens[slack.bot_token].scopes -= {"pins:write"}
    done, somebody = await asked(slack, [slack.bot_token, slack.app_token], agrees=True)
    assert not done
    assert "The bot lacks the scope pins:write" in somebody.all_heard
    assert ENV_FILE.exists()


@pytest.mark.parametrize("pastes", [[], [""], ["   "]])
async def test_enter_alone_or_the_end_of_input_stops(slack: Sandbox, pastes: list[str]) -> None:
    done, somebody = await asked(slack, pastes, agrees=True)
    assert not done
    assert "Nothing was kept" in somebody.all_heard
    assert not ENV_FILE.exists()


async def test_slack_out_of_reach_keeps_nobody_from_going_on(slack: Sandbox) -> None:
    for method in ("auth.test", "apps.connections.open"):
        slack.faults.add(method=method, kind="http_500", times=None)
    done, somebody = await asked(slack, [slack.bot_token, slack.app_token], agrees=True)
    assert not done
    assert somebody.all_heard.count("Slack cannot be reached") == 2
    assert ENV_FILE.exists()


async def test_http_mode_asks_for_the_signing_secret(slack: Sandbox) -> None:
    done, somebody = await asked(
        slack, [slack.bot_token, slack.app_token, SIGNING_SECRET], agrees=True, way_in=SIGNING
    )
    assert done
    assert f"{SIGNING.setting} is an app-level token" in somebody.all_heard
    assert f"{SIGNING.setting}={SIGNING_SECRET}" in ENV_FILE.read_text(encoding="utf-8")
    assert SIGNING_SECRET not in somebody.all_heard


async def test_the_secret_of_the_other_mode_is_to_be_taken_out(slack: Sandbox) -> None:
    ENV_FILE.write_text(f"{APP.setting}={slack.app_token}\n", encoding="utf-8")
    pastes = [slack.bot_token, SIGNING_SECRET]
    _, somebody = await asked(slack, pastes, agrees=True, way_in=SIGNING)
    assert f"Take out {APP.setting}" in somebody.all_heard
    _, somebody = await asked(slack, [slack.bot_token, slack.app_token], agrees=True)
    assert f"Take out {SIGNING.setting}" in somebody.all_heard


async def test_a_setting_that_wins_over_the_file_is_told(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BOT.setting, "xoxb-of-the-environment")
    _, somebody = await asked(slack, [slack.bot_token, slack.app_token], agrees=True)
    assert "is also set in the environment" in somebody.all_heard
    assert "xoxb-of-the-environment" not in somebody.all_heard


async def test_a_folder_that_takes_no_file_is_told(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bot.asking.keep_in", refuse)
    done, somebody = await asked(slack, [slack.bot_token, slack.app_token], agrees=True)
    assert not done
    assert "could not be written" in somebody.all_heard


async def test_what_is_set_is_tried_for_scripts(slack: Sandbox) -> None:
    settings = Settings(
        slack_base_url=slack.base_url,
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr("xapp-1-A0-unknown0000"),
    )
    somebody = Somebody([])
    assert not await asyncio.to_thread(look_at_given, somebody, Trial(settings, SystemClock()))
    assert "Slack knows the bot" in somebody.all_heard
    assert "Slack does not know MUSTER_SLACK_APP_TOKEN" in somebody.all_heard
    settings = settings.model_copy(update={"slack_app_token": SecretStr(slack.app_token)})
    assert await asyncio.to_thread(look_at_given, somebody, Trial(settings, SystemClock()))


async def script(slack: Sandbox, *flags: str) -> tuple[int, str]:
    """Run `muster init` with flags, and the tokens in the environment, without a terminal."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        MUSTER,
        "init",
        *flags,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={
            **os.environ,
            "MUSTER_SLACK_BASE_URL": slack.base_url,
            BOT.setting: slack.bot_token,
            APP.setting: slack.app_token,
        },
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_a_script_has_them_tried_and_kept(slack: Sandbox) -> None:
    assert (await script(slack, "--check"))[0] == 0
    assert not ENV_FILE.exists()
    assert (await script(slack, "--check", "--write"))[0] == 0
    assert slack.app_token in ENV_FILE.read_text(encoding="utf-8")
    code, said = await script(slack, "--check", "--write")
    assert code == 1
    assert "--replace" in said
    assert (await script(slack, "--check", "--write", "--replace"))[0] == 0


async def test_at_a_real_terminal_nothing_that_is_pasted_is_shown(slack: Sandbox) -> None:
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        MUSTER,
        "init",
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**os.environ, "MUSTER_SLACK_BASE_URL": slack.base_url},
    )
    os.close(theirs)

    def read_until(words: str) -> str:
        seen = ""
        while words not in seen:
            assert select.select([ours], [], [], 20)[0], seen
            seen += os.read(ours, 4096).decode()
        return seen

    try:
        shown = await asyncio.to_thread(read_until, "Paste it here: ")
        for pasted, then in (
            (slack.bot_token, "Paste it here: "),
            (slack.app_token, "[y/N] "),
            ("y", "muster run --migrate"),
        ):
            os.write(ours, f"{pasted}\n".encode())
            shown += await asyncio.to_thread(read_until, then)
        assert await process.wait() == 0
    finally:
        os.close(ours)
    assert "Three steps" in shown
    assert slack.bot_token not in shown
    assert slack.app_token not in shown
    assert slack.bot_token in ENV_FILE.read_text(encoding="utf-8")
