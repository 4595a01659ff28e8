"""Words that a team writes in the place of ours, checked before anything is rendered."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from models.organisation_parts import Part

LONGEST_TEMPLATE: Final = 3000


def _template(text: str) -> str:
    # Imported here: whoever has no words of their own has no use for Jinja's memory.
    from models.wording_check import check_template

    check_template(text)
    return text


Words = Annotated[str, Field(max_length=LONGEST_TEMPLATE), AfterValidator(_template)]


class Wording(Part):
    """Words in the place of ours. What names the incident, says a drill, and leads on always stays."""

    announcement: Words | None = None
    """What the announcement says below the line that names the incident."""
    briefings: Mapping[str, Words] = Field(default_factory=dict)
    """What somebody who takes a role is told it asks of them, under the role's key."""
