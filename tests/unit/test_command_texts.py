"""Whoever runs a command reads no codes."""

from app.audit.errors import LogCode
from app.catalog.errors import CaseTypeCode
from app.citizens.errors import CitizenCode
from app.command_texts import TEXTS
from app.core.personnummer import PersonnummerFault
from app.roles.errors import AppointmentCode


def test_every_refusal_of_a_command_has_its_sentence() -> None:
    refusals = {*AppointmentCode, *CitizenCode, *CaseTypeCode, *LogCode}
    assert {*refusals, *PersonnummerFault} - TEXTS.keys() == set()
