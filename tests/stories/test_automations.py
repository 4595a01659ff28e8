"""Automations: once, only where they are meant, never of a private incident elsewhere, and always told."""

import hashlib
import hmac
import json

import pytest
from aiohttp import web

from models.on_call_file import parse_on_call
from models.organisation import Organisation
from sandbox.state import Channel
from tests.stories.conftest import Story, plain
from tests.stories.teams import organised, with_catalogue

OWN = """\
webhooks: {{inside: ["127.0.0.1"]}}
fields: [{{key: bridge, label: Bridge}}]
automations:
  - name: Worst
    when: {{happens: declared}}
    if: {{severity: [SEV-1]}}
    then:
      - invite: [{dev}]
      - task: {{words: Call the bank, owner: {ben}, due_in: 30m}}
      - assign: {{role: scribe, person: {cara}}}
      - bookmark: {{title: Runbook, link: "https://wiki.example.com/worst"}}
      - post: {{channels: [payments], words: "<!channel> {{{{ title }}}} is bad"}}
      - set_field: {{field: bridge, value: Room 7}}
  - name: After the bridge
    when: {{happens: field set, field: bridge}}
    if: {{kind: [incident, drill]}}
    again: true
    then: [{{set_field: {{field: bridge, value: Room 8}}}}]
  - name: Never
    when: {{happens: declared}}
    then: [{{post: {{channels: [payments], words: never}}}}]
  - name: Secret
    when: {{happens: declared}}
    if: {{private: true}}
    then: [{{task: {{words: Keep quiet}}}}]
  - name: Nobody leads
    when: {{happens: role empty, role: commander, longer_than: 10m}}
    if: {{severity: [SEV-3]}}
    then: [{{task: {{words: Find a commander}}}}]
  - name: Silence
    when: {{happens: no update, longer_than: 25m}}
    if: {{severity: [SEV-3]}}
    again: true
    then: [{{task: {{words: Ask for news}}}}]
"""
TEAM = """\
team: payments
automations:
  - name: Ours
    when: {{happens: declared}}
    if: {{tier: [1], domain: [shop]}}
    then: [{{invite: [{dev}]}}]
"""


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    people = {handle: quiet_story.slack.person(handle).id for handle in ("ben", "cara", "dev")}
    quiet_story.organisation = organised(OWN.format(**people), TEAM.format(**people))
    await with_catalogue(quiet_story)
    return quiet_story


async def tasks(story: Story, channel: Channel) -> str:
    return await story.answered("ana", "/incident tasks", channel)


def said(story: Story, channel: Channel | str) -> str:
    return plain("\n".join(one.shown for one in story.slack.messages(channel)))


async def test_the_worst_sets_off_every_step_and_says_so(story: Story) -> None:
    channel = await story.declared("sev1 all is down <!here>")
    assert {story.dev.id, story.ben.id, story.cara.id} <= set(channel.members)
    assert "Call the bank" in await tasks(story, channel)
    assert "Scribe\n@Cara" in plain(story.card(channel).shown)
    assert "https://wiki.example.com/worst" in str(channel.bookmarks)
    (posted,) = story.slack.messages("payments")
    assert "INC-1: all is down" in plain(posted.shown)
    assert "<!" not in str(posted.blocks)
    told = said(story, channel)
    assert "The automation “Worst” ran: invited 1 person; added task 1, Call the bank; made" in told
    assert "posted in #payments; set bridge to Room 7" in told


async def test_one_sets_off_another_and_never_itself(story: Story) -> None:
    channel = await story.declared("sev1 all is down")
    assert "Bridge\nRoom 8" in plain(story.card(channel).shown)
    assert said(story, channel).count("“After the bridge” ran") == 1


