"""The word back to a person whose wish cannot be carried out as it stands."""

from templates.text import Mrkdwn, escape


class Refused(Exception):
    """The person can put it right: `says` is what they read, privately, with what to do next."""

    def __init__(self, says: Mrkdwn | str, *, field: str | None = None) -> None:
        """`field` is the block id of the form's field that it is about, where a form was sent."""
        super().__init__(says)
        self.says = escape(says)
        self.field = field
