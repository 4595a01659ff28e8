"""Twilio: text messages, and calls that read a text aloud."""

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from integrations.reaching import Notice, post

#: Said twice, since whoever wakes up misses the beginning.
_TIMES: Final = 2
_LONGEST_SMS: Final = 320


@dataclass(frozen=True, slots=True)
class Account:
    """Whose messages and calls these are."""

    sid: str
    token: str
    #: The number from which they come.
    number: str
    url: str = "https://api.twilio.com"

    async def ask(self, what: str, to: str, **fields: str) -> None:
        """Make a message or a call to a number."""
        await post(
            "twilio",
            f"{self.url}/2010-04-01/Accounts/{self.sid}/{what}.json",
            form={"To": to, "From": self.number, **fields},
            account=(self.sid, self.token),
        )


@dataclass(frozen=True, slots=True)
class Sms:
    """Text messages."""

    account: Account

    async def send(self, to: str, notice: Notice) -> None:
        """Send one, with the link that leads to Slack."""
        words = " ".join([notice.text[:_LONGEST_SMS], *([notice.link] if notice.link else [])])
        await self.account.ask("Messages", to, Body=words)


@dataclass(frozen=True, slots=True)
class Voice:
    """Calls."""

    account: Account

    async def send(self, to: str, notice: Notice) -> None:
        """Call, and read it aloud. It is acknowledged in Slack."""
        say = f"<Say>{escape(notice.text)}</Say>"
        pause = '<Pause length="1"/>'
        words = pause.join([say] * _TIMES)
        await self.account.ask("Calls", to, Twiml=f"<Response>{words}</Response>")