async def test_it_runs_once_however_often_it_is_declared_worse(story: Story) -> None:
    channel = await story.declared("sev1 checkout is down")
    assert said(story, channel).count("“Worst” ran") == 1
    (mistaken,) = [one for one in story.slack.messages(channel) if "words of the" in one.shown]
    await story.pressed("ana", "Change", mistaken)
    await story.slack.wait.modal(story.ana)
    await story.ana.chooses("Affected services", ["Checkout", "Search"])
    await story.ana.submits()
    await story.settle()
    assert said(story, channel).count("“Worst” ran") == 1


async def test_others_are_left_alone(story: Story) -> None:
    channel = await story.declared("search is slow")
    assert "ran:" not in said(story, channel)
    assert not story.slack.messages("payments")
    assert story.dev.id not in channel.members


async def test_a_teams_rule_is_for_its_own_services(story: Story) -> None:
    channel = await story.declared("checkout fails")
    assert story.dev.id in channel.members
    assert "“Ours” of the team payments ran: invited 1 person." in said(story, channel)
    other = await story.declared("the ledger is wrong")
    assert "“Ours”" not in said(story, other)


async def test_a_service_that_is_found_later_brings_its_rule(story: Story) -> None:
    channel = await story.declared("search is slow")
    (mistaken,) = [one for one in story.slack.messages(channel) if "words of the" in one.shown]
    await story.pressed("ana", "Change", mistaken)
    await story.slack.wait.modal(story.ana)
    await story.ana.looks_for("Affected services", "check")
    await story.ana.chooses("Affected services", ["Search", "Checkout"])
    await story.ana.submits()
    await story.settle()
    assert "“Ours” of the team payments ran" in said(story, channel)


async def test_private_ones_only_where_that_is_said(story: Story) -> None:
    channel = await story.declared("private sev1 checkout is down")
    told = said(story, channel)
    assert "“Secret” ran: added task 1, Keep quiet." in told
    assert "“Worst”" not in told
    assert "“Ours”" not in told
    assert not story.slack.messages("payments")
    other = await story.declared("all is slow")
    assert "“Secret”" not in said(story, other)


async def test_a_drill_says_so_elsewhere(story: Story) -> None:
    await story.ana.types("/incident declare drill sev1 all is down", channel="general")
    await story.settle()
    (posted,) = story.slack.messages("payments")
    assert "DRILL" in posted.shown


async def test_nobody_leads_for_long(story: Story) -> None:
    channel = await story.declared("all is slow")
    await story.pass_time(minutes=9)
    await story.pressed("ben", "Take command", story.card(channel))
    await story.pass_time(minutes=5)
    assert "“Nobody leads”" not in said(story, channel)
    await story.answered("ben", "/incident role back commander", channel)
    await story.pass_time(minutes=9)
    assert "“Nobody leads”" not in said(story, channel)
    await story.pass_time(minutes=1)
    assert "“Nobody leads” ran: added task 1, Find a commander." in said(story, channel)


async def test_nobody_leads_at_all(story: Story) -> None:
    channel = await story.declared("all is slow")
    await story.pass_time(minutes=9)
    assert "“Nobody leads”" not in said(story, channel)
    await story.pass_time(minutes=1)
    assert "“Nobody leads” ran: added task 1, Find a commander." in said(story, channel)
    await story.pass_time(minutes=60)
    assert said(story, channel).count("“Nobody leads” ran") == 1


async def test_silence_is_counted_from_the_last_word_and_ends_with_the_incident(
    story: Story,
) -> None:
    channel = await story.declared("all is slow")
    await story.pass_time(minutes=20)
    await story.answered("ben", "/incident update We look at the database", channel)
    await story.pass_time(minutes=24)
    assert "“Silence”" not in said(story, channel)
    await story.pass_time(minutes=1)
    assert said(story, channel).count("“Silence” ran") == 1
    await story.answered("ben", "/incident resolve Restarted", channel)
    await story.pass_time(hours=2)
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert timeline.count("“Silence” ran") == 1


async def test_what_is_over_sets_nothing_off(story: Story) -> None:
    channel = await story.declared("all is slow")
    await story.answered("ben", "/incident resolve Restarted", channel)
    await story.pass_time(hours=2)
    assert "ran:" not in said(story, channel)


