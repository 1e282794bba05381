"""The two secrets of the installation itself: what signs forms, and the key file."""

import secrets
from pathlib import Path
from typing import Final

from settings import keyfile
from settings.environment import DEMO, ROOT, TEST, Environment
from settings.strength import is_guessable

TEST_SECRET: Final = "a-secret-that-only-tests-use-0123456789"  # noqa: S105  guards nothing: only APP_ENV=test gets it
SECRET_BYTES: Final = 32


def secret_key(env: Environment) -> str:
    """Never printed; in production long and not to be guessed. A demo makes one and keeps it."""
    if env.app_env == TEST:
        return env.secret("SECRET_KEY") or TEST_SECRET
    if env.app_env == DEMO:
        return env.secret("SECRET_KEY") or _kept_secret(env.instance_dir / "secret-key")
    secret = env.needed_secret("SECRET_KEY", "")
    if secret and len(secret.encode()) < SECRET_BYTES:
        env.faults.append(f"SECRET_KEY is weak: it is shorter than {SECRET_BYTES} bytes")
    elif secret and (secret == TEST_SECRET or is_guessable(secret, SECRET_BYTES)):
        env.faults.append("SECRET_KEY is weak: it can be guessed; make one with `openssl rand -base64 48`")
    return secret


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def keyring(env: Environment) -> Path:
    """The key file; in production it has been made already, is whole, and lies apart from what it opens."""
    named = bool(env.required("KEYRING", ""))
    path = env.path("KEYRING", env.instance_dir / "keyring.json")
    if not env.strict or not named:
        return path
    if not path.is_file():
        env.faults.append(f"KEYRING names {path}, which is not there")
        return path
    for folder, what in ((ROOT, "the code"), (env.instance_dir, "the database's files (INSTANCE_DIR)")):
        if path.resolve().is_relative_to(folder.resolve()):
            env.faults.append(f"KEYRING names {path}, in the folder of {what}; keep it apart from what is copied")
            break
    try:
        keyfile.read(path)
    except keyfile.KeyringError as fault:
        env.faults.append(f"KEYRING: {str(fault)[:-1]}")
    return path
