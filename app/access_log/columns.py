"""The columns of a report: what each is called and what stands in it. A file has them all, the page most of them."""

from collections.abc import Callable
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access_log.lines import ReportRow


class Column(NamedTuple):
    """``cell`` is asked with the line; ``only_in_files``: on the page it stands in another column, or nowhere."""

    heading: LazyString
    cell: Callable[[ReportRow], str]
    only_in_files: bool = False


def _citizens(row: ReportRow) -> str:
    return ", ".join(citizen.text for citizen in row.citizens)


COLUMNS = (
    Column(_l("Tidpunkt"), lambda row: row.moment),
    Column(_l("Åtgärd"), lambda row: row.act),
    Column(_l("Ärende-nr"), lambda row: ", ".join(row.case_numbers)),
    Column(_l("Ärendetyp"), lambda row: ", ".join(row.case_types)),
    Column(_l("Invånare"), _citizens),
    Column(_l("Personal"), lambda row: row.who),
    Column(_l("HSA-id och titel"), lambda row: row.who_more, only_in_files=True),
    Column(_l("Roll"), lambda row: row.role),
    Column(_l("Tilldelad vid tillfället?"), lambda row: row.relation),
    Column(_l("Mottagning"), lambda row: row.clinic),
    Column(_l("Detalj"), lambda row: row.detail),
    Column(_l("Utfall"), lambda row: row.outcome),
    Column(_l("Nät"), lambda row: row.network, only_in_files=True),
)


def page_headings() -> list[LazyString]:
    """What stands above the columns of the page."""
    return [column.heading for column in COLUMNS if not column.only_in_files]


def file_headings() -> list[str]:
    """What stands in the first row of a file."""
    return [str(column.heading) for column in COLUMNS]


def file_cells(row: ReportRow, *, hide_protected: bool) -> list[str]:
    """The line as cells of a file; ``hide_protected``: citizens with protected identity are not named in it."""
    if hide_protected:
        unnamed = _("Skyddad identitet")
        row = row._replace(citizens=tuple(one._replace(text=unnamed) if one.protected else one for one in row.citizens))
    return [column.cell(row) for column in COLUMNS]