class TestAsking:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation()

    async def test_many_people_are_invited_only_after_a_press(self, quiet_story: Story) -> None:
        people = ", ".join(quiet_story.slack.person(one).id for one in ("ben", "cara", "dev"))
        quiet_story.organisation = organised(
            f"""\
            automations:
              - name: Everybody
                when: {{happens: severity changed}}
                if: {{severity: [SEV-1]}}
                confirm_above: 2
                then: [{{invite: [{people}]}}]
            """
        )
        await quiet_story.bot_starts()
        channel = await quiet_story.declared()
        await quiet_story.answered("ana", "/incident severity sev1", channel)
        (asked,) = [one for one in quiet_story.slack.messages(channel) if "asks first" in one.shown]
        assert "would invite 3 people" in plain(asked.shown)
        assert quiet_story.dev.id not in channel.members
        await quiet_story.pressed("ana", "Invite 3 people", asked)
        assert quiet_story.dev.id in channel.members
        assert "“Everybody” ran: invited 3 people." in said(quiet_story, channel)
        await quiet_story.pressed("ana", "Invite 3 people", asked)
        assert "a moment ago" in quiet_story.whispered("ana")


class TestWebhooks:
    @pytest.fixture
    def calls(self) -> list[tuple[dict[str, str], bytes]]:
        return []

    async def test_another_program_is_called_signed_and_again_with_the_same_id(
        self,
        quiet_story: Story,
        calls: list[tuple[dict[str, str], bytes]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async def hear(request: web.Request) -> web.Response:
            calls.append((dict(request.headers), await request.read()))
            return web.Response(status=503 if len(calls) == 1 else 204)

        app = web.Application()
        app.router.add_post("/hook", hear)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        monkeypatch.setenv("WEBHOOK_SECRET_TEST", "s3cret")
        quiet_story.organisation = organised(
            f"""\
            webhooks: {{inside: ["127.0.0.1"]}}
            automations:
              - name: Tell
                when: {{happens: resolved}}
                if: {{severity: [SEV-3]}}
                then: [{{webhook: {{url: "http://127.0.0.1:{port}/hook", secret: WEBHOOK_SECRET_TEST}}}}]
            """
        )
        await quiet_story.bot_starts()
        channel = await quiet_story.declared()
        await quiet_story.answered("ana", "/incident resolve Done", channel)
        await quiet_story.pass_time(minutes=5)
        await runner.cleanup()
        (first, _), (headers, body) = calls
        assert first["Muster-Delivery"] == headers["Muster-Delivery"]
        signed = headers["Muster-Timestamp"].encode() + b"." + body
        wanted = "v1=" + hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
        assert headers["Muster-Signature"] == wanted
        told = json.loads(body)
        assert told["incident"]["ref"] == "INC-1"
        assert told["incident"]["status"] == "resolved"
        assert "“Tell” ran: called another program." in said(quiet_story, channel)


class TestPaging:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation()

    async def test_an_automation_pages_at_the_worst(self, quiet_story: Story) -> None:
        organisation = organised(
            """\
            automations:
              - name: Wake them
                when: {happens: declared}
                if: {severity: [SEV-1]}
                then: [{page: Night watch}]
            """
        )
        duty = f"""
policies: [{{key: night, name: Night watch, steps: [{{notify: [{{person: {quiet_story.ben.id}}}]}}]}}]
"""
        quiet_story.organisation = organisation.with_duty(parse_on_call(duty, "on-call.yaml"))
        await quiet_story.bot_starts()
        channel = await quiet_story.declared("sev1 all is down")
        assert "You are wanted" in quiet_story.told("ben")
        told = said(quiet_story, channel)
        assert "“Wake them” ran: paged Night watch." in told
        assert "because of the automation “Wake them”" in told
        await quiet_story.declared("search is slow")
        assert quiet_story.told("ben").count("You are wanted") == 1
