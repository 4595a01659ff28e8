"""Beginning a page in an incident, by hand or by itself."""

from collections.abc import Sequence

from models.incident import Incident, Kind
from models.page import Page
from models.timeline import EventKind
from templates.text import Mrkdwn, mrkdwn
from workflows.errors import Refused
from workflows.paging.climbing import MindPage
from workflows.paging.pages import open_pages
from workflows.paging.plans import next_step
from workflows.paging.showing import ShowPage
from workflows.paging.whom import Whom
from workflows.work import Work


async def page(
    work: Work, incident: Incident, whom: Whom, *, words: str = "", why: str = ""
) -> Page:
    """Begin to page in an open incident. `why` says what began it where nobody did.

    Raises Refused when this policy pages there already, or has no step for the incident's severity.
    """
    if incident.kind == Kind.NEAR_MISS:
        raise Refused("A near-miss has no channel to come to, so nobody was paged.")
    first = next_step(whom.policy, incident.severity, 0)
    if first is None:
        raise Refused(
            mrkdwn(
                "{name} has no step for {severity}, so nobody was paged.",
                name=whom.name,
                severity=incident.severity,
            )
        )
    if running := running_already(await open_pages(work.session, incident.id), whom):
        raise Refused(
            mrkdwn(
                "{name} is being paged in {ref} already; the message there shows how far it is. "
                "Nobody was paged anew.",
                name=Mrkdwn(running.name),
                ref=incident.ref,
            )
        )
    made = Page(
        incident_id=incident.id,
        name=whom.name,
        policy_key=whom.policy_key,
        plan=whom.policy.model_dump(mode="json", exclude_defaults=True),
        words=words,
        why=why,
        started_at=work.now,
        started_by=work.actor,
        next_at=work.now + whom.policy.steps[first - 1].wait,
    )
    await work.add(made)
    work.record(
        EventKind.PAGE_STARTED, incident, page=made.id, name=whom.name, words=words, why=why
    )
    work.send(MindPage(incident_id=incident.id, page_id=made.id), at=made.next_at)
    work.send(ShowPage(incident_id=incident.id, page_id=made.id))
    return made


def running_already(pages: Sequence[Page], whom: Whom) -> Page | None:
    """The page that looks for the same people just now."""
    plan = whom.policy.model_dump(mode="json", exclude_defaults=True)
    return next(
        (
            one
            for one in pages
            if one.is_running
            and (one.policy_key == whom.policy_key if whom.policy_key else one.plan == plan)
        ),
        None,
    )
