"""ntfy: notices on people's phones, by a topic that each of them reads."""

from dataclasses import dataclass
from typing import Final

from integrations.reaching import Notice, post

_URGENT: Final = 5


@dataclass(frozen=True, slots=True)
class Ntfy:
    """One server of ntfy."""

    url: str
    token: str = ""

    async def send(self, to: str, notice: Notice) -> None:
        """Publish to a topic, in a way that rings."""
        body: dict[str, object] = {
            "topic": to,
            "title": notice.title,
            "message": notice.text,
            "priority": _URGENT,
        }
        if notice.link:
            body["click"] = notice.link
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        await post("ntfy", self.url, json=body, headers=headers)
