"""A demo and a test guard nothing: their secrets are known, their codes are shown. They never meet real people."""

from typing import Final
from urllib.parse import urlsplit

from settings.environment import DEMO, Environment
from settings.hosts import is_this_machine

REMEDY: Final = "leave APP_ENV out where people are real"


def refuse_pretence(env: Environment, public_url: str, database_url: str, issuers: dict[str, str]) -> None:
    """An installation that looks real and calls itself a demo or a test is a variable left behind."""
    if env.strict:
        return
    for name, issuer in issuers.items():
        if not is_this_machine(_host(issuer)):
            env.faults.append(f"APP_ENV is {env.app_env} and {name} is on another machine; {REMEDY}")
    is_public = public_url.startswith("https://") and not is_this_machine(_host(public_url))
    if env.app_env == DEMO and is_public and database_url.startswith("postgresql"):
        env.faults.append(f"APP_ENV is {env.app_env}, PUBLIC_URL https and the database PostgreSQL; {REMEDY}")


def refuse_debugging(env: Environment) -> None:
    """Flask reads the variable itself: its debugger would show values of the running product, and run what is typed."""
    if env.strict and env.text("FLASK_DEBUG").lower() not in ("", "0", "false", "no"):
        env.faults.append("FLASK_DEBUG is set; unset it where people are real")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
