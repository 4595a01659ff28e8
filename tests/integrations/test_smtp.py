"""E-mail by each way of making the connection safe, against a mail server with a certificate made for the test."""

import asyncio
import ssl
import traceback
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

import integrations.smtp
from integrations.errors import CannotCall, Unavailable
from integrations.reaching import Notice
from integrations.smtp import Security, Smtp

#: Of the library that plays the server, about a server such as some of these are meant to be.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

NOTICE = Notice("SEV-1", "You are paged", "https://slack.com/x", "muster-1-2-abc")
PASSWORD = "correct-horse"
TO = "ben@acme.example"


@dataclass
class Post:
    """A mail server and what it took."""

    port: int = 0
    #: Each mail, and whether it came over a safe connection.
    taken: list[tuple[str, bool]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        assert envelope.rcpt_tos == [TO]
        assert isinstance(envelope.content, bytes)
        assert server.transport is not None
        is_safe = server.transport.get_extra_info("sslcontext") is not None
        self.taken.append((envelope.content.decode(), is_safe))
        return "250 taken"


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """Whoever made the certificates, and is trusted here."""
    ours = trustme.CA()
    ours.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return ours


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


@asynccontextmanager
async def mail_server(
    context: ssl.SSLContext | None, *, at_once: bool = False, password: str = PASSWORD
) -> AsyncIterator[Post]:
    """A server that begins TLS at once, or when it is asked to, or never where it has no certificate."""
    post = Post()

    def lets_in(_: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        return AuthResult(success=given.password == password.encode(), handled=False)

    def talking() -> SMTP:
        asks = None if at_once else context
        return SMTP(
            post,
            hostname="localhost",
            tls_context=asks,
            require_starttls=asks is not None,
            authenticator=lets_in,
            auth_required=True,
            # It takes no note of TLS that was there from the start.
            auth_require_tls=asks is not None,
        )

    async with listening(talking, context if at_once else None) as port:
        post.port = port
        yield post


@asynccontextmanager
async def listening(
    made: Callable[[], asyncio.BaseProtocol], context: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(made, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def mailer(port: int, security: Security, password: str = PASSWORD) -> Smtp:
    return Smtp("localhost", port, "muster@acme.example", security, "muster", password)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_mail_goes_over_a_safe_connection(
    authority: trustme.CA, security: Security
) -> None:
    context = context_of(authority.issue_cert("localhost"))
    async with mail_server(context, at_once=security == "tls") as post:
        await mailer(post.port, security).send(TO, NOTICE)
    ((mail, is_safe),) = post.taken
    assert is_safe
    assert "You are paged" in mail
    assert PASSWORD not in mail


async def test_a_mail_goes_in_the_open_where_that_is_said() -> None:
    async with mail_server(None) as post:
        await mailer(post.port, "none").send(TO, NOTICE)
    ((_, is_safe),) = post.taken
    assert not is_safe


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda _: trustme.CA().issue_cert("localhost"), "its certificate is not trusted"),
        (lambda ours: ours.issue_cert("mail.acme.example"), "its certificate is for another name"),
    ],
    ids=["authority", "name"],
)
async def test_a_certificate_that_is_not_trusted_is_refused(
    authority: trustme.CA,
    security: Security,
    made: Callable[[trustme.CA], trustme.LeafCert],
    why: str,
) -> None:
    context = context_of(made(authority))
    async with mail_server(context, at_once=security == "tls") as post:
        await refused(mailer(post.port, security), CannotCall, why)
    assert not post.taken


async def test_a_wrong_password_is_refused_and_told_to_nobody(authority: trustme.CA) -> None:
    context = context_of(authority.issue_cert("localhost"))
    async with mail_server(context, password="another") as post:
        await refused(mailer(post.port, "starttls"), CannotCall, r"it did not let us in \(535\)")


async def test_no_password_goes_to_a_server_without_starttls() -> None:
    async with mail_server(None) as post:
        await refused(mailer(post.port, "starttls"), CannotCall, "it has no STARTTLS")
    assert not post.taken


async def test_tls_at_a_port_that_does_not_speak_it() -> None:
    async with mail_server(None) as post:
        await refused(mailer(post.port, "tls"), CannotCall, "it does not speak TLS at this port")


async def test_a_password_that_cannot_be_typed_there(authority: trustme.CA) -> None:
    context = context_of(authority.issue_cert("localhost"))
    async with mail_server(context) as post:
        await refused(mailer(post.port, "starttls", "pässwörd"), CannotCall, "UnicodeEncodeError")


class Says(asyncio.Protocol):
    """A server that says something when somebody comes, and then what comes after it."""

    def __init__(self, greeting: bytes, then: Callable[[asyncio.Transport], None]) -> None:
        self.greeting = greeting
        self.then = then

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self.greeting)
        self.then(transport)


def says_little(transport: asyncio.Transport) -> None:
    """A line of an endless greeting, now and again."""
    if not transport.is_closing():
        transport.write(b"220-wait\r\n")
        asyncio.get_running_loop().call_later(0.02, says_little, transport)


@pytest.mark.parametrize("security", ["starttls", "none"])
async def test_a_server_that_greets_and_hangs_up(security: Security) -> None:
    async with listening(lambda: Says(b"220 here\r\n", lambda one: one.close())) as port:
        await refused(mailer(port, security), Unavailable, "it hung up")


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
async def test_a_server_that_hangs_is_not_waited_for(
    security: Security, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrations.smtp, "SECONDS", 0.05)
    async with listening(lambda: Says(b"", lambda _: None)) as port:
        await refused(mailer(port, security), Unavailable, "it did not answer in time")


async def test_nor_is_one_that_says_a_little_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrations.smtp, "_WHOLE", 0.2)
    open_ones: list[asyncio.Transport] = []

    def begin(transport: asyncio.Transport) -> None:
        open_ones.append(transport)
        says_little(transport)

    async with listening(lambda: Says(b"", begin)) as port:
        await refused(mailer(port, "none"), Unavailable, "it did not answer in time")
        for one in open_ones:
            one.abort()


async def refused(by: Smtp, raised: type[Exception], why: str) -> None:
    """Have it try, and see that what it says is no secret."""
    with pytest.raises(raised, match=why) as told:
        await by.send(TO, NOTICE)
    shown = "".join(traceback.format_exception(told.value))
    plain = f"\0{by.user}\0{by.password}".encode()
    for secret in (by.password, b64encode(plain).decode(), TO, "You are paged"):
        assert secret not in shown
