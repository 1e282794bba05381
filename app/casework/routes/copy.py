"""To the patient's record: the copy of a case, as text and as files."""

from uuid import UUID

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authz.policy import Action
from app.cases.services.reading import CopyForm
from app.casework.queries.case_page import CasePage
from app.casework.record_copy import Copy, copy_of
from app.casework.record_pdf import copy_as_pdf
from app.casework.routes.blueprint import blueprint
from app.casework.services.opening import copy_case
from app.core import clock
from app.core.case_number import shown
from app.core.pdf import MIME_TYPE, NoPdf
from app.web.flashes import say
from app.web.forms import OperationForm
from app.web.guard import current_staff, staff_entry
from app.web.start import language


@blueprint.get("/cases/<uuid:case_id>/copy")
@staff_entry(Action.PRINT_CASE)
def copy_page(case_id: UUID) -> ResponseReturnValue:
    """The copy as text that can be marked and copied; this GET is the logged act."""
    case, copy = _copied(case_id, CopyForm.PAGE)
    return render_template(
        "casework/copy.html",
        case=case,
        number=shown(case.number),
        text=copy.as_text(),
        with_notes=_with_notes(),
        can={action.value for action in case.may},
        operation_id=OperationForm(formdata=None).operation_id.data,
    )


@blueprint.get("/cases/<uuid:case_id>/copy.txt")
@staff_entry(Action.PRINT_CASE)
def copy_text(case_id: UUID) -> ResponseReturnValue:
    """The copy as a text file."""
    case, copy = _copied(case_id, CopyForm.TEXT_FILE)
    return _file(case, copy.as_text().replace("\n", "\r\n").encode(), "text/plain; charset=utf-8", "txt")


@blueprint.get("/cases/<uuid:case_id>/copy.pdf")
@staff_entry(Action.PRINT_CASE)
def copy_pdf(case_id: UUID) -> ResponseReturnValue:
    """The copy as a PDF; the text is there when it cannot be made."""
    case, copy = _copied(case_id, CopyForm.PDF)
    try:
        return _file(case, copy_as_pdf(copy), MIME_TYPE, "pdf")
    except NoPdf as error:
        current_app.logger.error("no PDF of a case: %s", error)  # noqa: TRY400 - a trace would show nothing more
        say(_("Det gick inte att göra en PDF. Här är texten i stället."), "warning")
        return redirect(url_for("casework.copy_page", case_id=case_id, notes="yes" if _with_notes() else None), 303)


def _copied(case_id: UUID, form: CopyForm) -> tuple[CasePage, Copy]:
    actor = current_staff()
    case = copy_case(actor, case_id, language(), form, with_notes=_with_notes())
    made_by = f"{actor.badge.name}, {actor.badge.title}".rstrip(", ") if actor.badge else ""
    return case, copy_of(case, made_by, clock.now(), with_notes=_with_notes())


def _with_notes() -> bool:
    return "notes" in request.args


def _file(case: CasePage, content: bytes, content_type: str, ending: str) -> Response:
    """A download; its file name holds the case number and no personal data."""
    answer = Response(content, content_type=content_type)
    name = shown(case.number).replace(" ", "")
    answer.headers["Content-Disposition"] = f'attachment; filename="arende-{name}.{ending}"'
    return answer
