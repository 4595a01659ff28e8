"""A process that ends between two awaits, as far as a story needs one."""

import asyncio
from typing import Any

import pytest

from integrations.slack import Slack


def killed_after(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Let the process end, as it were, after its next post of a kind."""
    posts = Slack.post

    async def post(slack: Slack, *what: Any, key: str, **how: Any) -> str:
        ts = await posts(slack, *what, key=key, **how)
        if key.startswith(f"{kind}:"):
            raise asyncio.CancelledError
        return ts

    monkeypatch.setattr(Slack, "post", post)
