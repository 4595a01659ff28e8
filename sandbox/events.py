"""The Events API: which happenings the app has subscribed to and may see, and how they look."""

from sandbox.core import Core
from sandbox.deliveries import EVENTS
from sandbox.manifest import App, BadManifest
from sandbox.state import Channel, Json, Message

_CHANNELS, _GROUPS = "channels:read", "groups:read"
# Each subscription that the sandbox has been taught, and the scopes of which any one is enough.
SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "member_joined_channel": (_CHANNELS, _GROUPS),
    "member_left_channel": (_CHANNELS, _GROUPS),
    "channel_created": (_CHANNELS,),
    "channel_rename": (_CHANNELS,),
    "channel_archive": (_CHANNELS,),
    "channel_unarchive": (_CHANNELS,),
    "channel_left": (_CHANNELS,),
    "group_rename": (_GROUPS,),
    "group_archive": (_GROUPS,),
    "group_unarchive": (_GROUPS,),
    "group_left": (_GROUPS,),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "subteam_members_changed": ("usergroups:read",),
    "tokens_revoked": (),
    "app_uninstalled": (),
}
_MESSAGE_OF = {
    "public": "message.channels",
    "private": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
_CHANNEL_TYPE = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}


def check_subscriptions(app: App) -> None:
    """Refuse an app that subscribes to what the sandbox does not know or the app may not see."""
    for event in sorted(app.events):
        if event not in SUBSCRIPTIONS:
            raise BadManifest(f"The sandbox has not been taught the event {event}.")
        if (scopes := SUBSCRIPTIONS[event]) and not app.scopes & set(scopes):
            raise BadManifest(f"The event {event} needs one of these scopes: {', '.join(scopes)}.")


def announce(
    core: Core,
    subscription: str,
    event: Json,
    channel: Channel | None = None,
    *,
    needs_bot: bool = True,
) -> None:
    """Send an event to the app if it asked for it and, for a channel's event, is a member there."""
    if subscription not in core.workspace.app.events:
        return
    if channel is not None and needs_bot and not core.has_bot(channel):
        return
    workspace = core.workspace
    event.setdefault("event_ts", workspace.new_ts(core.now()))
    event_id = workspace.new_id("Ev")
    payload = {
        "token": core.verification_token,
        "team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": core.seconds(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
    core.deliveries.send(EVENTS, payload, f"event {subscription}")


def announce_message(core: Core, channel: Channel, message: Message, event: Json) -> None:
    """Send a message's event, and a mention of the app as a second event of its own."""
    event |= {"channel": channel.id, "channel_type": _CHANNEL_TYPE[channel.kind]}
    announce(core, _MESSAGE_OF[channel.kind], event, channel)
    mentioned = f"<@{core.workspace.bot_user}>" in message.text
    if mentioned and channel.is_room and not event.get("subtype"):
        mention = {k: v for k, v in event.items() if k != "channel_type"}
        announce(core, "app_mention", mention | {"type": "app_mention"}, channel)


def of_room(channel: Channel, happening: str) -> str:
    """Return the subscription for what happens to a room: private ones have names of their own."""
    return f"{'group' if channel.private else 'channel'}_{happening}"
