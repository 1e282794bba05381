"""The documents of rights and of the life-cycle say what the code does."""

import pytest

from app.docs import FOLDER, documents


@pytest.mark.parametrize("name", ["permissions.md", "lifecycle.md"])
def test_the_document_is_what_the_tables_say_now(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == documents()[name], "write it again with: python -m app.docs"
