"""Compares this machine's clock with another: signatures, reminders and handoffs go by it."""

from datetime import datetime, timedelta

from bot.checks.finding import Finding, fault, well


def look_at_clock(*, ours: datetime, theirs: datetime, whose: str, within: timedelta) -> Finding:
    """Whether two clocks, read at one moment, agree. `whose` names the other: "Slack's"."""
    ahead = ours - theirs
    if abs(ahead) <= within:
        return well(f"This machine's clock agrees with {whose}.")
    seconds = abs(round(ahead.total_seconds()))
    side = "ahead of" if ahead > timedelta(0) else "behind"
    return fault(
        f"This machine's clock is {seconds} seconds {side} {whose}.",
        "Set both by a time server, such as with `timedatectl set-ntp true`.",
    )
