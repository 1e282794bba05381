"""A secret may stand in a file of its own, which nobody else may read; a fault in it is told with the others."""

import os
from pathlib import Path

import pytest

from config import Config, ConfigError
from settings.environment import Environment
from settings.files import openness

SECRETS = ["SECRET_KEY", "DATABASE_URL", "OWNER_DATABASE_URL", "SMTP_URL"]
SECRETS += ["STAFF_OIDC_CLIENT_SECRET", "CITIZEN_OIDC_CLIENT_SECRET"]
OF_OURS = 1000


def written(folder: Path, content: str | bytes, mode: int = 0o600) -> str:
    path = folder / "secret"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_can_come_from_a_file(name: str, tmp_path: Path) -> None:
    value = "sqlite:////srv/åäö.db" if "DATABASE" in name else "smtp://post.region.se"
    environ = {"APP_ENV": "test", "INSTANCE_DIR": str(tmp_path), f"{name}_FILE": written(tmp_path, value + "\n")}
    config = Config.from_env(environ)
    read = {
        "SECRET_KEY": config.secret_key,
        "DATABASE_URL": config.database_url,
        "OWNER_DATABASE_URL": config.owner_database_url,
        "SMTP_URL": config.smtp_url,
        "STAFF_OIDC_CLIENT_SECRET": config.staff_oidc.client_secret,
        "CITIZEN_OIDC_CLIENT_SECRET": config.citizen_oidc.client_secret,
    }
    assert read[name] == value


@pytest.mark.parametrize(("ending", "read"), [("", "x y "), ("\n", "x y "), ("\r\n", "x y ")])
def test_only_the_line_break_at_the_end_is_cut_off(ending: str, read: str, tmp_path: Path) -> None:
    env = Environment({"SMTP_URL_FILE": written(tmp_path, f"x y {ending}")})
    assert env.secret("SMTP_URL") == read
    assert env.faults == []


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        (" \n", 0o600, "is empty"),
        (b"\xff\xfe", 0o600, "is not text in UTF-8"),
        ("x", 0o644, "is open to others than its owner (mode 0644); make it 0600"),
        ("x", 0o602, "is open to others than its owner (mode 0602); make it 0600"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_fault(content: str | bytes, mode: int, told: str, tmp_path: Path) -> None:
    file = written(tmp_path, content, mode)
    env = Environment({"SMTP_URL_FILE": file})
    env.secret("SMTP_URL")
    assert env.faults == [f"SMTP_URL_FILE names {file}, which {told}"]


def test_a_file_that_is_not_there_is_one_fault_and_not_two() -> None:
    with pytest.raises(ConfigError) as refused:
        Config.from_env({"SECRET_KEY_FILE": "/nowhere/secret"})
    about = [fault for fault in refused.value.faults if fault.startswith("SECRET_KEY")]
    assert about == ["SECRET_KEY_FILE names /nowhere/secret, which cannot be read: No such file or directory"]


def test_a_secret_that_is_given_twice_is_a_fault(tmp_path: Path) -> None:
    env = Environment({"SMTP_URL": "smtp://a", "SMTP_URL_FILE": written(tmp_path, "smtp://b")})
    env.secret("SMTP_URL")
    assert env.faults == ["SMTP_URL and SMTP_URL_FILE are both set; set one of them"]


@pytest.mark.parametrize(
    ("mode", "owner", "reader", "well"),
    [
        (0o600, OF_OURS, OF_OURS, True),
        (0o400, OF_OURS, OF_OURS, True),
        (0o640, OF_OURS, OF_OURS, False),
        (0o640, 0, OF_OURS, True),  # as Kubernetes lends it, through fsGroup
        (0o440, 0, OF_OURS, True),
        (0o660, 0, OF_OURS, False),
        (0o644, 0, OF_OURS, False),
        (0o640, 0, 0, False),  # root needs no group
        (0o640, OF_OURS, 0, False),
        (0o604, OF_OURS, OF_OURS, False),
    ],
)
def test_a_group_may_read_only_what_root_lends_to_another_user(mode: int, owner: int, reader: int, well: bool) -> None:
    assert (openness(0o100000 | mode, owner, reader) == "") is well


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    env = Environment({"SMTP_URL_FILE": str(tmp_path)})
    env.secret("SMTP_URL")
    assert len(env.faults) == 1
    assert os.fspath(tmp_path) in env.faults[0]
