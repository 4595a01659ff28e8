"""The one place where what went wrong becomes a word to the person, and a log line with the same reference."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from integrations.errors import SlackSaidNo, Unavailable
from integrations.slack import Slack
from templates.message import Message
from templates.replies import form_too_late, our_trouble, record_trouble, refused, slack_trouble
from workflows.errors import Refused
from workflows.late_answers import tell_late
from workflows.privacy import private_incidents_of
from workflows.promises import KeptElsewhere
from workflows.work import Start

log: structlog.stdlib.BoundLogger = structlog.get_logger()

T = TypeVar("T")

#: PostgreSQL's words for a transaction that it undid because of another: deadlock, serialization.
_UNDONE = ("40P01", "40001")


def trouble_in_words(trouble: Exception, typed: str) -> Message:
    """What the person reads. `typed` is given back to them, so that nothing they wrote is lost."""
    match trouble:
        case Refused():
            return refused(trouble.says, typed, trouble.ways)
        case SlackSaidNo(code="expired_trigger_id"):
            log.info("answer.form_too_late")
            return form_too_late(typed)
        case Unavailable() | SlackSaidNo():
            log.warning("answer.slack_trouble", error=str(trouble))
            return slack_trouble(typed)
        case DBAPIError() | PoolTimeout() | TimeoutError() | OSError():
            log.error("answer.record_trouble", error=in_one_line(trouble))
            return record_trouble(typed)
        case _:
            reference = secrets.token_hex(2)
            log.error("answer.fault", reference=reference, exc_info=trouble)
            return our_trouble(reference, typed)


def in_one_line(trouble: Exception) -> str:
    """What went wrong, for the record: its kind and its own first line.

    Of a database's error that is the driver's line, without the statement and what it was to write:
    those are words of people, which may be private.
    """
    own = trouble.orig if isinstance(trouble, StatementError) else trouble
    first = next(iter(str(own).splitlines()), "")
    return ": ".join(filter(None, [type(trouble).__name__, first]))


async def patiently(do: Callable[[], Awaitable[T]]) -> T:
    """Do it, once more where the database undid it for reasons of its own: nothing was kept then."""
    try:
        return await do()
    except DBAPIError as trouble:
        if not is_undone(trouble):
            raise
        log.info("answer.once_more", error=in_one_line(trouble))
        return await do()


def is_undone(trouble: Exception) -> bool:
    """Whether the database undid it because of another transaction: that is nobody's fault."""
    return isinstance(trouble, DBAPIError) and getattr(trouble.orig, "sqlstate", None) in _UNDONE


async def overhear(do: Callable[[], Awaitable[None]]) -> None:
    """Take in what nobody said to us. What goes wrong is logged, since nobody waits for an answer."""
    try:
        await patiently(do)
    except Exception as trouble:  # noqa: BLE001 -- the reply layer: here a failure belongs into the log
        trouble_in_words(trouble, "")


@dataclass(frozen=True, slots=True)
class Answering:
    """How one person is answered privately: where they asked, or else by direct message."""

    slack: Slack
    start: Start
    slack_id: str
    response_url: str | None
    #: Where they spoke to us without giving an address for the answer, and the thread there.
    channel_id: str | None = None
    thread_ts: str | None = None

    async def reply(self, message: Message) -> None:
        """Answer. When Slack cannot be reached, it is said once it can; what Slack refuses for good is logged."""
        if await self._say_where_they_asked(message):
            return
        inside = await self._inside()
        trouble = await self._say_directly(message)
        if isinstance(trouble, SlackSaidNo):
            log.error("answer.lost", error=str(trouble))
        elif trouble is not None:
            await self._keep(message, inside, trouble)

    async def _inside(self) -> set[int] | None:
        """The private incidents of which they may know just now: the answer may be about any of them.

        None where the records do not answer.
        """
        try:
            async with self.start.looking() as session:
                return await private_incidents_of(session, self.slack_id)
        except (SQLAlchemyError, OSError) as gone:
            log.error("answer.record_trouble", error=in_one_line(gone))
            return None

    async def _keep(self, message: Message, inside: set[int] | None, trouble: Unavailable) -> None:
        if inside is None:
            # Whether they may still read it later could not be told.
            log.error("answer.lost", error=str(trouble))
            return
        try:
            async with self.start() as work:
                tell_late(work, self.slack_id, message.blocks, inside)
        except KeptElsewhere:
            log.info("answer.kept_elsewhere")
        except (SQLAlchemyError, OSError) as gone:
            log.error("answer.lost", error=str(trouble), record=in_one_line(gone))
        else:
            log.warning("answer.told_later", error=str(trouble))

    async def _say_where_they_asked(self, message: Message) -> bool:
        for say in (self._say_at_their_address, self._say_in_channel):
            try:
                if await say(message):
                    return True
            except (Unavailable, SlackSaidNo) as gone:
                log.info("answer.address_gone", error=str(gone))
        return False

    async def _say_directly(self, message: Message) -> Unavailable | SlackSaidNo | None:
        """Say it by direct message; gives what stood in the way of that."""
        try:
            channel_id = await self.slack.conversation_with(self.slack_id)
            await self.slack.post(channel_id, message, key=f"answer:{secrets.token_hex(8)}")
        except (Unavailable, SlackSaidNo) as trouble:
            return trouble
        return None

    async def _say_at_their_address(self, message: Message) -> bool:
        if self.response_url is None:
            return False
        await self.slack.whisper(self.response_url, message)
        return True

    async def _say_in_channel(self, message: Message) -> bool:
        if self.channel_id is None:
            return False
        where, thread_ts = self.channel_id, self.thread_ts
        await self.slack.whisper_in(where, self.slack_id, message, thread_ts=thread_ts)
        return True

    async def answer(self, do: Callable[[], Awaitable[None]], *, typed: str) -> None:
        """Carry out what a person asked for, and answer them whatever happens."""
        try:
            await patiently(do)
        except KeptElsewhere:
            log.info("answer.kept_elsewhere")
        except Exception as trouble:  # noqa: BLE001 -- the reply layer: no failure may stay unanswered
            await self.reply(trouble_in_words(trouble, typed))
