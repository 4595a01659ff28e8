"""The three ways in which a sandbox says no: as Slack would, as a sandbox, and as the client on a desk."""

from typing import Any


class SlackError(Exception):
    """Slack's own answer `{"ok": false, "error": ...}`; `more` is merged into that answer."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class RateLimited(Exception):
    """Too many calls of one method; try again after `retry_after` whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many calls; try again in {retry_after} s.")
        self.retry_after = retry_after


class Untaught(Exception):
    """Something Slack may know but this sandbox has not been taught; it makes the whole run fail."""


class NotPossible(AssertionError):
    """A person could not have done this in the real client; says why, and what there was to do."""
