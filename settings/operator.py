"""Who runs this installation, as its own pages tell everybody: all of it is public, and all of it may be left out."""

import re
from dataclasses import dataclass

from settings.environment import Environment

_ADDRESS = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")


@dataclass(frozen=True)
class Operator:
    """Whom one turns to about the service itself; what is not told is empty."""

    name: str = ""
    email: str = ""
    telephone: str = ""
    data_protection_email: str = ""


UNTOLD = Operator()


def operator(env: Environment) -> Operator:
    """Read ``OPERATOR_NAME``, ``OPERATOR_EMAIL``, ``OPERATOR_TELEPHONE`` and ``DATA_PROTECTION_EMAIL``."""
    return Operator(
        name=env.text("OPERATOR_NAME"),
        email=_address(env, "OPERATOR_EMAIL"),
        telephone=env.text("OPERATOR_TELEPHONE"),
        data_protection_email=_address(env, "DATA_PROTECTION_EMAIL"),
    )


def _address(env: Environment, name: str) -> str:
    value = env.text(name)
    if value and not _ADDRESS.fullmatch(value):
        env.faults.append(f"{name} is '{value}'; it is one e-mail address, such as kontakt@region.se")
    return value
