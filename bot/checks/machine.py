"""Looks at what is on this machine: settings, the configuration file, the zones of the world."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource

from bot.checks.finding import Finding, fault, unknown, well
from bot.settings import Settings
from models.organisation import Organisation
from models.organisation_file import ConfigurationError, load_organisation
from models.wording import meant

_PREFIX = "MUSTER_"
_ENV_FILE = Path(".env")


def read_settings() -> tuple[Settings, list[Finding]]:
    """The settings, with the default in the place of each that is wrong; and what was found."""
    findings = [*_unknown_settings(), *_open_env_file()]
    try:
        return Settings(), findings or [well("Every setting is known and can be read.")]
    except ValidationError as error:
        wrong = {
            str(problem["loc"][0]): problem["msg"] for problem in error.errors() if problem["loc"]
        }
        findings += [
            fault(f"{_PREFIX}{name.upper()} cannot be used: {says}.", "Change it, or leave it out.")
            for name, says in wrong.items()
        ]
        fields = Settings.model_fields
        return Settings(**{name: fields[name].get_default() for name in wrong}), findings


def _unknown_settings() -> list[Finding]:
    known = [f"{_PREFIX}{name.upper()}" for name in Settings.model_fields]
    in_file = DotEnvSettingsSource(Settings).env_vars
    written = {name.upper() for name in (*os.environ, *in_file)}
    findings = []
    for name in sorted(written - set(known)):
        if not name.startswith(_PREFIX):
            continue
        says = f"{name} is not a setting of Muster, so it does nothing."
        likely = meant(name, known)
        findings.append(
            fault(says, f"Did you mean {likely}?") if likely else unknown(says, "Leave it out.")
        )
    return findings


def _open_env_file() -> list[Finding]:
    try:
        mode = _ENV_FILE.stat().st_mode
    except OSError:
        return []
    if os.name != "posix" or not mode & 0o077:
        return []
    return [fault("Other people on this machine may read the secrets in .env.", "chmod 600 .env")]


def look_at_configuration(path: Path | None) -> tuple[Organisation | None, list[Finding]]:
    """The configuration, None where the file is wrong; and what was found."""
    if path is None:
        return Organisation(), [well("There is no configuration file; the defaults hold.")]
    try:
        organisation = load_organisation(path)
    except ConfigurationError as error:
        do = f"Put it right in {error.name}. A bot that runs keeps the version from before."
        return None, [fault(f"Configuration: {problem}", do) for problem in error.problems]
    return organisation, [well(f"The configuration file {path} is in order.")]


def look_at_zones() -> Finding:
    """Whether the world's time zones are known here."""
    try:
        ZoneInfo("Europe/London")
    except (ZoneInfoNotFoundError, OSError):
        return fault(
            "The world's time zones are not known here, so everyone's clock would be taken for UTC.",
            "Install them: `pip install tzdata`.",
        )
    return well("The world's time zones are known here.")
