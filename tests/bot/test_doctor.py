"""`muster doctor` against a workspace: each fault is one line of what is wrong and one of what to do."""

import os
import shutil
import zoneinfo
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

import migrations
from bot.checks import machine
from bot.checks.finding import Finding, Verdict
from bot.checks.machine import read_settings
from bot.doctor import examine
from bot.settings import Settings
from commands.manifest import SCOPES, manifest
from sandbox import Clock, Sandbox
from workflows.clock import SystemClock

pytestmark = pytest.mark.usefixtures("elsewhere")


@dataclass
class Off:
    """A machine's clock that is wrong."""

    by: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=manifest(), clock=clock).serve() as slack:
        yield slack
        slack.check()


@pytest.fixture
def settings(slack: Sandbox, database_url: str) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_base_url=slack.base_url,
        database_url=database_url,
    )


#: For what has nothing to do with the database.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def found(settings: Settings) -> list[Finding]:
    return await examine(settings, SystemClock())


async def faults(settings: Settings) -> list[str]:
    findings = await found(settings)
    for one in findings:
        assert "\n" not in one.says
        assert "\n" not in one.do
        assert one.says.endswith((".", "?", ":")) or one.verdict is Verdict.FAULT
        assert one.do or one.verdict is not Verdict.FAULT
    return [str(one) for one in findings if one.verdict is Verdict.FAULT]


async def fault(settings: Settings) -> str:
    (told,) = await faults(settings)
    return told


async def test_a_bot_that_stands_on_firm_ground_has_no_fault(
    settings: Settings, slack: Sandbox
) -> None:
    before = len(slack.workspace.channels)
    findings = await found(settings)
    assert [one for one in findings if one.verdict is Verdict.FAULT] == []
    said = "\n".join(map(str, findings))
    for words in (
        "the defaults hold",
        "at revision " + migrations.HEAD,
        "Slack knows the bot as",
        "every scope",
        "clock agrees with Slack's",
        "Socket Mode opens",
        "#incidents is there",
        "does not tell beforehand whether the bot may create channels",
    ):
        assert words in said
    if "postgresql" in settings.database_url:
        assert "clock agrees with the database's" in said
    assert slack.bot_token not in said
    assert slack.app_token not in said
    # It only looked.
    assert len(slack.workspace.channels) == before
    assert slack.bot.id not in slack.channel("incidents").members


@on_sqlite
async def test_one_fault_hides_no_other(settings: Settings, slack: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "muster.yaml").write_text("nam: Acme\nroles: 3\n", encoding="utf-8")
    slack.workspace.tokens[slack.bot_token].revoked = "token_revoked"
    wrong = settings.model_copy(
        update={
            "config": tmp_path / "muster.yaml",
            "database_url": f"sqlite:///{tmp_path / 'none.db'}",
            "slack_app_token": SecretStr("xapp-1-A0-unknown0000"),
        }
    )
    told = await faults(wrong)
    assert [one.partition("\n")[0] for one in told] == [
        "FIX   Configuration: line 1: `nam` is not a field that is known here. Did you mean `name`?",
        told[1].partition("\n")[0],
        f"FIX   There is no database {tmp_path / 'none.db'} yet.",
        "FIX   MUSTER_SLACK_BOT_TOKEN was revoked, or the app was removed from the workspace.",
        "FIX   Slack does not know MUSTER_SLACK_APP_TOKEN.",
    ]
    assert not (tmp_path / "none.db").exists()


@on_sqlite
async def test_each_scope_that_lacks_is_named_with_the_commands_that_need_it(
    settings: Settings, slack: Sandbox
) -> None:
    token = slack.workspace.tokens[slack.bot_token]
    token.scopes -= {"pins:write", "groups:write"}
    told = await faults(settings)
    assert len(told) == 2
    assert f"lacks the scope pins:write: {SCOPES['pins:write']}" in "".join(told)
    assert "`declare`" in told[0]
    assert "install the app to the workspace again" in told[0]


@on_sqlite
@pytest.mark.parametrize(("ahead", "side"), [(90, "90 seconds ahead of"), (-90, "behind")])
async def test_a_clock_that_is_wrong_is_told(settings: Settings, ahead: int, side: str) -> None:
    findings = await examine(settings, Off(timedelta(seconds=ahead)))
    (told,) = [one for one in findings if one.verdict is Verdict.FAULT]
    assert "This machine's clock is" in told.says
    assert "Slack's" in told.says
    if ahead > 0:
        assert side in told.says or "91 seconds ahead" in told.says
    assert "timedatectl" in told.do


async def test_a_little_difference_of_clocks_is_none(settings: Settings) -> None:
    findings = await examine(settings, Off(timedelta(seconds=50)))
    assert [one for one in findings if one.verdict is Verdict.FAULT] == []


