"""Whoever runs a command reads no codes."""

import re

from app.audit.shapes import NUMBER_IN_TEXT
from app.command_texts import TEXTS
from app.core.personnummer import PersonnummerFault
from tests.databases import ROOT

ASKED = ("roles/bootstrap.py", "citizens/proxies.py", "citizens/register.py", "catalog/services.py")


def test_every_refusal_of_a_command_has_its_sentence() -> None:
    code = "\n".join((ROOT / "app" / name).read_text(encoding="utf-8") for name in ASKED)
    refusals = {
        found for line in re.findall(r"Invalid\((.*)\)", code) for found in re.findall(r'"([a-z]+-[a-z-]+)"', line)
    }
    assert len(refusals) > 10
    assert {*refusals, *PersonnummerFault, NUMBER_IN_TEXT} - TEXTS.keys() == set()
