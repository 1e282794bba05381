"""The command line: the first clinic and its people, before there is anybody to press a button."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.authz.actors import Role
from app.citizens.models import Proxy
from app.core.db import session
from app.roles.models import Clinic, RoleGrant

APPOINT = "staff appoint --hsa-id SE1-2 --given-name Eva --family-name Ek --clinic SE1-1 --reason Start"


def run(app: Flask, line: str) -> str:
    """What the command printed; it must have gone well."""
    result = app.test_cli_runner().invoke(args=line.split())
    assert result.exit_code == 0, result.output
    return result.output


def refused(app: Flask, line: str) -> str:
    """What a command that was refused printed."""
    result = app.test_cli_runner().invoke(args=line.split())
    assert result.exit_code != 0
    return result.output


def test_a_first_clinic_gets_its_first_staff_and_case_type(app: Flask) -> None:
    run(app, "clinic create --hsa-id se1-1 --name Nya --region Norr")
    run(app, f"{APPOINT} --role ADM --role ÄM")
    run(app, "case-type publish --clinic SE1-1 --key boka-tid demo/case_types/boka_tid.json")
    with app.app_context():
        clinic = session().scalars(select(Clinic).where(Clinic.hsa_id == "SE1-1")).one()
        roles = session().scalars(select(RoleGrant.role).where(RoleGrant.clinic_id == clinic.id))
        assert set(roles) == {Role.ADMINISTRATOR, Role.RECEIVER}


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("clinic create --hsa-id SE0000000000-1001 --name X --region Y", "clinic-exists"),
        (f"{APPOINT} --role ADM", "unknown-clinic"),
        (f"{APPOINT} --role CHEF", "the roles are"),
        ("clinic create --hsa-id SE1-9 --name Patient19900101–2385 --region Y", "Skriv inte personnummer"),
        (f"{APPOINT.replace('Ek', '19900101x2385').replace('SE1-1', 'SE0000000000-1001')} --role ADM", "Skriv inte"),
        ("citizen make-proxy --guardian 199001012385 --child 201701012393 --source 1990/01/01/2385", "Skriv inte"),
        ("citizen protect --number 191212121213", "check-digit"),
        ("citizen make-proxy --guardian 191212121212 --child 199001012385 --source x", "not-a-child"),
    ],
)
def test_what_cannot_be_done_says_why(app: Flask, line: str, word: str) -> None:
    assert word in refused(app, line)


def test_a_proxy_is_made_with_its_source_and_ended(app: Flask) -> None:
    run(app, "citizen make-proxy --guardian 199001012385 --child 201701012393 --source Beslut")
    run(app, "citizen end-proxy --guardian 199001012385 --child 201701012393")
    with app.app_context():
        proxy = session().scalars(select(Proxy).where(Proxy.source == "Beslut")).one()
        kinds = session().scalars(select(AuditEvent.kind).where(AuditEvent.kind.like("proxy%"))).all()
    assert proxy.ended_at is not None
    assert set(kinds) >= {"proxy_created", "proxy_ended"}


def test_the_number_may_be_typed_when_asked_for(app: Flask) -> None:
    asked = app.test_cli_runner().invoke(args=["citizen", "protect"], input="191212121212\n")
    assert asked.exit_code == 0, asked.output


@pytest.mark.usefixtures("client_programs")
def test_a_backup_stands_in_the_log(app: Flask, tmp_path: Path) -> None:
    run(app, f"backup {tmp_path / 'copy'}")
    with app.app_context():
        assert session().scalar(select(AuditEvent.id).where(AuditEvent.kind == "backup_made")) is not None


def test_nothing_is_listed_while_no_job_was_given_up(app: Flask) -> None:
    assert run(app, "jobs dead") == ""
