"""What is known of a workspace while the program runs, so that Slack is asked once."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

#: More forms are not open at once.
_FORMS_REMEMBERED = 1000


def counted_by(method: str, arguments: Mapping[str, Any]) -> str:
    """What Slack counts together: posts by their channel, so that one full channel stops no other."""
    if method == "chat.postMessage":
        return f"{method} {arguments.get('channel', '')}"
    return method


@dataclass(slots=True)
class Known:
    """What never changes while the program runs, looked up once."""

    bot_user_id: str = ""
    #: Until when Slack wants to be left alone, by what it counts together.
    not_before: dict[str, datetime] = field(default_factory=dict)
    #: How far the list of channels was read before Slack wanted a pause.
    list_cursor: str = ""
    channels: dict[str, str] = field(default_factory=dict)
    looking_up: asyncio.Lock = field(default_factory=asyncio.Lock)
    conversations: dict[str, str] = field(default_factory=dict)
    #: When the press was that an open form was last drawn for, the newest form last.
    drawn: dict[str, float] = field(default_factory=dict)

    def pause(self, counted: str, now: datetime, pause: timedelta) -> None:
        """Note that Slack wants a pause; pauses that are over are forgotten."""
        self.not_before = {one: until for one, until in self.not_before.items() if until > now}
        self.not_before[counted] = now + pause

    def is_overtaken(self, view_id: str, pressed_at: float) -> bool:
        """Whether a form was drawn for a later press already; if not, it is drawn for this one now."""
        if self.drawn.get(view_id, 0.0) > pressed_at:
            return True
        self.drawn.pop(view_id, None)
        self.drawn[view_id] = pressed_at
        while len(self.drawn) > _FORMS_REMEMBERED:
            del self.drawn[next(iter(self.drawn))]
        return False
