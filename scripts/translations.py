"""Brings the English catalogue up to date with the Swedish texts in the code; with ``--check`` tells what is missing.

Swedish is the source language, so its catalogue is the code itself. The compiled file is committed: running the
product needs no build step.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "app/translations/en/LC_MESSAGES/messages.po"
COMPILED = SOURCE.with_suffix(".mo")
KEYWORDS = "swedish _l lazy_gettext lazy_ngettext:1,2 lazy_pgettext:1c,2"


def extracted() -> Catalog:
    """Every Swedish text of the code."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        options = ["--mapping-file", str(ROOT / "pyproject.toml"), "--keywords", KEYWORDS, "--no-location"]
        command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", *options, "-o", str(template)]
        subprocess.run([*command, "app"], cwd=ROOT, check=True)
        with template.open("rb") as file:
            return read_po(file)


def brought_up_to_date() -> Catalog:
    """The English catalogue with the texts that the code has now: new ones empty, unused ones gone."""
    catalogue = Catalog(locale="en", project="Vårdinkorgen", fuzzy=False)
    if SOURCE.exists():
        with SOURCE.open("rb") as file:
            catalogue = read_po(file, locale="en")
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The catalogue as it is committed, in the order of the texts so that two branches seldom touch the same lines."""
    file = io.BytesIO()
    write_po(file, catalogue, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The binary form that the application reads."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def flaws(catalogue: Catalog) -> Iterator[str]:
    """What an English reader would meet in Swedish, and what would break when it is filled in."""
    for message in catalogue:
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(words)):
            yield f"no English for: {message.id}"
    for message, errors in catalogue.check():
        yield from (f"{error}: {message.id}" for error in errors)


def main() -> int:
    """Write the catalogue, or answer 1 when it is not what the code asks for."""
    catalogue = brought_up_to_date()
    text, binary = written(catalogue), compiled(catalogue)
    missing = list(flaws(catalogue))
    if "--check" not in sys.argv:
        SOURCE.parent.mkdir(parents=True, exist_ok=True)
        SOURCE.write_bytes(text)
        COMPILED.write_bytes(binary)
    elif not COMPILED.exists() or SOURCE.read_bytes() != text or COMPILED.read_bytes() != binary:
        missing.append("the catalogue is not what the code asks for; bring it up to date with: make translations")
    print("\n".join(missing), end="\n" if missing else "")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
