"""A team's file: what it adds, and how it is told, with its line, that it may not loosen anything."""

import json
import re
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from ruamel.yaml import YAML

from bot.cli import main
from models.organisation import Organisation
from models.organisation_file import ConfigurationError, load_organisation
from models.rules import automations_of, rules_for
from models.team import Team
from models.wording_places import FILTERS

DOCS = Path(__file__).resolve().parents[2] / "docs/teams.md"


def example() -> str:
    (found,) = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "teams").mkdir()
    (tmp_path / "muster.yaml").write_text("name: Acme\nteams: teams\n", encoding="utf-8")
    return tmp_path


def load(home: Path, **teams: str) -> Organisation:
    for name, text in teams.items():
        (home / "teams" / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    return load_organisation(home / "muster.yaml")


def problems(home: Path, **teams: str) -> list[str]:
    """What the person is told, without the first line."""
    with pytest.raises(ConfigurationError) as wrong:
        load(home, **teams)
    return [line.strip() for line in str(wrong.value).split("\n")[1:]]


def test_the_example_of_the_docs_is_in_order_and_shows_every_field(home: Path) -> None:
    (team,) = load(home, payments=example()).team_files
    assert team.team == "payments"
    assert [name for name in Team.model_fields if not re.search(rf"\b{name}:", example())] == []


def test_without_files_the_rules_are_the_organisation_itself() -> None:
    organisation = Organisation()
    assert rules_for(organisation, ["payments"]) is organisation


def test_a_team_without_a_file_changes_nothing(home: Path) -> None:
    organisation = load(home, payments=example())
    assert rules_for(organisation, ["search"]) is organisation
    assert rules_for(organisation, []) is organisation


def test_a_teams_rules_are_stricter_and_more(home: Path) -> None:
    organisation = load(home, payments=example())
    rules = rules_for(organisation, ["payments"])
    assert rules is rules_for(organisation, ["search", "payments"])
    worst = rules.severity("SEV-1")
    assert worst.update_every == timedelta(minutes=10)
    assert worst.thresholds[-1] == "Card payments fail in any country"
    assert len(worst.thresholds) == 1 + len(organisation.severity("SEV-1").thresholds)
    assert rules.severity("SEV-2") == organisation.severity("SEV-2")
    assert rules.role("commander").first_steps[-1].startswith("Ask the bank's desk")
    assert rules.invites.always == ("U012AB3CD",)
    assert rules.invites.by_severity == {"SEV-1": ("head.of.payments@example.com",)}
    assert rules.channels.also == ("payments-ops",)
    assert [one.key for one in rules.fields] == ["processor", "amount_at_risk"]
    assert rules.wording.announcement is not None
    assert organisation.severity("SEV-1").update_every == timedelta(minutes=15)


def test_of_several_teams_the_strictest_cadence_counts_and_everything_is_added(home: Path) -> None:
    organisation = load(
        home,
        a="{team: a, update_every: {SEV-1: 12m, SEV-2: 20m}, channels: [ops, a-ops]}",
        b="{team: b, update_every: {SEV-1: 5m}, channels: [ops, b-ops]}",
    )
    rules = rules_for(organisation, ["b", "a"])
    assert rules.severity("SEV-1").update_every == timedelta(minutes=5)
    assert rules.severity("SEV-2").update_every == timedelta(minutes=20)
    assert rules.channels.also == ("ops", "a-ops", "b-ops")


def test_automations_keep_their_team(home: Path) -> None:
    organisation = load(home, payments=example())
    assert [team for team, _ in automations_of(organisation)] == ["payments", "payments"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "team: a\nupdate_every:\n  SEV-1: 20m\n",
            "line 3: `update_every.SEV-1` is longer than the organisation's 15 min",
        ),
        (
            "team: a\nseverities: []\n",
            "line 2: `severities` belongs to the organisation's own file",
        ),
        ("team: a\nroles: []\n", "line 2: `roles` belongs to the organisation's own file"),
        ("team: a\nstatuses: []\n", "line 2: `statuses` belongs to the organisation's own file"),
        (
            "team: a\nseverity_examples:\n  SEV-9: [x]\n",
            "line 3: `severity_examples.SEV-9` is not known in the organisation. Did you mean",
        ),
        (
            "team: a\nchecklists:\n  comander: [x]\n",
            "line 3: `checklists.comander` is not known in the organisation. Did you mean `commander`?",
        ),
        (
            "team: a\nfields:\n  - {key: severity, label: x}\n",
            "line 3: `fields[0].key` is something that every incident has already",
        ),
        (
            "team: a\nfields:\n  - {key: v, label: V, kind: choice}\n",
            "line 3: `fields[0].kind` is not one of the words for it.",
        ),
        (
            "team: a\nfields:\n  - {key: v, label: V, kind: select}\n",
            "line 3: `fields[0]` has nothing to choose from",
        ),
        (
            "team: a\nfields:\n  - {key: v, label: V, shown_when: {fields: {w: [x]}}}\n",
            "`fields[0].shown_when.fields.w` is not the key of another field",
        ),
        (
            """\
            team: a
            automations:
              - name: Calm down
                when: {happens: declared}
                if: {severity: [SEV-1]}
                then:
                  - severity: SEV-4
            """,
            (
                "line 7: `automations[0].then[0].severity` does not belong here. An automation cannot "
                "change the severity"
            ),
        ),
        (
            """\
            team: a
            automations:
              - name: Close it
                when: {happens: no update, longer_than: 2h}
                if: {severity: [SEV-4]}
                then:
                  - resolve: true
            """,
            (
                "line 7: `automations[0].then[0].resolve` does not belong here. An automation cannot "
                "end an incident"
            ),
        ),
        (
            "team: a\nautomations: [{name: x, when: {happens: no update}, then: [{invite: [U012AB3CD]}]}]",
            "`automations[0].when` needs `longer_than`",
        ),
        (
            "team: a\nautomations: [{name: x, when: {happens: declared}, then: [{}]}]",
            "`automations[0].then[0]` needs exactly one of: invite",
        ),
        (
            (
                "team: a\nautomations: [{name: x, when: {happens: declared}, if: {sverity: [a]}, "
                "then: [{invite: [U012AB3CD]}]}]"
            ),
            "`automations[0].if.sverity` is not a field that is known here. Did you mean `severity`?",
        ),
        (
            (
                "team: a\nautomations: [{name: x, when: {happens: declared}, if: {severity: [SEV-1]}, "
                "then: [{webhook: {url: 'http://a.example', secret: WEBHOOK_SECRET_A}}]}]"
            ),
            "needs an address that begins with https://",
        ),
        (
            (
                "team: a\nautomations: [{name: x, when: {happens: declared}, if: {severity: [SEV-1]}, "
                "then: [{set_field: {field: v, value: x}}]}]"
            ),
            "`automations[0].then[0].set_field.field` is not a field",
        ),
        ("channels: [a]\n", "`team` is missing. The team's key in the service catalogue"),
    ],
)
def test_what_may_not_be_is_told_with_its_line(home: Path, text: str, told: str) -> None:
    (said,) = problems(home, a=text)
    assert said.startswith("teams/a.yaml")
    assert told in said


