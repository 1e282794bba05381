"""Logguppföljning: ask, read the report, take it home as a file. The question is kept with the login, never in an address."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.audit.queries import Cursor
from app.authz.actors import Staff
from app.authz.policy import Action
from app.core import clock, csv_file, personnummer
from app.core.errors import Invalid
from app.review.forms import ReviewForm
from app.review.labels import HEADINGS, REASONS
from app.review.services import (
    MOST_EXPORTED,
    Question,
    Report,
    ReviewReason,
    check_question,
    export_report,
    make_report,
)
from app.review.texts import Line, cells, hidden_lists, line_of
from app.web.flashes import say
from app.web.formats import language, number
from app.web.guard import current_staff, fresh_login, staff_entry

blueprint = Blueprint("review", __name__, template_folder="templates", url_prefix="/log-review")

Answer = BaseResponse | str | tuple[str, int]
KEPT = "log_review"
DAYS = 30
LARGEST_ROW = 2**63 - 1


@blueprint.get("")
@staff_entry(Action.REVIEW_LOG)
def start() -> Answer:
    """The empty form, for the last thirty days."""
    today = clock.today()
    form = ReviewForm(first=today - timedelta(days=DAYS), last=today)
    return render_template("review/form.html", form=form)


@blueprint.post("")
@staff_entry(Action.REVIEW_LOG)
def ask() -> Answer:
    """Keep the question with the login and go to its report."""
    form = ReviewForm()
    if form.validate():
        question = form.question()
        try:
            check_question(current_staff(), question)
        except Invalid as error:
            form.explain(error)
        else:
            _keep(question)
            return redirect(url_for("review.report"), 303)
    return render_template("review/form.html", form=form), 422


@blueprint.get("/report")
@staff_entry(Action.REVIEW_LOG)
def report() -> Answer:
    """A page of the report."""
    question = _kept()
    if question is None:
        return redirect(url_for("review.start"), 303)
    lists, after = request.args.get("lists") == "1", _cursor(request.args.get("after", ""))
    made = make_report(current_staff(), question, language(), with_lists=lists, after=after)
    return render_template(
        "review/report.html",
        lines=_lines(current_staff(), made, question),
        asked=_asked(question),
        hits=made.hits,
        hidden=hidden_lists(made.hits.lists) if made.hits.lists and not lists else None,
        lists=lists,
        first=url_for("review.report", lists=int(lists) or None) if after else None,
        next=_next(made, lists=lists),
        headings=HEADINGS,
    )


@blueprint.get("/report.csv")
@staff_entry(Action.REVIEW_LOG)
@fresh_login
def download() -> Answer:
    """The whole report as a file."""
    question = _kept()
    if question is None:
        return redirect(url_for("review.start"), 303)
    lists = request.args.get("lists") == "1"
    made = export_report(current_staff(), question, language(), with_lists=lists)
    if made is None:
        say(_("Rapporten har fler än %(most)s rader. Välj en kortare period.", most=number(MOST_EXPORTED)), "warning")
        return redirect(url_for("review.start"), 303)
    hide = not question.citizen
    rows = (cells(line, hide_protected=hide) for line in _lines(current_staff(), made, question))
    headings = [*map(str, HEADINGS[:6]), _("HSA-id och titel"), *map(str, HEADINGS[6:]), _("Nät")]
    answer = Response(csv_file.csv_file(headings, rows), content_type=csv_file.MIME_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="loggrapport-{clock.today().isoformat()}.csv"'
    return answer


def _lines(actor: Staff, made: Report, question: Question) -> list[Line]:
    clinic = actor.badge.clinic_name if actor.badge else ""
    asked_for = None
    if question.citizen:
        wanted = personnummer.shown(question.citizen)
        asked_for = next((key for key, one in made.names.citizens.items() if one.number == wanted), None)
    return [line_of(event, made.names, clinic, asked_for) for event in made.events]


def _asked(question: Question) -> list[dict[str, str]]:
    rows: Iterable[tuple[str, str]] = (
        (_("Invånarens personnummer"), personnummer.shown(question.citizen) if question.citizen else ""),
        (_("Personal (HSA-id)"), question.hsa_id),
        (_("Period"), f"{question.first.isoformat()} – {question.last.isoformat()}"),
        (
            _("Anledning till kontrollen"),
            ". ".join(filter(None, (str(REASONS[question.reason]), question.reason_line))),
        ),
    )
    return [{"label": label, "text": text} for label, text in rows if text]


def _keep(question: Question) -> None:
    session[KEPT] = [
        question.citizen,
        question.hsa_id,
        question.first.isoformat(),
        question.last.isoformat(),
        question.reason.value,
        question.reason_line,
    ]


def _kept() -> Question | None:
    kept = session.get(KEPT)
    if kept is None:
        return None
    citizen, hsa_id, first, last, reason, line = kept
    return Question(citizen, hsa_id, date.fromisoformat(first), date.fromisoformat(last), ReviewReason(reason), line)


def _next(made: Report, *, lists: bool) -> str | None:
    if made.next is None:
        return None
    after = f"{made.next.at.isoformat()}_{made.next.row}"
    return url_for("review.report", after=after, lists=int(lists) or None)


def _cursor(text: str) -> Cursor | None:
    """Where to go on; an address that somebody has changed by hand begins from the start."""
    at, _underscore, row = text.partition("_")
    try:
        moment, number = datetime.fromisoformat(at), int(row)
    except ValueError:
        return None
    return Cursor(moment, number) if moment.tzinfo and 0 <= number <= LARGEST_ROW else None
