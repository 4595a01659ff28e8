"""`/incident service` and `owner`: a service on one screen, for this person's eyes."""

import re
from dataclasses import replace
from typing import Final

from commands import on_call
from commands.command import Command
from commands.request import Typed
from models.service_sheet import ServiceSheet
from templates.message import Message
from templates.own_services import own_services
from templates.service_card import owner_line, service_card
from templates.typed import as_line
from workflows.errors import Refused
from workflows.own_services import own_of, troubled_services
from workflows.service_sheet import LATELY, service_called, service_meant, sheet_of

#: What follows "who" where somebody asks the question in full.
_ON_CALL: Final = re.compile(r"(is )?on[ -]?call(?![\w-])( for\b)?[ ?]*", re.IGNORECASE)


async def show(typed: Typed) -> None:
    """Show everything that is known of a service."""
    if not as_line(typed.words):
        await typed.reply(await _own(typed))
        return
    await typed.reply(service_card(await _sheet(typed), LATELY))


async def owner(typed: Typed) -> None:
    """Say whose a service is, and where they are; or who is on call, where that is asked."""
    words = as_line(typed.words)
    asked = _ON_CALL.match(words)
    # A service may be called so, too.
    if asked and service_called(typed.start.catalogue.current, words) is None:
        await on_call.run(replace(typed, words=words[asked.end() :]))
        return
    await typed.reply(owner_line(await _sheet(typed)))


async def _own(typed: Typed) -> Message:
    async with typed.start.looking() as session:
        theirs = await own_of(session, typed.start.catalogue.current, typed.slack_id)
        troubled = await troubled_services(session, typed.slack_id)
    return own_services(theirs, troubled)


async def _sheet(typed: Typed) -> ServiceSheet:
    words = as_line(typed.words)
    if not words:
        raise Refused("Which service? A few letters of its name are enough.")
    services = typed.start.catalogue.current
    meant = service_meant(services, words)
    async with typed.start.looking() as session:
        return await sheet_of(
            session,
            services,
            meant.key,
            seen_by=typed.slack_id,
            now=typed.start.clock.now(),
            on_call=typed.organisation.duty,
        )


SERVICE = Command(
    name="service",
    usage="[name]",
    help="See a service: whose it is, what it needs, how it has been. Without a name: your own",
    run=show,
)
OWNER = Command(
    name="owner",
    usage="<service>",
    help="See whose a service is, and where they are",
    aliases=("who", "owns"),
    run=owner,
)
