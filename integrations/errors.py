"""What can go wrong outside, told apart by whether trying again may help."""


class Unavailable(Exception):
    """A service did not answer as it should just now. `retry_after` is its own wish, in seconds."""

    def __init__(self, what: str, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after


class TokenRefused(Unavailable):
    """Slack no longer takes the token. What waits must outlive its change."""


class CannotCall(Exception):
    """A program of somebody else's that cannot be called as its address, its secret or its answer stands."""


class SlackSaidNo(Exception):
    """Slack understood and refused: the same call would be refused again until something changes."""

    def __init__(self, method: str, code: str, detail: str = "") -> None:
        super().__init__(f"{method}: {code}{f' ({detail})' if detail else ''}")
        self.method = method
        self.code = code
