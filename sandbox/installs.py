"""Installing the app: codes that live ten minutes, tokens that may rotate, and their end."""

from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.state import Json, Token
from sandbox.workspace import Workspace

CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(seconds=43_200)


class Installs:
    """Gives out tokens for codes; with token rotation each lives twelve hours and is refreshed."""

    client_id = "1111111111.2222222222"
    client_secret = "sandbox-client-secret"  # noqa: S105 - known on purpose

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self.workspace = workspace
        self.clock = clock
        self.installer = next(workspace.people()).id
        self._codes: dict[str, tuple[datetime, str]] = {}
        self._refresh: dict[str, str] = {}
        settings = workspace.app.manifest.get("settings", {})
        self.rotates = bool(settings.get("token_rotation_enabled"))

    def new_code(self, redirect_uri: str = "") -> str:
        """Return the code with which a browser comes back after somebody allowed the app."""
        code = f"1111111111.{self.workspace.new_id('')}"
        self._codes[code] = (self.clock.now(), redirect_uri)
        return code

    def by_code(self, code: str, redirect_uri: str) -> Token:
        """Return a token for a code; raises Slack's refusals."""
        made, expected = self._codes.get(code, (None, ""))
        if made is None or self.clock.now() - made >= CODE_LIFE:
            raise SlackError("invalid_code")
        if redirect_uri != expected:
            raise SlackError("bad_redirect_uri")
        del self._codes[code]
        return self._new_token()

    def by_refresh_token(self, refresh_token: str) -> Token:
        """Return a new token for a refresh token, which works once."""
        if self._refresh.pop(refresh_token, None) is None:
            raise SlackError("invalid_refresh_token")
        return self._new_token()

    def refresh_json(self, token: Token) -> Json:
        """Return what an answer says beside a token that rotates."""
        if not self.rotates:
            return {}
        refresh = f"xoxe-1-{self.workspace.new_id('')}"
        self._refresh[refresh] = token.value
        return {"refresh_token": refresh, "expires_in": int(TOKEN_LIFE.total_seconds())}

    def _new_token(self) -> Token:
        prefix = "xoxe.xoxb-1-" if self.rotates else "xoxb-"
        token = Token(
            f"{prefix}{self.workspace.new_id('')}",
            "bot",
            self.workspace.bot_user,
            self.workspace.app.scopes,
            expires=self.clock.now() + TOKEN_LIFE if self.rotates else None,
        )
        self.workspace.tokens[token.value] = token
        return token

    def end(self, error: str = "token_revoked") -> None:
        """Make every token of the app dead: `token_revoked`, `account_inactive`, `invalid_auth`."""
        for token in self.workspace.tokens.values():
            token.revoked = error
