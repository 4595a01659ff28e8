"""What somebody's own words may speak of: the places of a template, and what may be done with them."""

from typing import Final

#: What a template may speak of, as far as every incident has it.
FACTS: Final = (
    "ref",
    "title",
    "severity",
    "severity_name",
    "status",
    "region",
    "noticed",
    "kind",
    "commander",
    "declared_by",
    "declared_at",
    "began_at",
    "room",
    "latest_update",
    "services",
)
#: A custom field by its key: `field_vendor`.
FIELD_PREFIX: Final = "field_"
FILTERS: Final = ("bold", "code", "italic", "link", "cut", "default")
