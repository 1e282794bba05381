"""The command line: the first clinic and its people, before there is anybody to press a button."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.authz.actors import Role
from app.catalog.models import CaseType
from app.citizens.models import CitizenRow, Proxy
from app.core.db import session
from app.roles.models import Clinic, RoleGrant, StaffMember

APPOINT = (
    "staff appoint --hsa-id SE2321000016-2 --given-name Eva --family-name Ek --clinic SE2321000016-1 --reason Start"
)


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
    run(app, "clinic create --hsa-id se2321000016–1 --name Nya --region Norr")
    run(app, f"{APPOINT} --role ADM --role ÄM")
    run(app, "case-type publish --clinic SE2321000016-1 --key boka-tid demo/case_types/boka_tid.json")
    with app.app_context():
        clinic = session().scalars(select(Clinic).where(Clinic.hsa_id == "SE2321000016-1")).one()
        roles = session().scalars(select(RoleGrant.role).where(RoleGrant.clinic_id == clinic.id))
        assert set(roles) == {Role.ADMINISTRATOR, Role.RECEIVER}


def test_a_case_type_may_be_for_oneself_only(app: Flask) -> None:
    offered = "case-type publish --clinic SE0000000000-1002 --key levnadsvanor demo/case_types/levnadsvanor.json"
    with app.app_context():
        for line, for_proxies in ((f"{offered} --for-oneself", False), (offered, True)):
            run(app, line)
            session().rollback()
            found = select(CaseType.for_proxies).join(Clinic).where(Clinic.hsa_id == "SE0000000000-1002")
            assert session().scalar(found.where(CaseType.key == "levnadsvanor")) is for_proxies


def test_a_case_type_that_cannot_be_published_is_refused_with_all_that_is_wrong_in_english(
    app: Flask, tmp_path: Path
) -> None:
    document = json.loads(Path("demo/case_types/boka_tid.json").read_text(encoding="utf-8"))
    document["reply_days"] = 99
    document["pages"][0]["questions"][0]["key"] = "Två ord"
    file = tmp_path / "boka_tid.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    told = refused(app, f"case-type publish --clinic SE0000000000-1001 --key boka-tid {file}")
    first, second = told.splitlines()[1:3]
    assert first == "  - reply_days: Write a number from 1 to 30."
    assert second.startswith("  - pages[0].questions[0].key: Begin with a small letter (a–z). Then use only")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("clinic create --hsa-id SE0000000000-1001 --name X --region Y", "There is a clinic with that HSA-id already"),
        (f"{APPOINT} --role ADM", "There is no clinic"),
        (f"{APPOINT} --role CHEF", "the roles are"),
        ("clinic create --hsa-id SE2321000016-9 --name Patient19900101–2385 --region Y", "Write no personnummer"),
        (
            f"{APPOINT.replace('Ek', '19900101x2385').replace('SE2321000016-1', 'SE0000000000-1001')} --role ADM",
            "Write no personnummer",
        ),
        (
            "citizen make-proxy --guardian 199001012385 --child 201701012393 --source 1990/01/01/2385",
            "Write no personnummer",
        ),
        ("citizen protect --number 191212121213", "The personnummer is not right"),
        ("citizen make-proxy --guardian 191212121212 --child 199001012385 --source x", "under 13"),
    ],
)
def test_what_cannot_be_done_says_why(app: Flask, line: str, word: str) -> None:
    assert word in refused(app, line)


@pytest.mark.parametrize("wrong", ["hej", "", "SE0000000000", "nonsense", "191212121212"])
def test_what_nobody_can_have_for_an_hsa_id_makes_neither_a_clinic_nor_a_person(app: Flask, wrong: str) -> None:
    appoint = ["staff", "appoint", "--given-name", "Eva", "--family-name", "Ek", "--role", "ADM", "--reason", "Start"]
    runner = app.test_cli_runner()
    for line in (
        ["clinic", "create", "--hsa-id", wrong, "--name", "Nya", "--region", "Norr"],
        [*appoint, "--hsa-id", wrong, "--clinic", "SE0000000000-1001"],
        [*appoint, "--hsa-id", "SE0000000000-9001", "--clinic", wrong],
    ):
        before = counted(app)
        told = runner.invoke(args=line)
        assert (told.exit_code, "Write the HSA-id as SE0000000000-2001" in told.output) == (1, True), told.output
        assert counted(app) == before


@pytest.mark.parametrize("unseen", ["", "  ", "\N{ZERO WIDTH SPACE}"])
def test_nobody_is_made_without_a_name(app: Flask, unseen: str) -> None:
    staff = ["--role", "ADM", "--hsa-id", "SE0000000000-9001", "--clinic", "SE0000000000-1001"]
    names = ["--given-name", unseen, "--family-name", unseen]
    lines = {
        "Write the name.": ["clinic", "create", "--hsa-id", "SE2321000016-9", "--name", unseen, "--region", "Norr"],
        "Write the name of the region": ["clinic", "create", "--hsa-id", "SE2321000016-9", "--name", "Nya", "--region", unseen],
        "Write the name. ": ["staff", "appoint", *staff, *names, "--reason", "Start"],
        "Write the reason": [
            "staff", "appoint", *staff, "--given-name", "Eva", "--family-name", "Ek", "--reason", unseen
        ],
        "Write the name.  ": ["citizen", "register", "--number", "191401682396", *names],
        "Write how": [
            "citizen", "make-proxy", "--guardian", "199001012385", "--child", "201701012393", "--source", unseen
        ],
    }  # fmt: skip
    before = counted(app)
    for sentence, line in lines.items():
        told = app.test_cli_runner().invoke(args=line)
        assert (told.exit_code, sentence.strip() in told.output) == (1, True), (line, told.output)
    assert counted(app) == before


def test_hanna_is_appointed_again_however_her_id_is_pasted(app: Flask) -> None:
    line = ["staff", "appoint", "--given-name", "Hanna", "--family-name", "H", "--role", "BEH", "--reason", "Start"]
    before = counted(app)
    pasted = [
        "--hsa-id",
        "se0000000000\N{EN DASH}2002\N{ZERO WIDTH SPACE}",
        "--clinic",
        " SE0000000000\N{MINUS SIGN}1001",
    ]
    told = app.test_cli_runner().invoke(args=[*line, *pasted])
    assert told.exit_code == 0, told.output
    assert counted(app) == before


def test_one_of_unknown_age_is_registered_but_neither_child_nor_proxy(app: Flask) -> None:
    run(app, "citizen register --number 191500722390 --given-name Okänd --family-name Ålder")
    for guardian, child in (("191500722390", "201701012393"), ("199001012385", "191500722390")):
        told = refused(app, f"citizen make-proxy --guardian {guardian} --child {child} --source Beslut")
        assert "on which day the person was born" in told
    run(app, "citizen protect --number 19150072–2390")


def counted(app: Flask) -> tuple[int, int, int]:
    """Clinics, staff and citizens."""
    with app.app_context():
        found = [len(session().scalars(select(table.id)).all()) for table in (Clinic, StaffMember, CitizenRow)]
    return found[0], found[1], found[2]


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
