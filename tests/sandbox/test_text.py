"""Escaping, tokens, and what becomes of what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import Sandbox
from sandbox.text import (
    as_command_text,
    as_message_text,
    as_shown,
    as_stored,
    escape,
    unescape,
)


@given(st.text())
def test_unescape_undoes_escape(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text())
def test_storing_twice_changes_nothing_more(text: str) -> None:
    assert as_stored(as_stored(text)) == as_stored(text)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("a & b", "a &amp; b"),
        ("a &amp; b", "a &amp; b"),
        ("1 < 2 > 0", "1 &lt; 2 &gt; 0"),
        ("<script>", "&lt;script&gt;"),
        ("<@U012ABCDEF> and <#C012ABCDEF|general>", "<@U012ABCDEF> and <#C012ABCDEF|general>"),
        ("<!here> <!subteam^S012ABC>", "<!here> <!subteam^S012ABC>"),
        ("<https://example.org/a?b=c|label>", "<https://example.org/a?b=c|label>"),
        ("<!date^1392734382^{date}|Feb 18>", "<!date^1392734382^{date}|Feb 18>"),
        ("<!date^1392734382^{date}>", "&lt;!date^1392734382^{date}&gt;"),
    ],
)
def test_only_real_tokens_keep_their_brackets(sent: str, stored: str) -> None:
    assert as_stored(sent) == stored


async def test_a_command_carries_ids_where_the_manifest_asks_for_them(slack: Sandbox) -> None:
    ana, general = slack.person("ana"), slack.channel("general")
    typed = "page @ana about #general & tell @nobody, cc @team-payments"
    group = slack.workspace.token_for("@", "team-payments")
    assert as_command_text(typed, slack.workspace, should_escape=True) == (
        f"page <@{ana.id}|ana> about <#{general.id}|general> &amp; tell @nobody, cc {group}"
    )
    assert as_command_text(typed, slack.workspace, should_escape=False) == typed


async def test_a_private_channel_keeps_its_name_to_itself(slack: Sandbox) -> None:
    security = slack.channel("security")
    text = as_command_text("#security", slack.workspace, should_escape=True)
    assert text == f"<#{security.id}|>"


async def test_a_message_is_stored_with_mentions_and_links(slack: Sandbox) -> None:
    ana = slack.person("ana")
    stored = as_message_text("@ana see https://x.org/a?b=1&c=2 <now> @here", slack.workspace)
    assert stored == f"<@{ana.id}> see <https://x.org/a?b=1&amp;c=2> &lt;now&gt; <!here>"
    assert as_shown(stored, slack.workspace) == (
        "@Ana Silva see https://x.org/a?b=1&c=2 <now> @here"
    )


async def test_somebody_is_mentioned_also_with_a_capital(slack: Sandbox) -> None:
    ana = slack.person("ana").id
    stored = as_message_text("@Ana, see #General and @Nobody", slack.workspace)
    assert stored == f"<@{ana}>, see #General and @Nobody"


async def test_an_address_of_mail_is_no_mention(slack: Sandbox) -> None:
    assert as_message_text("ana@lantern.example", slack.workspace) == "ana@lantern.example"
