"""Slack's words for no, gathered by what follows from them."""

from typing import Final

#: Of an invitation that changes nothing.
ALREADY_THERE: Final = frozenset({"already_in_channel", "cant_invite_self"})
#: Of an invitation that no other person would make better.
NOT_ABOUT_A_PERSON: Final = frozenset(
    {"channel_not_found", "is_archived", "missing_scope", "not_in_channel", "restricted_action"}
)
#: For a person or a program that is not in the channel.
NOT_THERE: Final = frozenset(
    {"channel_not_found", "is_archived", "not_in_channel", "user_not_in_channel"}
)
#: For a message of ours that can no longer be edited.
GONE: Final = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
#: For a form that stands open already, by an earlier try.
OPEN_ALREADY: Final = "exchanged_trigger_id"
