"""E-mail by SMTP, with the standard library in a thread: a page is rare, and nobody waits for it meanwhile."""

import asyncio
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final, Literal

from integrations.errors import CannotCall, Unavailable
from integrations.reaching import SECONDS, Notice

Security = Literal["starttls", "tls", "none"]

#: How many seconds all of it may take: a server that says a little now and then is not waited for.
_WHOLE: Final = 3 * SECONDS
#: What is wrong with a certificate, by OpenSSL's number for it; anything else is not trusted.
_CERTIFICATE: Final = {
    9: "does not hold yet",
    10: "has run out",
    62: "is for another name",
    64: "is for another name",
}


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
            async with asyncio.timeout(_WHOLE):
                await asyncio.to_thread(self._hand_over, mail)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _meaning(error) from None

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


def _meaning(error: Exception) -> Unavailable | CannotCall:
    """What went wrong, in words that hold no address, no password and nothing of the mail."""
    lasts = True
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _by_code(max((code for code, _ in error.recipients.values()), default=550))
        case smtplib.SMTPAuthenticationError():
            says = f"it did not let us in ({error.smtp_code})"
        case smtplib.SMTPResponseException():
            return _by_code(error.smtp_code)
        case smtplib.SMTPNotSupportedError():
            says = "it has no STARTTLS, or takes no password"
        case ssl.SSLCertVerificationError():
            says = f"its certificate {_CERTIFICATE.get(error.verify_code, 'is not trusted')}"
        case ssl.SSLError(reason="WRONG_VERSION_NUMBER"):
            says = "it does not speak TLS at this port"
        case _:
            lasts, says = isinstance(error, ValueError), _broken_off(error)
    return CannotCall(f"smtp: {says}") if lasts else Unavailable(f"smtp: {says}")


def _broken_off(error: Exception) -> str:
    # The library takes an answer that never came for a connection that was closed.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | BrokenPipeError):
        return "it hung up"
    return type(error).__name__


def _by_code(code: int) -> Unavailable | CannotCall:
    """What a number of the server's means: from 500 it will not change."""
    says = f"smtp answered {code}"
    return CannotCall(says) if code >= 500 else Unavailable(says)  # noqa: PLR2004 -- SMTP's own
