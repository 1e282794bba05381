"""A case in order, to be entered in the patient's record: what was asked, answered, written and promised, by whom and when.

Leaves out what nobody answers for in a record: who was given the case, and what was taken back before it was read.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.cases.labels import MESSAGE_KINDS, STAFF_LABELS
from app.cases.lifecycle import OVER_OR_OPEN_AGAIN, WITH_A_TEXT
from app.cases.queries.thread import ThreadEntry, ThreadEntryKind
from app.cases.sentences import step_sentence
from app.casework.queries.case_page import CasePage
from app.catalog.answered import answered_pages
from app.core.case_number import shown
from app.web.formats import day, moment, moment_short

_INDENT = "  "


@dataclass(frozen=True)
class Part:
    """A heading and the text under it, as it was written."""

    heading: str
    text: str


@dataclass(frozen=True)
class Section:
    """Parts that belong together."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Copy:
    """The whole of it: the page, the text file and the PDF say the same."""

    title: str
    clinic: str
    facts: tuple[Part, ...]
    sections: tuple[Section, ...]
    made: str

    def as_data(self) -> dict[str, Any]:
        """For the PDF."""
        return asdict(self)

    def as_text(self) -> str:
        """Plain lines. What somebody wrote is indented, so that nothing in it passes for a heading."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield self.title
        yield self.clinic
        yield ""
        yield from (f"{fact.heading}: {fact.text}" for fact in self.facts)
        for section in self.sections:
            yield from ("", section.heading.upper())
            for part in section.parts:
                yield part.heading
                yield from (_INDENT + line for line in part.text.splitlines())
        yield from ("", self.made)


def copy_of(case: CasePage, made_by: str, made_at: datetime, *, with_notes: bool) -> Copy:
    """The case as its reader may see it; internal notes only when they are asked for."""
    entries = [entry for entry in case.thread if _belongs(entry, with_notes=with_notes)]
    happened = Section(_("Händelser"), tuple(_happening(entry) for entry in entries))
    return Copy(
        title=_("Ärende %(number)s", number=shown(case.number)) + f", {case.case_type}",
        clinic=case.clinic,
        facts=tuple(_facts(case)),
        sections=(*_answers(case), *([happened] if entries else [])),
        made=_("Sammanställt av %(name)s, %(when)s", name=made_by, when=moment(made_at)),
    )


def _facts(case: CasePage) -> Iterator[Part]:
    citizen = case.citizen
    yield Part(_("Invånare"), f"{citizen.name}, {citizen.personnummer}")
    if citizen.protected:
        yield Part(_("Skyddad identitet"), _("Ja. Lämna inte ut uppgifterna."))
    if citizen.started_by:
        yield Part(_("Ombud"), _("%(name)s har skrivit", name=citizen.started_by))
    yield Part(_("Ärendetyp"), case.case_type)
    yield Part(_("Inkommet"), moment(case.received_at))
    yield Part(_("Läge"), str(STAFF_LABELS[case.label]))


def _answers(case: CasePage) -> Iterator[Section]:
    for page in answered_pages(case.document, case.answers):
        rows = tuple(Part(row.label, row.text or _("Inget svar")) for row in page.rows)
        if rows:
            yield Section(_("Svar i formuläret: %(page)s", page=page.heading), rows)


def _belongs(entry: ThreadEntry, *, with_notes: bool) -> bool:
    match entry.kind:
        case ThreadEntryKind.STEP:
            return entry.step in OVER_OR_OPEN_AGAIN - WITH_A_TEXT and not entry.undone
        case ThreadEntryKind.NOTE:
            return with_notes
        case ThreadEntryKind.MESSAGE:
            return not entry.withdrawn


def _happening(entry: ThreadEntry) -> Part:
    when = moment_short(entry.at)
    if entry.kind is ThreadEntryKind.STEP:
        return Part(when, step_sentence(entry))
    kind = str(MESSAGE_KINDS[entry.message]) if entry.message else _("Intern anteckning")
    author = ", ".join(filter(None, (entry.author, entry.title)))
    promised = _("Lovat besked senast %(day)s.", day=day(entry.promised_by)) if entry.promised_by else ""
    text = "\n".join(filter(None, (entry.body, entry.signature, promised)))
    return Part(f"{when} {kind}, {author}", text)
