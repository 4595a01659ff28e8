"""Sorts the links of a service by what they are for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from models.catalogue_records import MOST_ENTRIES, Link

_RUNBOOK: Final = re.compile(r"run[-_ ]?book|play[-_ ]?book|\bsop\b|troubleshoot", re.IGNORECASE)
_DASHBOARD: Final = re.compile(
    r"dash-?board|grafana|metrics|monitor|kibana|new-?relic|app\.datadoghq\.|observability",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pages:
    """Links, sorted; each stands in one list only."""

    dashboards: tuple[Link, ...] = ()
    runbooks: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()


def sort_pages(links: Iterable[tuple[Link, str]]) -> Pages:
    """Sort links, each with the words that its source has for what it is."""
    sorted_links: dict[str, dict[str, Link]] = {"runbook": {}, "dashboard": {}, "": {}}
    for link, words in links:
        sort = _sort(f"{words} {link.title}") or _sort(link.url)
        sorted_links[sort].setdefault(link.url, link)
    return Pages(
        dashboards=tuple(sorted_links["dashboard"].values())[:MOST_ENTRIES],
        runbooks=tuple(sorted_links["runbook"].values())[:MOST_ENTRIES],
        links=tuple(sorted_links[""].values())[:MOST_ENTRIES],
    )


def _sort(words: str) -> str:
    if _RUNBOOK.search(words):
        return "runbook"
    return "dashboard" if _DASHBOARD.search(words) else ""
