"""Add the words of names, and keys that both engines put in the same order.

The keys are made here by a copy of what the product did when this was written; ``app`` is never imported.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from unicodedata import category, normalize

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LONGEST_KEY, LONGEST_NAME, AT_ONCE = 400, 100, 5000

UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
DASHES = re.compile("[\u00ad\u058a\u1400\u1806\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]")
APOSTROPHES = re.compile("[`\u00b4\u02b9\u02bb-\u02bd\u2018-\u201b\u2032\u2035\u275b\u275c\uff07]")
MARKED = re.compile("(.)([\u0300-\u036f]+)")
STRAY = re.compile("[\u0300-\u036f]+")
BETWEEN = re.compile(r"[-,.;:/()&\"“”„«»]")
RING, DOTS, STROKES = "\u030a", "\u0308", "\u030b"
SWEDISH = {("a", RING): "å", ("a", DOTS): "ä", ("o", DOTS): "ö"}
IN_ORDER = SWEDISH | {("u", DOTS): "y", ("u", STROKES): "y", ("o", STROKES): "ö"}
LETTERS = str.maketrans({"æ": "ä", "ø": "ö", "œ": "ö", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "'": None})

Row = dict[str, Any]


def one_line(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = normalize("NFC", "".join(_in_line(one) for one in text))
    return " ".join(text.split())


def _in_line(character: str) -> str:
    if character.isspace():
        return " "
    return "" if category(character) in {"Cc", "Cf", "Cs"} else character


def folded(text: str, marked: dict[tuple[str, str], str]) -> str:
    plain = APOSTROPHES.sub("'", DASHES.sub("-", UNSEEN.sub("", text)))
    apart = normalize("NFKD", normalize("NFKD", one_line(plain)).casefold())
    joined = MARKED.sub(
        lambda found: next((marked[found[1], mark] for mark in found[2] if (found[1], mark) in marked), found[1]), apart
    )
    return one_line(UNSEEN.sub("", STRAY.sub("", joined)).translate(LETTERS))


def comparing_key(text: str) -> str:
    return folded(text, SWEDISH)[:LONGEST_KEY].rstrip()


def words(text: str) -> list[str]:
    parts = BETWEEN.sub(" ", comparing_key(text)).split()
    pieces = [piece for part in parts for piece in part.split("'")[1:]]
    found = [*(part.replace("'", "") for part in parts), *pieces]
    return list(dict.fromkeys(word[:LONGEST_NAME] for word in found if word))


def sort_key(text: str) -> str:
    between = "".join(
        one if one.isalnum() or one == "'" or category(one)[0] == "M" else " " for one in folded(text, IN_ORDER)
    )
    return "!".join(between.translate(AFTER_Z).split())[:LONGEST_KEY]


def name_sort_key(row: Row) -> str:
    return f"{sort_key(row['family_name'])} {sort_key(row['given_name'])}".strip()[:LONGEST_KEY]


def key(length: int = LONGEST_KEY) -> sa.String:
    """Compared by its bytes, which is what SQLite does without being asked."""
    return sa.String(length, collation="C" if op.get_bind().dialect.name == "postgresql" else None)


def upgrade() -> None:
    op.create_table(
        "citizen_words",
        sa.Column("word", key(LONGEST_NAME), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_citizen_words_citizen_id_citizens")),
        sa.PrimaryKeyConstraint("word", "citizen_id", name=op.f("pk_citizen_words")),
    )
    op.create_index(op.f("ix_citizen_words_citizen_id"), "citizen_words", ["citizen_id"])
    with op.batch_alter_table("citizens") as batch:
        batch.drop_index("ix_citizens_search_name")
        batch.alter_column("search_name", existing_type=sa.String(200), type_=key(), existing_nullable=False)
        batch.alter_column("sort_name", existing_type=sa.String(200), type_=key(), existing_nullable=False)
    with op.batch_alter_table("clinics") as batch:
        batch.alter_column("search_name", existing_type=sa.String(200), type_=key(), existing_nullable=False)
        batch.add_column(sa.Column("sort_name", key(), nullable=False, server_default=""))
        batch.create_index(op.f("ix_clinics_sort_name"), ["sort_name"])
    with op.batch_alter_table("staff_members") as batch:
        batch.alter_column("sort_name", existing_type=sa.String(200), type_=key(), existing_nullable=False)
    fill()


def fill() -> None:
    """The keys of everybody and everything that has a name already."""
    people = table("citizens", "given_name", "family_name", "search_name", "sort_name")
    named = table("citizen_words", "word", citizen_id=True)
    for rows in change(people, ("given_name", "family_name"), of_citizen):
        found = [
            {"word": word, "citizen_id": row["id_is"]} for row in rows for word in row["search_name"].split("/") if word
        ]
        if found:
            op.get_bind().execute(sa.insert(named), found)
    staff = table("staff_members", "given_name", "family_name", "sort_name")
    list(change(staff, ("given_name", "family_name"), lambda row: {"sort_name": name_sort_key(row)}))
    clinics = table("clinics", "name", "search_name", "sort_name")
    list(change(clinics, ("name",), of_clinic))


def of_citizen(row: Row) -> Row:
    found = words(f"{row['given_name']} {row['family_name']}")
    return {"search_name": "".join(f"{word}/" for word in found)[:LONGEST_KEY], "sort_name": name_sort_key(row)}


def of_clinic(row: Row) -> Row:
    return {"search_name": comparing_key(row["name"]), "sort_name": sort_key(row["name"])}


def table(name: str, *columns: str, citizen_id: bool = False) -> sa.TableClause:
    identity = sa.column("citizen_id" if citizen_id else "id", sa.Uuid())
    return sa.table(name, identity, *(sa.column(column, sa.String()) for column in columns))


def change(rows: sa.TableClause, read: tuple[str, ...], keys: Callable[[Row], Row]) -> Iterator[list[Row]]:
    """Write the keys of every row, some thousands at a time, and give what was written."""
    found = op.get_bind().execute(sa.select(rows.c.id, *(rows.c[name] for name in read))).mappings().all()
    for start in range(0, len(found), AT_ONCE):
        written = [{"id_is": row["id"], **keys(dict(row))} for row in found[start : start + AT_ONCE]]
        names = [name for name in written[0] if name != "id_is"]
        changed = sa.update(rows).where(rows.c.id == sa.bindparam("id_is"))
        op.get_bind().execute(changed.values({name: sa.bindparam(name) for name in names}), written)
        yield written


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
