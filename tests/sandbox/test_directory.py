"""users.* and usergroups.*: who works here, and what an administrator changes."""

from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox
from tests.sandbox.conftest import refused


async def test_the_company(slack: Sandbox, client: AsyncWebClient) -> None:
    people = [user for user in slack.workspace.people() if not user.guest]
    assert len(people) == 24
    assert {user.office for user in people} == {"San Francisco", "London", "Singapore"}
    members: list[str] = []
    async for page in await client.users_list(limit=10):
        members += [user["name"] for user in page["members"]]
    assert members[1:6] == ["ana", "ben", "cara", "dev", "emi"]
    assert {"slackbot", "sample", "zoe", "xander"} <= set(members)


async def test_a_user_has_a_zone_whose_offset_follows_the_season(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    about = (await client.users_info(user=ana.id))["user"]
    assert (about["tz"], about["tz_offset"]) == ("Europe/London", 0)
    assert about["profile"]["email"] == "ana@lantern.example"
    await slack.advance(timedelta(days=60))
    assert (await client.users_info(user=ana.id))["user"]["tz_offset"] == 3600
    slack.staff.move("ana", "Asia/Singapore")
    assert (await client.users_info(user=ana.id))["user"]["tz_offset"] == 8 * 3600


async def test_those_who_left_have_no_zone(slack: Sandbox, client: AsyncWebClient) -> None:
    about = (await client.users_info(user=slack.person("xander").id))["user"]
    assert about["deleted"]
    assert "tz" not in about
    assert await refused(client.users_info(user="U0NOBODY00")) == "user_not_found"


async def test_the_address_needs_its_scope(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    found = await client.users_lookupByEmail(email="ANA@lantern.example")
    assert found["user"]["id"] == ana.id
    missing = client.users_lookupByEmail(email="nobody@lantern.example")
    assert await refused(missing) == "users_not_found"
    slack.workspace.tokens[slack.bot_token].scopes -= {"users:read.email"}
    assert "email" not in (await client.users_info(user=ana.id))["user"]["profile"]
    again = client.users_lookupByEmail(email="ana@lantern.example")
    assert await refused(again) == "missing_scope"


async def test_profiles(client: AsyncWebClient, ana: Person) -> None:
    profile = (await client.users_profile_get(user=ana.id))["profile"]
    assert (profile["real_name"], profile["display_name"]) == ("Ana Silva", "")
    assert (await client.users_profile_get())["profile"]["bot_id"]


async def test_groups(slack: Sandbox, client: AsyncWebClient, ana: Person) -> None:
    listed = await client.usergroups_list(include_users=True, include_count=True)
    payments = next(g for g in listed["usergroups"] if g["handle"] == "team-payments")
    assert ana.id in payments["users"]
    assert payments["user_count"] == len(payments["users"])
    slack.staff.regroup("team-payments", ["cara"])
    members = await client.usergroups_users_list(usergroup=payments["id"])
    assert members["users"] == [slack.person("cara").id]
    assert await refused(client.usergroups_users_list(usergroup="S0NOTHING0")) == "no_such_subteam"


async def test_an_app_may_fill_a_group_and_never_empty_it(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    group = next(g for g in slack.workspace.groups.values() if g.handle == "team-payments")
    cara = slack.person("cara").id
    answer = await client.usergroups_users_update(usergroup=group.id, users=[cara, ana.id])
    assert answer["usergroup"]["users"] == [cara, ana.id] == group.members
    for users, error in (
        (["U0NOTHING0"], "invalid_users"),
        ([slack.bot.id], "invalid_users"),
    ):
        refusal = client.usergroups_users_update(usergroup=group.id, users=users)
        assert await refused(refusal) == error
    nobody = client.api_call("usergroups.users.update", json={"usergroup": group.id, "users": []})
    assert await refused(nobody) == "invalid_arguments"
    unknown = client.usergroups_users_update(usergroup="S0NOTHING0", users=[cara])
    assert await refused(unknown) == "no_such_subteam"
    assert group.members == [cara, ana.id]
    slack.workspace.rules.paid = False
    free = client.usergroups_users_update(usergroup=group.id, users=[cara])
    assert await refused(free) == "plan_upgrade_required"


async def test_the_free_plan_has_no_groups(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.workspace.rules.paid = False
    assert await refused(client.usergroups_list()) == "plan_upgrade_required"


async def test_people_come_and_go(slack: Sandbox, client: AsyncWebClient) -> None:
    kim = slack.staff.hire("kim", "Kim Park", "Asia/Seoul")
    assert (await client.users_info(user=kim.id))["user"]["tz"] == "Asia/Seoul"
    assert kim.id in slack.channel("general").members
    slack.staff.let_go("kim")
    assert (await client.users_info(user=kim.id))["user"]["deleted"]
