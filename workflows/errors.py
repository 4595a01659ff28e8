"""The word back to a person whose wish cannot be carried out as it stands."""

from collections.abc import Sequence

from models.incident import Incident, Kind
from templates.dates import when
from templates.elements import Element
from templates.text import Mrkdwn, code, escape, mrkdwn


class Refused(Exception):
    """The person can put it right: `says` is what they read, privately, with what to do next."""

    def __init__(
        self, says: Mrkdwn | str, *, field: str | None = None, ways: Sequence[Element] = ()
    ) -> None:
        """`field` is the block id of the form's field that it is about, where a form was sent.

        `ways` are buttons and menus by which the person can go on, where it was not a form.
        """
        super().__init__(says)
        self.says = escape(says)
        self.field = field
        self.ways = ways


class NobodyCalled(Refused):
    """A name that was meant for a person, and that Slack made no person of."""

    def __init__(self, name: str, nothing: str) -> None:
        """`nothing` says what was not done for it."""
        super().__init__(
            mrkdwn(
                "Slack knows nobody called {name}. Choose the person from the list that opens while "
                "you type. {nothing}",
                name=name,
                nothing=nothing,
            )
        )


class IncidentIsClosed(Refused):
    """The incident is over, and its record stays as it is."""

    def __init__(self, incident: Incident) -> None:
        """Say since when it is over, and how to go on."""
        if incident.kind == Kind.NEAR_MISS:
            super().__init__(
                f"{incident.ref} is a near-miss: nothing is open, so nothing was changed. "
                f"`/incident show {incident.ref}` shows it, and there you can tell more of it."
            )
            return
        if incident.merged_into_id is not None:
            super().__init__(_merged(incident, f"INC-{incident.merged_into_id}"))
            return
        super().__init__(
            mrkdwn(
                "{ref} was {status} {at}, so nothing was changed. "
                "If it is back, type {reopen} first.",
                ref=incident.ref,
                status=incident.status,
                at=when(incident.ended_at) if incident.ended_at else "",
                reopen=code(f"/incident reopen {incident.ref}"),
            )
        )


def _merged(incident: Incident, other: str) -> Mrkdwn:
    return mrkdwn(
        "{ref} goes on as part of {other}, so nothing was changed here. Do the same in the channel "
        "of {other}, or name it: {example}.",
        ref=incident.ref,
        other=other,
        example=code(f"/incident update {other} We are rolling back"),
    )
