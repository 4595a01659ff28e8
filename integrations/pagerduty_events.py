"""PagerDuty's Events API v2: an alarm there for a page here, which follows what people answer."""

import json
from dataclasses import dataclass
from typing import Final

from integrations.errors import CannotCall
from integrations.reaching import Notice, post

_LONGEST: Final = 1024


@dataclass(frozen=True, slots=True)
class PagerDutyEvents:
    """One integration of a service there."""

    routing_key: str
    url: str = "https://events.pagerduty.com"

    async def send(self, to: str, notice: Notice) -> None:
        """Trigger an alarm, or ring again in the one of the same key. `to` has no meaning here."""
        del to
        links = [{"href": notice.link, "text": "Slack"}] if notice.link else []
        payload = {"summary": notice.text[:_LONGEST], "source": "Muster", "severity": "critical"}
        await self._event("trigger", notice.key, payload=payload, links=links)

    async def acknowledge(self, key: str) -> None:
        """Say there that somebody looks after it."""
        await self._event("acknowledge", key)

    async def resolve(self, key: str) -> None:
        """Say there that it is over."""
        await self._event("resolve", key)

    async def _event(self, action: str, key: str, **more: object) -> None:
        body = {
            "routing_key": self.routing_key,
            "event_action": action,
            "dedup_key": key,
            **more,
        }
        answer = await post("pagerduty", f"{self.url}/v2/enqueue", json=body)
        try:
            taken = json.loads(answer)["status"] == "success"
        except (ValueError, KeyError, TypeError):
            taken = False
        if not taken:
            raise CannotCall("pagerduty did not say that it took it")
