"""E-mail by SMTP, with the standard library in a thread: a page is rare, and nobody waits for it meanwhile."""

import asyncio
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

from integrations.errors import CannotCall, Unavailable
from integrations.reaching import SECONDS, Notice

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Smtp:
    """One mail server."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str = ""
    password: str = ""

    async def send(self, to: str, notice: Notice) -> None:
        """Send a mail. One of the same key has the same id, by which mail programs know it again."""
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, to
        mail["Subject"] = " ".join(notice.title.split())
        mail["Message-ID"] = f"<{notice.key}@muster.invalid>"
        mail["X-Priority"] = "1"
        mail.set_content("\n\n".join(filter(None, [notice.text, notice.link])))
        try:
            await asyncio.to_thread(self._hand_over, mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as error:
            raise _refused(error) from None
        except smtplib.SMTPAuthenticationError as error:
            raise CannotCall(f"smtp: it did not let us in ({error.smtp_code})") from None
        except smtplib.SMTPResponseException as error:
            raise _by_code(error.smtp_code) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise Unavailable(f"smtp: {type(error).__name__}") from None

    def _hand_over(self, mail: EmailMessage) -> None:
        context = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            server.send_message(mail)
            # However it says goodbye, it has taken the mail.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()


def _refused(
    error: smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused,
) -> Unavailable | CannotCall:
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _by_code(error.smtp_code)
    codes = [code for code, _ in error.recipients.values()]
    return _by_code(max(codes, default=550))


def _by_code(code: int) -> Unavailable | CannotCall:
    """What a number of the server's means: from 500 it will not change."""
    says = f"smtp answered {code}"
    return CannotCall(says) if code >= 500 else Unavailable(says)  # noqa: PLR2004 -- SMTP's own
