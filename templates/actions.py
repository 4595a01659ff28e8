"""The ids by which Slack tells us what was pressed or submitted: the only list of them."""

from enum import StrEnum


class Action(StrEnum):
    """What can be pressed or chosen on a message. The value names the incident, and more where needed."""

    TAKE_COMMAND = "take_command"
    CHOOSE_ROLE = "choose_role"
    ASK_FOR_ROLE = "ask_for_role"
    HAND_OVER_ROLE = "hand_over_role"
    HAND_BACK_ROLE = "hand_back_role"
    OPEN_ROLES = "open_roles"
    OFFER_HANDOFF = "offer_handoff"
    HAND_OVER_TO = "hand_over_to"
    TAKE_COMMAND_OVER = "take_command_over"
    ACCEPT_HANDOFF = "accept_handoff"
    DECLINE_HANDOFF = "decline_handoff"
    WITHDRAW_HANDOFF = "withdraw_handoff"
    CORRECT_READ_BACK = "correct_read_back"
    WRITE_UPDATE = "write_update"
    CHOOSE_SEVERITY = "choose_severity"
    MITIGATE = "mitigate"
    RESOLVE = "resolve"
    TAKE_TASK = "take_task"
    FINISH_TASK = "finish_task"
    PREVIEW_MERGE = "preview_merge"
    MERGE = "merge"
    PICK_INCIDENT = "pick_incident"
    SET_SHIFT_END = "set_shift_end"
    OPEN_DECLARE = "open_declare"
    REPORT_NEAR_MISS = "report_near_miss"
    TELL_OF_NEAR_MISS = "tell_of_near_miss"
    JOIN_INSTEAD = "join_instead"
    TAKE_SERVICE = "take_service"
    BRING_TEAM = "bring_team"
    ASK_TO_LEAD = "ask_to_lead"
    BRING_OWNERS = "bring_owners"
    CHANGE_SERVICES = "change_services"
    CHOOSE_SERVICE = "choose_service"
    JOIN = "join"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    SNOOZE = "snooze"
    STILL_WORKING = "still_working"
    REVIEW_HELD = "review_held"
    CONFIRM_AUTOMATION = "confirm_automation"
    OPEN_PAGE = "open_page"
    DECLARE_AND_PAGE = "declare_and_page"
    ACKNOWLEDGE_PAGE = "acknowledge_page"
    DECLINE_PAGE = "decline_page"
    ESCALATE_PAGE = "escalate_page"
    ASK_FOR_COVER = "ask_for_cover"
    TAKE_COVER = "take_cover"
    DECLINE_COVER = "decline_cover"
    WITHDRAW_COVER = "withdraw_cover"
    WITHDRAW_OVERRIDE = "withdraw_override"


class Form(StrEnum):
    """The forms that can be submitted."""

    DECLARE = "declare"
    REPORT_NEAR_MISS = "report_near_miss"
    NEAR_MISS = "near_miss"
    SERVICES = "services"
    UPDATE = "update"
    HANDOFF = "handoff"
    READ_BACK = "read_back"
    DECLINE_HANDOFF = "decline_handoff"
    CORRECT_READ_BACK = "correct_read_back"
    ROLES = "roles"
    KEEP = "keep"
    SNOOZE = "snooze"
    RESOLVE = "resolve"
    CANCEL = "cancel"
    FIELDS = "fields"
    PAGE = "page"
    DECLINE_PAGE = "decline_page"
    COVER = "cover"
    OVERRIDE = "override"


class Field(StrEnum):
    """The fields of forms. A field's block id and action id are the same, but for what `block_of` says."""

    TITLE = "title"
    SEVERITY = "severity"
    NOTICED = "noticed"
    HOW = "how"
    WHAT_HAPPENED = "what"
    WHAT_STOPPED_IT = "stopped"
    WHAT_WE_LEARN = "learn"
    SERVICES = "services"
    REGION = "region"
    #: What of the catalogue's suggestions is to be done.
    SUGGESTED = "suggested"
    BEGAN = "began"
    ENDED = "ended"
    WITH_ROOM = "with_room"
    CONDITION = "condition"
    ACTIONS = "actions"
    NEEDS = "needs"
    STATUS = "status"
    ENDED_BY = "ended_by"
    MITIGATED_AT = "mitigated_at"
    RECEIVER = "receiver"
    BRIEFING = "briefing"
    TREND = "trend"
    IMPACT = "impact"
    TRIED = "tried"
    HYPOTHESIS = "hypothesis"
    NEXT_STEPS = "next_steps"
    WAITING = "waiting"
    IF_THEN = "if_then"
    RISKY = "risky"
    READ_BACK = "read_back"
    CORRECTION = "correction"
    INCIDENT = "incident"
    UNTIL = "until"
    WHY = "why"
    POLICY = "policy"
    PEOPLE = "people"
    WORDS = "words"
    SHIFT = "shift"
    SINCE = "since"
    ASKED = "asked"
    IN_RETURN = "in_return"
    INSTEAD_OF = "instead_of"
    #: Every field of the configuration; its key stands in the block id.
    CUSTOM = "custom"


class How(StrEnum):
    """What can be ticked when an incident is declared."""

    PRIVATE = "private"
    DRILL = "drill"
    #: It was over before it is declared.
    PAST = "past"


#: The shortcut on a message that puts it on an incident's timeline.
KEEP_SHORTCUT = "keep_message"
#: The shortcut on a message that declares from it.
DECLARE_FROM_SHORTCUT = "declare_from_message"
#: The global shortcut that opens the declare form.
DECLARE_SHORTCUT = "declare_shortcut"


_PUT = "="


def block_of(field: str, put: str = "") -> str:
    """The block id of a field into which we put something that `put` tells from everything else.

    Slack keeps what stands in a block for as long as its id stays, so a new value needs a new id.
    """
    return f"{field}{_PUT}{put}" if put else field


def field_of(block_id: str) -> str:
    """The field whose block this is."""
    return block_id.partition(_PUT)[0]


def choice(incident_id: int, value: str) -> str:
    """The value of an option that is about an incident: `12:SEV-1`."""
    return f"{incident_id}:{value}"


def chosen(value: str) -> tuple[int, str]:
    """The incident and the value that an option stands for. Raises ValueError for anything else."""
    incident_id, _, rest = value.partition(":")
    return int(incident_id), rest