@on_sqlite
async def test_slack_out_of_reach_is_one_fault(settings: Settings) -> None:
    away = settings.model_copy(update={"slack_base_url": "http://127.0.0.1:1/api/"})
    assert "Slack cannot be reached" in await fault(away)


@on_sqlite
async def test_what_is_not_slack_is_told_as_out_of_reach(
    settings: Settings, slack: Sandbox
) -> None:
    slack.faults.add(method="auth.test", kind="http_500", times=None)
    assert "what answered was not Slack" in await fault(settings)


@on_sqlite
async def test_tokens_that_were_swapped_are_told_without_asking_slack(
    settings: Settings, slack: Sandbox
) -> None:
    swapped = settings.model_copy(
        update={
            "slack_bot_token": settings.slack_app_token,
            "slack_app_token": settings.slack_bot_token,
        }
    )
    one, other = await faults(swapped)
    assert "MUSTER_SLACK_BOT_TOKEN is an app-level token" in one
    assert "MUSTER_SLACK_APP_TOKEN is the bot token" in other
    assert slack.journal.calls() == []


@on_sqlite
async def test_tokens_of_two_apps_are_told(settings: Settings, slack: Sandbox) -> None:
    token = slack.workspace.tokens.pop(slack.app_token)
    token.value = "xapp-1-A0OTHERAPP-12345678"
    slack.workspace.tokens[token.value] = token
    other = settings.model_copy(update={"slack_app_token": SecretStr(token.value)})
    assert "belong to different apps" in await fault(other)


@on_sqlite
async def test_socket_mode_that_is_switched_off_is_told(settings: Settings, slack: Sandbox) -> None:
    slack.core.socket_mode_off = True
    assert "Socket Mode is switched off" in await fault(settings)


@on_sqlite
async def test_http_mode_needs_its_secret_and_not_both(settings: Settings) -> None:
    secret = SecretStr("8f742231b10e8888abcd99yyyzzz85a5")
    both = settings.model_copy(update={"slack_signing_secret": secret})
    assert "are both set" in await fault(both)
    one = both.model_copy(update={"slack_app_token": SecretStr("")})
    assert await faults(one) == []
    assert any("marked as verified" in finding.do for finding in await found(one))
    short = one.model_copy(update={"slack_signing_secret": SecretStr("8f7")})
    assert "MUSTER_SLACK_SIGNING_SECRET is not whole" in await fault(short)


@on_sqlite
async def test_an_archived_channel_for_announcements_is_told(
    settings: Settings, slack: Sandbox
) -> None:
    slack.channel("incidents").archived = True
    assert "The channel #incidents for announcements is archived" in await fault(settings)


@on_sqlite
async def test_a_channel_for_announcements_that_is_not_there_cannot_be_known(
    settings: Settings, tmp_path: Path
) -> None:
    config = tmp_path / "muster.yaml"
    config.write_text("channels: {announcements: security}\n", encoding="utf-8")
    findings = await found(settings.model_copy(update={"config": config}))
    (told,) = [one for one in findings if "#security" in one.says]
    assert told.verdict is Verdict.UNKNOWN
    assert "/invite" in told.do


@on_sqlite
async def test_people_who_are_named_and_not_there_are_told_with_the_field(
    settings: Settings, slack: Sandbox, tmp_path: Path
) -> None:
    ana = slack.person("ana").id
    gone = next(user for user in slack.workspace.users.values() if user.deleted)
    config = tmp_path / "muster.yaml"
    config.write_text(
        f"invites:\n  always: [{ana}, nobody@lantern.example]\n  private: [nobody@lantern.example]\n"
        f"  by_severity: {{SEV-1: [{gone.id}, ben@lantern.example]}}\n"
        "administrators: [U000000000, nobody@lantern.example]\n",
        encoding="utf-8",
    )
    told = await faults(settings.model_copy(update={"config": config}))
    assert len(told) == 3
    said = "\n".join(told)
    assert (
        "nobody@lantern.example, who is named under invites.always, invites.private, administrators"
        in said
    )
    assert f"{gone.id}, who is named under invites.by_severity.SEV-1, is no longer" in said
    assert "nobody as U000000000, who is named under administrators" in said


