"""Slack's mrkdwn as Markdown, for reading outside of Slack: people, channels and moments become words."""

import re
from collections.abc import Mapping

from templates.text import Mrkdwn

_TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_BULLET = re.compile(r"^• ", re.MULTILINE)


def markdown(text: Mrkdwn, names: Mapping[str, str]) -> str:
    """Return the text as Markdown. `names` are those of people and channels, by their Slack ids.

    Moments are in UTC. A `<` that a person typed stays escaped, so that no HTML comes of it.
    """
    worded = _TOKEN.sub(lambda token: _words(token[1], token[2] or "", names), text)
    return _BULLET.sub("- ", worded).replace("&gt;", ">").replace("&amp;", "&")


def ids_in(text: Mrkdwn) -> frozenset[str]:
    """Return the Slack ids of the people that are mentioned."""
    return frozenset(token[1][1:] for token in _TOKEN.finditer(text) if token[1][:1] == "@")


def _words(target: str, label: str, names: Mapping[str, str]) -> str:
    sort, slack_id = target[:1], target[1:]
    if sort in {"@", "#"}:
        return sort + (names.get(slack_id) or label or slack_id)
    if sort == "!":
        return label or "@" + slack_id.partition("^")[0]
    return f"[{label}]({target})" if label else f"<{target}>"
