"""Schedules on the command line: who is on call, what is odd, and what is wrong in the file."""

import re
from argparse import Namespace
from pathlib import Path

import pytest

from bot.cli import main
from bot.schedules import cli
from models.coverage import Region
from models.escalation import (
    BusinessHours,
    EscalationStep,
    Paging,
    Policy,
    QuietHours,
    Target,
)
from models.on_call import Away, OnCall, Someone
from models.on_call_file import parse_on_call
from models.reach import Contacts, Reach
from models.schedule import Hours, Layer, Override, Schedule
from tests.workflows.on_call.written import at

DOCS = Path(__file__).resolve().parents[2] / "docs/on-call.md"


def examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "on-call.yaml"
    path.write_text(examples()[0], encoding="utf-8")
    return path


def test_the_first_schedule_says_who_is_on_call(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parsed = cli.parse(["show", str(file)])
    assert cli.run(parsed, at("2026-01-14 12:00")) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Payments (payments), by the clocks of Europe/London",
        "  now: bob, until Mon 2026-01-19 09:00",
        "  then: cara",
        "  the next two weeks:",
        "    Wed 2026-01-14 12:00  bob",
        "    Mon 2026-01-19 09:00  cara",
        "    Mon 2026-01-26 09:00  dan",
    ]


def test_the_first_schedule_has_ten_lines_and_the_others_every_field() -> None:
    first, second, *_ = examples()
    assert len(first.splitlines()) <= 10
    made = parse_on_call(second, "on-call.yaml")
    assert len(made.schedules) == 2
    shown = "\n".join(examples())
    of_schedules = (OnCall, Schedule, Layer, Hours, Override, Someone, Away, Region)
    of_pages = (Policy, EscalationStep, Target, BusinessHours, Paging, QuietHours, Contacts, Reach)
    for part in (*of_schedules, *of_pages):
        assert [name for name in part.model_fields if not re.search(rf"\b{name}:", shown)] == []


def test_the_chain_of_the_guide_can_be_read() -> None:
    first, chain, *_ = (one for one in examples() if "policies:" in one)
    for text in (first, chain):
        schedules = "schedules:\n" + "".join(
            f"  - {{key: {key}, name: {key}, zone: UTC}}\n"
            for key in ("payments", "payments-second")
        )
        assert parse_on_call(schedules + text, "on-call.yaml").policies


def test_a_healthy_schedule_has_its_score(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(Namespace(run=cli.lint, path=file), at("2026-01-05 09:00")) == 0
    assert "payments: 9" in capsys.readouterr().out


def test_what_is_wrong_is_told_with_its_line(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(
        examples()[0].replace("Europe/London", "Europe/Lodnon").replace("1 week", "weekly"),
        encoding="utf-8",
    )
    assert main(["schedule", "show", str(file)]) == 1
    told = capsys.readouterr().err
    assert "line 4: `schedules[0].zone` is not a known time zone." in told
    assert "line 9: `schedules[0].layers[0].every` is not the length of a turn." in told


def test_an_empty_file_and_none_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schedule", "lint", str(tmp_path / "no.yaml")]) == 1
    assert "It cannot be opened" in capsys.readouterr().err
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    assert main(["schedule", "show", str(tmp_path / "empty.yaml")]) == 1
    assert "no schedules" in capsys.readouterr().out


def test_a_second_without_a_first_is_told_with_its_line(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = "  - {key: two, name: Two, zone: UTC, second_to: paymants}\npeople:"
    file.write_text(examples()[0].replace("people: {", second + " {"), encoding="utf-8")
    assert main(["schedule", "lint", str(file)]) == 1
    assert (
        "line 10: `schedules[1].second_to` names `paymants`, and no other schedule has that key. "
        "Did you mean `payments`?"
    ) in capsys.readouterr().err


def test_few_people_get_few_points(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(examples()[0].replace(", bob, cara, dan, eve, finn", ""), encoding="utf-8")
    assert cli.run(Namespace(run=cli.lint, path=file), at("2026-01-05 09:00")) == 1
    assert "payments: 17 of 100, 100 % covered." in capsys.readouterr().out


def test_no_export_is_told_with_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "half.json").write_text("{", encoding="utf-8")
    assert main(["schedule", "import", str(tmp_path / "half.json")]) == 1
    assert "half.json: It is not JSON" in capsys.readouterr().err
