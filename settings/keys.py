"""The two secrets of the installation itself: what signs forms, and the key file."""

import secrets
from pathlib import Path
from typing import Final

from settings.environment import DEMO, TEST, Environment

TEST_SECRET: Final = "a-secret-that-only-tests-use-0123456789"  # noqa: S105  guards nothing: only APP_ENV=test gets it
GUESSABLE: Final = ("secret", "changeme", "change-me", "change_me", "password", "example", "vardinkorg", "12345678")
SECRET_BYTES: Final = 32
DISTINCT_BYTES: Final = 8


def secret_key(env: Environment) -> str:
    """Never printed; in production long and not to be guessed. A demo makes one and keeps it."""
    if env.app_env == TEST:
        return env.secret("SECRET_KEY") or TEST_SECRET
    if env.app_env == DEMO:
        return env.secret("SECRET_KEY") or _kept_secret(env.instance_dir / "secret-key")
    secret = env.needed_secret("SECRET_KEY", "")
    if secret and len(secret.encode()) < SECRET_BYTES:
        env.faults.append(f"SECRET_KEY is weak: it is shorter than {SECRET_BYTES} bytes")
    elif secret and (len(set(secret)) < DISTINCT_BYTES or any(word in secret.lower() for word in GUESSABLE)):
        env.faults.append("SECRET_KEY is weak: it can be guessed; make one with `openssl rand -base64 48`")
    return secret


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def keyring(env: Environment) -> Path:
    """The key file; in production it has been made already, and its owner alone may read it."""
    named = bool(env.required("KEYRING", ""))
    path = env.path("KEYRING", env.instance_dir / "keyring.json")
    if env.strict and named:
        if not path.is_file():
            env.faults.append(f"KEYRING names {path}, which is not there")
        elif path.stat().st_mode & 0o077:
            env.faults.append(f"KEYRING names {path}, which others than its owner may use: chmod 600")
    return path
