"""Settings: where Slack, the database and the configuration are. From the environment or a `.env` file."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

#: The path at which Slack finds the bot in HTTP mode.
SLACK_PATH = "/slack/events"
#: The port on which the web server listens in HTTP mode unless another is set.
DEFAULT_PORT = 3000


class Settings(BaseSettings):
    """Read once by the command line and passed on. Every variable begins with MUSTER_."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_", env_file=".env", extra="ignore")

    slack_bot_token: SecretStr = SecretStr("")
    """The bot's token, which begins with xoxb-."""
    slack_app_token: SecretStr = SecretStr("")
    """The app-level token for Socket Mode, which begins with xapp-."""
    slack_signing_secret: SecretStr = SecretStr("")
    """The signing secret for HTTP mode, in place of the app-level token."""
    http_host: str = "127.0.0.1"
    """The address on which the bot's own web server listens."""
    http_port: int | None = Field(default=None, ge=0, le=65535)
    """Its port, for Slack in HTTP mode (3000 unless set) and for the health checks; 0 takes any free one.

    In Socket Mode there is no web server unless a port is set.
    """
    slack_base_url: str = "https://slack.com/api/"
    """Where Slack's Web API is; a sandbox gives another."""
    slack_timeout_seconds: float = Field(default=10.0, gt=0, le=15)
    """How many seconds one call to Slack may take before it counts as unanswered, 15 at most."""
    database_url: str = "sqlite:///muster.db"
    """SQLite or PostgreSQL, such as `postgresql://muster@db/muster`."""
    config: Path | None = None
    """The organisation's configuration file; without one the defaults hold."""
    backstage_token: SecretStr = SecretStr("")
    """The token for a Backstage that the catalogue is read from."""
    smtp_host: str = ""
    """The mail server by which people are paged by e-mail."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    """Its port."""
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection to it is made safe: `starttls`, `tls` (from the start, at port 465) or `none`."""
    smtp_from: str = ""
    """The address from which these mails come."""
    smtp_user: str = ""
    """The name by which the mail server knows Muster; empty: it asks for none."""
    smtp_password: SecretStr = SecretStr("")
    """The password for that name."""
    ntfy_url: str = ""
    """The ntfy server by which people are paged, such as `https://ntfy.sh`."""
    ntfy_token: SecretStr = SecretStr("")
    """The access token for it, where it wants one."""
    twilio_account: str = ""
    """The account of Twilio's by which people are paged by text message and call; it begins with AC."""
    twilio_token: SecretStr = SecretStr("")
    """Its auth token."""
    twilio_number: str = ""
    """The number from which these messages and calls come, such as `+15005550006`."""
    twilio_url: str = "https://api.twilio.com"
    """Where Twilio's API is."""
    pagerduty_key: SecretStr = SecretStr("")
    """The routing key of an Events API v2 integration, for pages that ring in PagerDuty, too."""
    pagerduty_url: str = "https://events.pagerduty.com"
    """Where PagerDuty's Events API is."""
    log: Literal["text", "json"] = "text"
    """How log lines are written: `text` for people, `json` for machines."""
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info")
    """The least that is logged: `debug`, `info`, `warning` or `error`."""
    drain_seconds: float = 10.0
    """How many seconds a stop waits for what is under way. The rest comes up again at the next start."""

    @property
    def is_http_mode(self) -> bool:
        """Whether Slack sends requests to us, instead of us keeping a connection open to Slack."""
        return bool(self.slack_signing_secret.get_secret_value())

    @property
    def web_port(self) -> int | None:
        """The port of the bot's own web server, or None where there is to be none."""
        if self.http_port is None and self.is_http_mode:
            return DEFAULT_PORT
        return self.http_port
