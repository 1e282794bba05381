"""What is stored, row by row, so that a test can say exactly what an act has changed and that it changed nothing else."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import Base, session

Row = Mapping[str, object]
Rows = dict[tuple[str, tuple[object, ...]], Row]
TOLD_ELSEWHERE = {"login_sessions", "audit_events", "audit_subjects", "operations", "jobs", "limit_counts", "presences"}
"""What other tests are about: the log, promises, sessions and counts."""


def stored(app: Flask) -> Rows:
    """Every row of the tables that people's work is in, by its table and key."""
    rows: Rows = {}
    with app.app_context():
        session().rollback()
        for name, table in Base.metadata.tables.items():
            if name not in TOLD_ELSEWHERE:
                for row in session().execute(select(table)).mappings():
                    key = tuple(row[column.name] for column in table.primary_key)
                    rows[name, key] = {column.name: row[column.name] for column in table.columns}
    return rows


def changes(before: Rows, after: Rows, names: Mapping[uuid.UUID, str]) -> set[str]:
    """One line for each changed value, ``+`` for a new row and ``-`` for one that is gone; moments of now are ``now``."""
    told = {f"- {_row(key, row, names)}" for key, row in before.items() if key not in after}
    for key, row in after.items():
        if key not in before:
            told.add(f"+ {_row(key, row, names)}")
            continue
        for column, value in row.items():
            if value != before[key][column]:
                told.add(f"{_row(key, row, names)}: {column} {_value(value, names)}")
    return told


def _row(key: tuple[str, tuple[object, ...]], row: Row, names: Mapping[uuid.UUID, str]) -> str:
    table, _ = key
    ids = [row.get("case_id", row.get("subject_id", row.get("id"))), row.get("reader_id")]
    return " ".join([table, *(names.get(one, "") for one in ids if isinstance(one, uuid.UUID))]).strip()


def _value(value: object, names: Mapping[uuid.UUID, str]) -> str:
    if isinstance(value, datetime) and value == clock.now():
        return "now"
    if isinstance(value, uuid.UUID):
        return names.get(value, "another")
    return "sealed" if isinstance(value, bytes) else str(value)
