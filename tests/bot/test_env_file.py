"""Secrets are kept in `.env` beside what stands there, for their owner alone, wholly or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.env_file import _with, keep_in
from bot.settings import Settings

NAME = "MUSTER_SLACK_BOT_TOKEN"


def test_a_new_file_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    keep_in(path, {NAME: "xoxb-1"})
    assert path.read_text(encoding="utf-8") == f"{NAME}=xoxb-1\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_other_lines_stay_and_an_open_file_is_closed(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(
        f"# ours\nMUSTER_LOG=json\nexport {NAME} = 'old'\nPOSTGRES_PASSWORD=p\n{NAME}=older",
        encoding="utf-8",
    )
    path.chmod(0o644)
    keep_in(path, {NAME: "xoxb-1", "MUSTER_SLACK_APP_TOKEN": "xapp-1"})
    assert path.read_text(encoding="utf-8") == (
        f"# ours\nMUSTER_LOG=json\n{NAME}=xoxb-1\nPOSTGRES_PASSWORD=p\nMUSTER_SLACK_APP_TOKEN=xapp-1\n"
    )
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    target = tmp_path / "kept" / "secrets"
    target.write_text("A=1\n", encoding="utf-8")
    (tmp_path / ".env").symlink_to(target)
    keep_in(tmp_path / ".env", {NAME: "xoxb-1"})
    assert (tmp_path / ".env").is_symlink()
    assert target.read_text(encoding="utf-8") == f"A=1\n{NAME}=xoxb-1\n"


def test_what_goes_wrong_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"A=\xff\xfe\n")
    with pytest.raises(ValueError, match="utf-8"):
        keep_in(path, {NAME: "xoxb-1"})
    assert path.read_bytes() == b"A=\xff\xfe\n"
    assert list(tmp_path.iterdir()) == [path]


@given(
    st.text(alphabet=st.characters(codec="utf-8")),
    st.from_regex(r"[A-Za-z0-9-]{1,40}", fullmatch=True),
)
def test_whatever_stands_there_the_value_is_found_once(written: str, value: str) -> None:
    kept = _with(written, {NAME: value})
    assert kept.splitlines().count(f"{NAME}={value}") == 1
    assert _with(kept, {NAME: value}) == kept


def test_the_settings_read_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(NAME, raising=False)
    keep_in(Path(".env"), {NAME: "xoxb-1"})
    assert Settings().slack_bot_token.get_secret_value() == "xoxb-1"