@pytest.mark.parametrize(
    "words",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__class__ }}",
        "{{ title['__class__'] }}",
        "{{ cycler() }}",
        "{{ lipsum.__globals__ }}",
        "{{ self }}",
        "{{ config }}",
        "{% for a in title %}{% for b in title %}x{% endfor %}{% endfor %}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'a' * 999999999 }}",
        "{% set x = title %}",
        "{% include 'card' %}",
        "{% import 'os' as os %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{{ title | attr('__class__') }}",
        "{{ title | map(attribute='x') }}",
        "{{ range(9) }}",
        "{{ [1, 2] }}",
        "{{ 1 if",
        "{{ titel }}",
        "{{ field_nothing }}",
        "{% if title %}" * 60,
    ],
)
def test_words_with_more_than_names_are_refused(home: Path, words: str) -> None:
    text = f"team: a\nwording:\n  announcement: {json.dumps(words)}\n"
    (said,) = problems(home, a=text)
    assert said.startswith("teams/a.yaml, line 3: `wording.announcement`")


@pytest.mark.parametrize("name", FILTERS)
def test_words_may_use_every_filter_anywhere(home: Path, name: str) -> None:
    given = "(9)" if name == "cut" else ""
    text = f"team: payments\nwording: {{announcement: '{{{{ title | {name}{given} }}}}'}}"
    (team,) = load(home, payments=text).team_files
    assert name in (team.wording.announcement or "")


def test_all_files_are_told_at_once_each_with_its_name(home: Path) -> None:
    (home / "muster.yaml").write_text("teams: teams\nnames: x\n", encoding="utf-8")
    said = problems(home, a="team: a\nrolls: 1\n", b="- a list\n", c="team: [\n")
    assert len(said) == 4
    assert said[0].startswith("line 2: `names`")
    assert said[1].startswith("teams/a.yaml, line 2: `rolls`")
    assert said[2].startswith("teams/b.yaml, line 1: The file needs fields")
    assert said[3].startswith("teams/c.yaml, line 2: A bracket opens here")


def test_two_files_of_one_team_and_a_field_of_two_kinds_are_told(home: Path) -> None:
    said = problems(
        home,
        a="team: a\nfields: [{key: v, label: V}]\n",
        b="team: b\nfields:\n  - {key: v, label: V, kind: number}\n",
        c="team: a\n",
    )
    assert said == [
        "teams/b.yaml, line 3: `fields[0].key` is a text field of the team `a`. Choose another key.",
        "teams/c.yaml, line 1: `team` names `a`, which has another file already.",
    ]


def test_a_folder_that_is_not_there_is_told_where_it_is_named(home: Path) -> None:
    (home / "muster.yaml").write_text("name: Acme\nteams: crews\n", encoding="utf-8")
    assert problems(home) == [
        "line 2: `teams` names a folder that is not there. It is looked for beside this file."
    ]


def test_the_check_of_the_command_line_looks_at_teams_too(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "teams" / "a.yaml").write_text("team: a\nupdate_every: {SEV-1: 1h}\n", encoding="utf-8")
    assert main(["config", "check", str(home / "muster.yaml")]) == 1
    assert "teams/a.yaml, line 2: `update_every.SEV-1`" in capsys.readouterr().err


def test_the_schema_of_a_teams_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "schema", "team"]) == 0
    schema = json.loads(capsys.readouterr().out)
    written = YAML(typ="safe", pure=True).load(example())
    assert set(written) <= set(schema["properties"])
    assert "if" in schema["$defs"]["Automation"]["properties"]
