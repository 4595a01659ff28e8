"""The Web API: the gate that every call passes, and the answer in Slack's form."""

from dataclasses import dataclass, field

from sandbox.arguments import Arguments, Spec, specs
from sandbox.core import Core
from sandbox.errors import RateLimited, SlackError, Untaught
from sandbox.methods import METHODS
from sandbox.methods.call import Call
from sandbox.rates import Rates
from sandbox.state import Json, Token

NOT_TAUGHT = "sandbox_not_taught"
# Methods that an app may call before it has a token.
_OPEN = frozenset({"api.test", "oauth.v2.access"})
_FOR_APP_TOKENS = frozenset({"apps.connections.open"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)


class WebApi:
    """Answers calls; whatever the sandbox has not been taught is a 501 and a violation."""

    def __init__(self, core: Core, rates: Rates | None) -> None:
        self.core = core
        self.rates = rates

    def answer(self, method: str, raw: Json, token: str, *, as_json: bool) -> Answer:
        """Carry out one call and return Slack's answer to it."""
        try:
            return self._answer(method, raw, token, as_json=as_json)
        except SlackError as refused:
            return Answer(200, {"ok": False, "error": refused.error, **refused.more})
        except RateLimited as limited:
            return limited_answer(limited.retry_after)
        except Untaught as unknown:
            says = f"the sandbox has not been taught {unknown}"
            self.core.journal.violate(says, method)
            return Answer(501, {"ok": False, "error": NOT_TAUGHT, "detail": says})

    def _answer(self, method: str, raw: Json, value: str, *, as_json: bool) -> Answer:
        spec = specs().get(method)
        if spec is None:
            raise Untaught(f"the method `{method}`")
        token = self._token(spec, value)
        if self.rates is not None:
            self.rates.count(spec, raw, self.core.now())
        if as_json and raw and not spec.takes_json:
            raise Untaught("a JSON body here; Slack takes the arguments of this method as a form")
        self._check_scope(spec, token)
        try:
            body = METHODS[method](Call(self.core, spec, Arguments(spec, raw), token))
        except SlackError as refused:
            self._check_documented(spec, refused.error)
            raise
        scopes = {"x-oauth-scopes": ",".join(sorted(token.scopes))} if token.scopes else {}
        return Answer(200, {"ok": True, **body}, scopes)

    def _token(self, spec: Spec, value: str) -> Token:
        if spec.name in _OPEN:
            return Token("", "bot", self.core.workspace.bot_user, frozenset())
        if not value:
            raise SlackError("not_authed")
        token = self.core.workspace.tokens.get(value)
        if token is None:
            raise SlackError("invalid_auth")
        if token.revoked:
            raise SlackError(token.revoked)
        if token.expires is not None and self.core.now() >= token.expires:
            raise SlackError("token_expired")
        if (token.kind == "app") != (spec.name in _FOR_APP_TOKENS):
            raise SlackError("not_allowed_token_type")
        return token

    def _check_scope(self, spec: Spec, token: Token) -> None:
        if spec.scopes and not token.scopes & set(spec.scopes):
            raise SlackError(
                "missing_scope",
                needed=",".join(spec.scopes),
                provided=",".join(sorted(token.scopes)),
            )

    def _check_documented(self, spec: Spec, error: str) -> None:
        if error not in spec.errors and spec.name != "api.test":
            self.core.journal.violate(
                f"the sandbox answered {error}, which Slack does not document here", spec.name
            )


def limited_answer(retry_after: int) -> Answer:
    """Return the answer to one call too many."""
    return Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(retry_after)})
