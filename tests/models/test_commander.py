"""The commander's role: one person at a time leads an incident, whatever the configuration says."""

import pytest
from pydantic import ValidationError

from models.organisation import Organisation


def roles(**singles: bool) -> list[dict[str, object]]:
    return [
        {"key": key, "name": key.title(), "short": key.title(), "does": "Helps.", "single": single}
        for key, single in singles.items()
    ]


def test_two_people_never_hold_command_at_once() -> None:
    with pytest.raises(ValidationError) as wrong:
        Organisation.model_validate({"roles": roles(commander=False, scribe=True)})
    (error,) = wrong.value.errors()
    assert error["loc"] == ("roles",)
    assert error["msg"] == (
        "lets several people be commander at once. One person at a time leads an incident, so "
        "please leave out `single: false` there."
    )


def test_other_roles_may_have_several() -> None:
    organisation = Organisation.model_validate({"roles": roles(commander=True, helper=False)})
    assert not organisation.role("helper").single
