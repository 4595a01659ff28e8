"""Keeps what looks like a secret out of records and findings."""

import re
from typing import Final

LEFT_OUT: Final = "[left out]"

#: Forms that no honest name or sentence has. Bounded everywhere, so that no text makes them slow.
_SECRET: Final = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]{8,300}|xapp-[\w-]{8,300}"
    r"|gh[pousr]_\w{16,255}|github_pat_\w{16,255}|glpat-[\w-]{16,100}"
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[\w-]{30,45}"
    r"|\b[spr]k[-_](?:live|test|proj|ant)[-_][\w-]{12,300}|\bsk-[A-Za-z0-9]{20,200}"
    r"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,40}-----|\Z)"
    r"|eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}(?:\.[\w-]{0,2000})?"
    r"|(?:https?://)?hooks\.slack\.com/(?:services|workflows|triggers)/[\w/-]{1,300}"
    r"|(?:https?://)?events(?:\.eu)?\.pagerduty\.com/integration/\w{1,100}[\w/]{0,50}"
    r"|(?:https?://)?discord(?:app)?\.com/api/webhooks/[\w/-]{1,300}"
    r"|https?://[^\s/@:]{0,200}:[^\s/@]{1,200}@[^\s\"'<>]{0,500}"
)
_IN_QUERY: Final = re.compile(
    r"([?&;#](?:access_?token|api_?key|app_?key|auth|auth_?token|client_?secret|key|password|passwd"
    r"|pwd|secret|sig|signature|token|x-amz-signature)=)[^&\s#\"'<>]{4,2000}",
    re.IGNORECASE,
)
_KEY: Final = re.compile(
    r"token|secret|passw(?:or)?d|api[-_.]?key|integration[-_.]?key|routing[-_.]?key|service[-_.]?key"
    r"|private[-_.]?key|access[-_.]?key|credential|webhook|hook[-_.]?url",
    re.IGNORECASE,
)
#: The form of an integration key, which people put where an id belongs.
_BARE_KEY: Final = re.compile(
    r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|R[0-9A-Z]{31}", re.IGNORECASE
)


def is_secret_field(name: str) -> bool:
    """Whether a field of this name is there to hold a secret."""
    return bool(_KEY.search(name))


def is_secret(text: str) -> bool:
    """Whether a name, id or address holds a secret."""
    return bool(_SECRET.search(text) or _IN_QUERY.search(text) or _BARE_KEY.fullmatch(text))


def without_secrets(text: str) -> str:
    """Give a text with every secret in it replaced."""
    return _IN_QUERY.sub(rf"\g<1>{LEFT_OUT}", _SECRET.sub(LEFT_OUT, text))
