"""Reads the organisation's configuration, with the files beside it, and says all that is wrong at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from models.configuration_text import (
    ConfigurationError,
    Problem,
    parse,
    path_of,
    read_file,
    text_of,
)
from models.escalation_check import check_automations
from models.on_call import OnCall
from models.on_call_file import parse_on_call
from models.organisation import Organisation
from models.team import Team
from models.team_check import check_organisation, check_team, check_together
from models.wording import printable
from models.yaml_tree import NotReadable, Place, read_tree

__all__ = ["ConfigurationError", "Problem", "load_organisation", "organisation_in", "schema"]

#: As many files as a folder of teams may hold.
MOST_TEAMS = 500

#: What teams' files say, by their names and texts.
_Teams: TypeAlias = dict[tuple[str, str], Team]


@dataclass(frozen=True, slots=True)
class Written:
    """What the organisation's file and those beside it hold, or why one cannot be read."""

    main: bytes
    teams: Mapping[Path, bytes | ConfigurationError]
    #: The file of who is on call; empty where none is named.
    on_call: Mapping[Path, bytes | ConfigurationError]


def load_organisation(path: Path) -> Organisation:
    """Read the configuration from a file. Raises ConfigurationError, also if there is no file."""
    return organisation_in(read_all(path), path)


def read_all(path: Path) -> Written:
    """Read what a configuration's files hold. Raises ConfigurationError if the first cannot be read."""
    main = read_file(path)
    folder, on_call = _named(main, path, "teams"), _named(main, path, "on_call")
    files = sorted(folder.glob("*.yaml"))[: MOST_TEAMS + 1] if folder else []
    return Written(
        main,
        {file: _read(file) for file in files},
        {on_call: _read(on_call)} if on_call else {},
    )


@lru_cache(maxsize=8)
def _named(main: bytes, path: Path, field: str) -> Path | None:
    """What a file names in a field, wrong or not: a file that is wrong elsewhere has others beside it, too."""
    try:
        tree, _ = read_tree(text_of(main, ""))
    except (ConfigurationError, NotReadable):
        return None
    named = tree.value.get(field) if tree and isinstance(tree.value, dict) else None
    return path.parent / named if isinstance(named, str) and named.strip() else None


def _read(file: Path) -> bytes | ConfigurationError:
    try:
        return read_file(file)
    except ConfigurationError as error:
        return error


def organisation_in(written: Written, path: Path) -> Organisation:
    """Read the configuration from what its files held. Raises ConfigurationError with all problems."""
    name = printable(str(path))
    problems: list[Problem] = []
    organisation: Organisation | None = None
    try:
        organisation = parse_organisation(text_of(written.main, name), name)
    except ConfigurationError as error:
        problems += error.problems
    teams, of_teams = _teams_in(written, organisation)
    duty, of_duty = _duty_in(written, organisation)
    problems += [*_problems_of_folder(written, path), *of_teams, *of_duty]
    if duty is not None:
        problems += _problems_of_pages(written, organisation, teams, duty)
    if organisation is None or duty is None or problems:
        raise ConfigurationError(name, problems)
    return organisation.with_teams(list(teams.values())).with_duty(duty)


def _teams_in(written: Written, organisation: Organisation | None) -> tuple[_Teams, list[Problem]]:
    """What the teams' files say, as far as they can be read, and what is wrong with them."""
    teams: _Teams = {}
    problems: list[Problem] = []
    for file, held in written.teams.items():
        file_name = printable(f"{file.parent.name}/{file.name}")
        try:
            text = _text(held, file_name)
            teams[file_name, text] = parse_team(text, file_name, organisation)
        except ConfigurationError as error:
            problems += [replace(one, file=file_name) for one in error.problems]
    return teams, [*problems, *_problems_between(teams)]


def _duty_in(
    written: Written, organisation: Organisation | None
) -> tuple[OnCall | None, list[Problem]]:
    """Who is on call, and what is wrong with the file that says so; None where that cannot be read."""
    for file, held in written.on_call.items():
        file_name = printable(file.name)
        try:
            return parse_on_call(_text(held, file_name), file_name, organisation), []
        except ConfigurationError as error:
            return None, [replace(one, file=file_name) for one in error.problems]
    return OnCall(), []


def _problems_of_pages(
    written: Written, organisation: Organisation | None, teams: _Teams, duty: OnCall
) -> Iterator[Problem]:
    """What is wrong with automations that page, in the organisation's file and in those of the teams."""
    if organisation is not None:
        of_own = check_automations(organisation.automations, duty)
        yield from _placed(of_own, text_of(written.main, ""), "")
    for (file_name, text), team in teams.items():
        yield from _placed(check_automations(team.automations, duty), text, file_name)


def _placed(found: Iterable[tuple[Place, str]], text: str, file_name: str) -> Iterator[Problem]:
    for place, says in found:
        tree, _ = read_tree(text)
        yield Problem(tree.line_of(place) if tree else 0, path_of(place), says, file_name)


def _text(held: bytes | ConfigurationError, file_name: str) -> str:
    if isinstance(held, ConfigurationError):
        raise held
    return text_of(held, file_name)


def _problems_between(teams: _Teams) -> Iterator[Problem]:
    """What is wrong between teams."""
    files = list(teams)
    for number, place, says in check_together(list(teams.values())):
        file_name, text = files[number]
        yield from _placed([(place, says)], text, file_name)


def _problems_of_folder(written: Written, path: Path) -> list[Problem]:
    folder = _named(written.main, path, "teams")
    says = ""
    if folder is None:
        return []
    if len(written.teams) > MOST_TEAMS:
        says = f"names a folder with more than {MOST_TEAMS} files."
    elif not folder.is_dir():
        says = "names a folder that is not there. It is looked for beside this file."
    if not says:
        return []
    tree, _ = read_tree(text_of(written.main, ""))
    return [Problem(tree.line_of(("teams",)) if tree else 0, "teams", says)]


def parse_organisation(text: str, name: str) -> Organisation:
    """Read the organisation's own file from text; `name` stands for it in the error.

    No text, or only comments, gives the defaults. Raises ConfigurationError.
    """
    return parse(text, name, Organisation, check_organisation)


def parse_team(text: str, name: str, organisation: Organisation | None) -> Team:
    """Read a team's file from text. Raises ConfigurationError, also where it loosens a rule.

    Without a usable organisation's file only the team's own words can be looked at.
    """
    return parse(
        text, name, Team, lambda team: check_team(team, organisation) if organisation else {}
    )


def schema(of: type[Organisation] | type[Team] = Organisation) -> dict[str, Any]:
    """The JSON Schema of a file, with which an editor helps while somebody writes one."""
    made = of.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | made
