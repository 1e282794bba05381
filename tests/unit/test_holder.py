"""The text that stands for who holds a case, in forms, addresses and the log."""

from uuid import UUID

import pytest

from app.cases.holder import NOBODY, Holder

ID = UUID("01234567-89ab-cdef-0123-456789abcdef")


@pytest.mark.parametrize("holder", [NOBODY, Holder(person=ID), Holder(group=ID)])
def test_a_holder_is_read_back_from_its_key(holder: Holder) -> None:
    assert Holder.parse(holder.key) == holder


@pytest.mark.parametrize("key", [f"person:{ID.hex.upper()}", f"person:{{{ID}}}"])
def test_an_id_is_read_however_it_is_spelt_and_written_in_one_way(key: str) -> None:
    holder = Holder.parse(key)
    assert holder is not None
    assert holder.key == f"person:{ID}"


@pytest.mark.parametrize("key", ["", "person", "person:", f"{ID}", f"clinic:{ID}", "nobody:", "group:x"])
def test_what_is_no_key_is_no_holder(key: str) -> None:
    assert Holder.parse(key) is None
