"""The command line as a person meets it: clear words, also where something is missing."""

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.cli import main
from commands import COMMANDS

pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Leave the logs as they were: the program sets them up for the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_init_prints_a_manifest_made_from_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--manifest-only"]) == 0
    manifest = json.loads(capsys.readouterr().out)
    (slash,) = manifest["features"]["slash_commands"]
    assert slash["command"] == "/incident"
    for command in COMMANDS:
        assert command.name in slash["usage_hint"]
    assert main(["init"]) == 0
    assert "Three steps" in capsys.readouterr().out


@pytest.mark.parametrize(
    "address", ["https://muster.example/", "https://muster.example/slack/events"]
)
def test_init_for_http_mode_sends_everything_to_one_address(
    capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert main(["init", "--manifest-only", "--http", address]) == 0
    printed = capsys.readouterr().out
    manifest = json.loads(printed)
    settings = manifest["settings"]
    assert not settings["socket_mode_enabled"]
    (slash,) = manifest["features"]["slash_commands"]
    assert {
        slash["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
    } == {"https://muster.example/slack/events"}
    assert main(["init", "--http", address]) == 0
    said = capsys.readouterr().out
    assert "MUSTER_SLACK_SIGNING_SECRET" in said
    assert "APP_TOKEN" not in said


def test_init_for_http_mode_wants_an_address_that_slack_takes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["init", "--http", "http://muster.example"]) == 1
    assert "https:// addresses only" in capsys.readouterr().err


def test_run_without_tokens_says_which(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["run"]) == 1
    said = capsys.readouterr().err
    assert "MUSTER_SLACK_BOT_TOKEN and MUSTER_SLACK_APP_TOKEN (or MUSTER_SLACK_SIGNING" in said
    monkeypatch.setenv("MUSTER_SLACK_SIGNING_SECRET", "5a5e3f")
    assert main(["run"]) == 1
    assert capsys.readouterr().err.startswith("MUSTER_SLACK_BOT_TOKEN must be set.")


def test_run_wants_one_way_in_and_not_both(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("BOT_TOKEN", "xoxb-1"), ("APP_TOKEN", "xapp-1"), ("SIGNING_SECRET", "5a")):
        monkeypatch.setenv(f"MUSTER_SLACK_{name}", value)
    assert main(["run"]) == 1
    said = capsys.readouterr().err
    assert "set the one that your Slack app uses, not both" in said
    assert "5a" not in said


def test_run_on_a_port_that_is_taken_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("MUSTER_SLACK_BOT_TOKEN", "xoxb-1")
        monkeypatch.setenv("MUSTER_SLACK_SIGNING_SECRET", "5a")
        monkeypatch.setenv("MUSTER_HTTP_PORT", str(port))
        assert main(["run"]) == 1
    said = capsys.readouterr().err
    assert f"cannot listen on 127.0.0.1, port {port}" in said
    assert "MUSTER_HTTP_PORT" in said


def test_run_on_an_unmigrated_database_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("MUSTER_SLACK_APP_TOKEN", "xapp-1")
    assert main(["run"]) == 1
    assert "Run `muster migrate`" in capsys.readouterr().err


def test_migrate_and_a_database_of_another_kind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["migrate"]) == 0
    assert "the newest" in capsys.readouterr().out
    assert Path("muster.db").exists()
    for command in ("migrate", "run"):
        monkeypatch.setenv("MUSTER_DATABASE_URL", "mysql://somewhere/else")
        assert main([command]) == 1
        assert "SQLite or PostgreSQL" in capsys.readouterr().err
        monkeypatch.setenv("MUSTER_DATABASE_URL", "sqlite://")
        assert main([command]) == 1
        assert "A database in memory would forget" in capsys.readouterr().err


def test_doctor_names_each_fault_with_its_mend(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "MUSTER_SLACK_BOT_TOKEN is not set" in said
    assert "Run `muster migrate`" in said


@pytest.mark.parametrize(
    ("secrets", "finding"),
    [
        ({}, "FIX   Neither MUSTER_SLACK_APP_TOKEN (Socket Mode) nor MUSTER_SLACK_SIGNING_SECRET"),
        (
            {"SIGNING_SECRET": "5a"},
            "?     HTTP mode: Slack's requests are taken at 127.0.0.1, port",
        ),
        ({"SIGNING_SECRET": "5a", "APP_TOKEN": "xapp-1"}, "are both set"),
    ],
)
def test_doctor_looks_at_the_way_in(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    secrets: dict[str, str],
    finding: str,
) -> None:
    monkeypatch.setenv("MUSTER_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("MUSTER_SLACK_BASE_URL", "http://127.0.0.1:1/api/")
    for name, value in secrets.items():
        monkeypatch.setenv(f"MUSTER_SLACK_{name}", value)
    main(["doctor"])
    assert finding in capsys.readouterr().out


def test_run_does_not_start_with_a_wrong_configuration(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("muster.yaml").write_text("name: Acme\nhandofs: {}\n", encoding="utf-8")
    monkeypatch.setenv("MUSTER_CONFIG", "muster.yaml")
    assert main(["run"]) == 1
    assert "line 2: `handofs` is not a field that is known here" in capsys.readouterr().err


def test_config_check_points_at_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("muster.yaml").write_text("name: Acme\nseverites:\n  - key: SEV-1\n", encoding="utf-8")
    assert main(["config", "check", "muster.yaml"]) == 1
    said = capsys.readouterr().err
    assert "2" in said
    assert "severities" in said
    Path("muster.yaml").write_text("name: Acme\n", encoding="utf-8")
    assert main(["config", "check", "muster.yaml"]) == 0
    assert main(["config", "check"]) == 1


def test_automations_are_tried_on_the_past(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", f"sqlite:///{tmp_path}/muster.db")
    assert main(["migrate"]) == 0
    capsys.readouterr()
    assert main(["automations", "try", "--days", "7"]) == 0
    assert capsys.readouterr().out == (
        "Tried on 7 days. Automations: 0, runs: 0, incidents: 0. Nothing was done.\n"
    )
    with pytest.raises(SystemExit):
        main(["automations", "try", "--days", "0"])


@pytest.mark.parametrize("group", ["catalog", "automations", "schedule"])
@pytest.mark.parametrize("asked", [["--help"], ["-h"]])
def test_a_group_of_commands_has_help(
    group: str, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([group, *asked])
    assert ended.value.code == 0
    assert f"usage: muster {group}" in capsys.readouterr().out


def test_a_database_that_was_never_migrated_is_told_with_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schedule", "record", "payments"]) == 1
    told = capsys.readouterr().err
    assert "no such table" in told
    assert "`muster migrate` brings the database up to date." in told


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_not_said_to_be_old(
    postgres_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", f"{postgres_url}_not")
    assert main(["schedule", "record", "payments"]) == 1
    told = capsys.readouterr().err
    assert "does not exist" in told
    assert "muster migrate" not in told
