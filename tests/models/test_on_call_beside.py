"""The file of who is on call, which the organisation's own file names."""

from pathlib import Path

import pytest

from models.organisation_file import ConfigurationError, load_organisation

GOOD = """
schedules:
  - key: payments
    name: Payments
    zone: Europe/London
    layers: [{name: Weekly, people: [ann], first_turn: "2026-03-02 09:00", every: 1 week}]
people: {ann: {slack: ann@acme.example}}
"""


def written(folder: Path, on_call: str | None) -> Path:
    main = folder / "muster.yaml"
    main.write_text("name: Acme\non_call: on-call.yaml\n", encoding="utf-8")
    if on_call is not None:
        (folder / "on-call.yaml").write_text(on_call, encoding="utf-8")
    return main


def test_it_is_read_with_the_organisation(tmp_path: Path) -> None:
    duty = load_organisation(written(tmp_path, GOOD)).duty
    assert [one.key for one in duty.schedules] == ["payments"]
    assert duty.people["ann"].slack == "ann@acme.example"
    assert duty.schedule("payments") is duty.schedules[0]
    assert duty.schedule("checkout") is None


def test_what_is_wrong_in_it_is_told_with_its_name_and_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as wrong:
        load_organisation(written(tmp_path, GOOD.replace("Europe/London", "Europe/Lodnon")))
    assert "on-call.yaml, line 5: `schedules[0].zone` is not a known time zone." in str(wrong.value)


def test_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"on-call\.yaml: It cannot be opened"):
        load_organisation(written(tmp_path, None))


def test_without_a_file_nobody_is_on_call(tmp_path: Path) -> None:
    main = tmp_path / "muster.yaml"
    main.write_text("name: Acme\n", encoding="utf-8")
    assert load_organisation(main).duty.schedules == ()


def test_an_automation_that_pages_names_a_policy_that_is_there(tmp_path: Path) -> None:
    policy = "policies: [{key: nights, name: Nights, steps: [{notify: [{person: ann}]}]}]\n"
    main = written(tmp_path, GOOD + policy)
    rule = "automations:\n  - {name: A, when: {happens: declared}, if: {drill: true}, then: [{page: night}]}\n"
    main.write_text(main.read_text(encoding="utf-8") + rule, encoding="utf-8")
    with pytest.raises(ConfigurationError) as wrong:
        load_organisation(main)
    says = "line 4: `automations[0].then[0].page` names `night`, and no policy has that key."
    assert says in str(wrong.value)
    assert "Did you mean `nights`?" in str(wrong.value)
    main.write_text(main.read_text(encoding="utf-8").replace("page: night}", "page: Nights}"))
    assert load_organisation(main).automations[0].then[0].page == "Nights"