@on_sqlite
async def test_channels_and_people_that_are_named_elsewhere_are_looked_for_too(
    settings: Settings, slack: Sandbox, tmp_path: Path
) -> None:
    slack.channel("random").archived = True
    config = tmp_path / "muster.yaml"
    config.write_text(
        "channels: {also: [general, no-such-place]}\n"
        "teams: teams\n"
        "automations:\n"
        "  - name: Bad\n"
        "    when: {happens: declared}\n"
        "    if: {severity: [SEV-1]}\n"
        "    then:\n"
        "      - invite: [S000000000]\n"
        "      - task: {words: Call, owner: owner@lantern.example}\n"
        "      - assign: {role: scribe, person: U000000001}\n"
        "      - post: {channels: [random, no-such-place], words: Hello}\n",
        encoding="utf-8",
    )
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams" / "payments.yaml").write_text(
        "team: payments\nchannels: [no-such-desk]\n", encoding="utf-8"
    )
    told = await faults(settings.model_copy(update={"config": config}))
    assert len(told) == 6
    said = "\n".join(told)
    for words in (
        "#no-such-place, which is named under channels.also, the automation “Bad”, is not among",
        "#no-such-desk, which is named under channels of the team payments, is not among",
        "#random, which is named under the automation “Bad”, is archived",
        "nobody as S000000000, who is named under the automation “Bad”",
        "nobody as owner@lantern.example, who is named under the automation “Bad”",
        "nobody as U000000001, who is named under the automation “Bad”",
    ):
        assert words in said


@on_sqlite
async def test_a_pause_that_slack_wants_is_no_fault(
    settings: Settings, slack: Sandbox, tmp_path: Path
) -> None:
    config = tmp_path / "muster.yaml"
    config.write_text(
        f"invites: {{private: [{slack.person('ben').id}]}}\nadministrators: [{slack.person('ana').id}]\n",
        encoding="utf-8",
    )
    slack.faults.add(method="users.info", kind="ratelimited", times=None)
    slack.faults.add(method="conversations.list", kind="ratelimited", times=None)
    findings = await found(settings.model_copy(update={"config": config}))
    assert [one for one in findings if one.verdict is Verdict.FAULT] == []
    said = "\n".join(map(str, findings))
    assert "not everybody was looked up" in said
    assert "#incidents was not looked for" in said


# The database


@on_sqlite
async def test_a_database_file_that_cannot_be_kept_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "Muster may not write to" in await fault(settings)


@on_sqlite
async def test_a_disk_that_is_nearly_full_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=5 * 1024**2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "There are 5 MiB left" in await fault(settings)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://muster:s3cret@db/muster", "in SQLite or PostgreSQL"),
        ("not a url", "cannot be used"),
        ("sqlite://", "A database in memory"),
        ("postgresql://muster:s3cret@127.0.0.1:1/muster", "does not answer"),
    ],
)
@on_sqlite
async def test_an_address_that_leads_nowhere_is_told_without_its_password(
    settings: Settings, url: str, says: str
) -> None:
    told = await fault(settings.model_copy(update={"database_url": url}))
    assert says in told
    assert "s3cret" not in told


async def test_a_database_that_is_not_at_our_revision_is_told(
    settings: Settings, database_url: str
) -> None:
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))

    def moved_to(revision: str) -> None:
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})

    try:
        moved_to("0001")
        assert "Run `muster migrate`" in await fault(settings)
        moved_to("9999")
        assert "Run a Muster at least as new" in await fault(settings)
    finally:
        moved_to(migrations.HEAD)
        engine.dispose()


# The machine


def test_settings_that_are_wrong_or_unknown_are_told_and_the_rest_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MUSTER_LOG", "loud")
    monkeypatch.setenv("MUSTER_DRAIN_SECONDS", "soon")
    monkeypatch.setenv("MUSTER_DATABASE_URL", "sqlite:///other.db")
    Path(".env").write_text(
        "MUSTER_SLACK_BOTTOKEN=xoxb-secret-secret\nMUSTER_UNRELATED_THING=1\nOTHER=1\n",
        encoding="utf-8",
    )
    Path(".env").chmod(0o600)
    settings, findings = read_settings()
    assert (settings.log, settings.database_url) == ("text", "sqlite:///other.db")
    said = "\n".join(map(str, findings))
    assert "MUSTER_LOG cannot be used" in said
    assert "MUSTER_DRAIN_SECONDS cannot be used" in said
    assert "Did you mean MUSTER_SLACK_BOT_TOKEN?" in said
    assert "?     MUSTER_UNRELATED_THING is not a setting" in said
    assert "OTHER is" not in said
    assert "secret-secret" not in said


def test_a_file_of_secrets_that_others_may_read_is_told() -> None:
    Path(".env").write_text("MUSTER_LOG=text\n", encoding="utf-8")
    Path(".env").chmod(0o644)
    (told,) = read_settings()[1]
    assert told.verdict is Verdict.FAULT
    assert told.do == "chmod 600 .env"
    Path(".env").chmod(0o600)
    (told,) = read_settings()[1]
    assert told.verdict is Verdict.WELL


def test_a_machine_without_zones_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(key: str) -> zoneinfo.ZoneInfo:
        raise zoneinfo.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(machine, "ZoneInfo", nowhere)
    assert machine.look_at_zones().verdict is Verdict.FAULT
