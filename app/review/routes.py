"""Logguppföljning: ask, read the report, take it home as a file. Addresses carry the id of the question, never the question."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.access_log.columns import file_cells, file_headings, page_headings
from app.access_log.labels import LISTS_ONCE, REASONS
from app.access_log.lines import ReportRow, hidden_lists, line_of
from app.access_log.reasons import ReviewReason
from app.asked.services import keep_question, kept_question, latest_question
from app.audit.queries import LONGEST_MONTHS
from app.authz.actors import Staff
from app.authz.policy import Action
from app.core import clock, csv_file, personnummer
from app.core.errors import Invalid
from app.core.ids import read_id
from app.core.paging import cursor_from, row_number
from app.review.forms import LogReviewForm
from app.review.services import MAX_EXPORTED, LogQuestion, Report, check_question, export_report, make_report
from app.web.flashes import say
from app.web.formats import language, number
from app.web.guard import current_staff, file_of, fresh_login, staff_entry

blueprint = Blueprint("review", __name__, template_folder="templates", url_prefix="/log-review")

PAGE = "log_review"
DAYS = 30


@blueprint.get("")
@staff_entry(Action.REVIEW_LOG)
def start() -> ResponseReturnValue:
    """The form with its period set to the last thirty days."""
    today = clock.today()
    form = LogReviewForm(first=today - timedelta(days=DAYS), last=today)
    return render_template("review/form.html", form=form, months=LONGEST_MONTHS)


@blueprint.post("")
@staff_entry(Action.REVIEW_LOG)
def ask() -> ResponseReturnValue:
    """Keep the question and go to its report."""
    form = LogReviewForm()
    if form.validate():
        question = form.question()
        try:
            check_question(current_staff(), question)
        except Invalid as error:
            form.explain(error)
        else:
            question_id = keep_question(current_staff(), PAGE, as_kept(question))
            return redirect(url_for("review.report", q=question_id), 303)
    return render_template("review/form.html", form=form, months=LONGEST_MONTHS), 422


@blueprint.get("/report")
@staff_entry(Action.REVIEW_LOG)
def report() -> ResponseReturnValue:
    """A page of the report."""
    question_id = _question_id()
    question = _kept(question_id)
    if question is None:
        return _ask_again()
    lists, after = request.args.get("lists") == "1", cursor_from(request.args.get("after", ""), row_number)
    made = make_report(current_staff(), question, language(), with_lists=lists, after=after)
    return render_template(
        "review/report.html",
        lines=_lines(current_staff(), made, question),
        question_rows=_question_rows(question),
        hits=made.hits,
        hidden=hidden_lists(made.hits.lists) if made.hits.lists and not lists else None,
        lists=lists,
        lists_once=LISTS_ONCE,
        first=_address(question_id, lists=lists) if after else None,
        next=_next(made, question_id, lists=lists),
        headings=page_headings(),
        download=_address(question_id, "review.download", lists=lists),
        other=_address(question_id, lists=not lists),
    )


@blueprint.get("/report.csv")
@staff_entry(Action.REVIEW_LOG)
@fresh_login
@file_of("review.report")
def download() -> ResponseReturnValue:
    """The whole report as a file."""
    question_id = _question_id()
    question = _kept(question_id)
    if question is None:
        return _ask_again()
    lists = request.args.get("lists") == "1"
    made = export_report(current_staff(), question, language(), with_lists=lists)
    if made is None:
        say(_("Rapporten har fler än %(most)s rader. Välj en kortare period.", most=number(MAX_EXPORTED)), "warning")
        return redirect(url_for("review.start"), 303)
    hide = not question.numbers
    rows = (file_cells(line, hide_protected=hide) for line in _lines(current_staff(), made, question))
    at = clock.local(clock.now())
    about = _about(current_staff(), made, question, at)
    answer = Response(csv_file.csv_file(file_headings(), rows, above=about), content_type=csv_file.MIME_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(question_id, at)}"'
    return answer


def _file_name(question_id: UUID | None, at: datetime) -> str:
    """Unlike that of any other report, and without a word of what it is about: when it was made, and part of its id."""
    return f"loggrapport-{at:%Y-%m-%d-%H%M%S}-{str(question_id)[:8]}.csv"


def _lines(actor: Staff, made: Report, question: LogQuestion) -> list[ReportRow]:
    clinic = actor.badge.clinic_name if actor.badge else ""
    in_question = {key for key, one in made.names.citizens.items() if one.number in _numbers(question)}
    return [line_of(event, made.names, clinic, in_question) for event in made.events]


def _numbers(question: LogQuestion) -> list[str]:
    return [personnummer.shown(digits) for digits in question.numbers]


def _question_rows(question: LogQuestion) -> list[dict[str, str]]:
    rows: Iterable[tuple[str, str]] = (
        (_("Invånarens personnummer"), _(" eller ").join(_numbers(question))),
        (_("Personal (HSA-id)"), question.hsa_id),
        (_("Period"), f"{question.first.isoformat()} – {question.last.isoformat()}"),
        (
            _("Anledning till kontrollen"),
            ". ".join(filter(None, (str(REASONS[question.reason]), question.reason_line))),
        ),
    )
    return [{"label": label, "text": text} for label, text in rows if text]


def _about(actor: Staff, made: Report, question: LogQuestion, at: datetime) -> list[list[str]]:
    """What the file is about, on its first rows: it goes where nobody sees the page that it came from."""
    in_question = [one.name for one in made.names.citizens.values() if one.number in _numbers(question)]
    whose = ", ".join(in_question)
    rows = [[row["label"], row["text"]] for row in _question_rows(question)]
    return [
        *([[_("Invånare"), whose]] if whose else []),
        *rows,
        [_("Mottagning"), actor.badge.clinic_name if actor.badge else ""],
        [_("Listor"), str(LISTS_ONCE)],
        [_("Framställd"), at.isoformat(timespec="seconds")],
        [],
    ]


def as_kept(question: LogQuestion) -> dict[str, str]:
    """The question as it is kept under its id."""
    return {
        "citizen": " ".join(question.numbers),
        "hsa_id": question.hsa_id,
        "first": question.first.isoformat(),
        "last": question.last.isoformat(),
        "reason": question.reason.value,
        "reason_line": question.reason_line,
    }


def _question_id() -> UUID | None:
    """The id of the question that the address names; of what was asked last, when it names none."""
    written = request.args.get("q")
    return latest_question(current_staff(), PAGE) if written is None else read_id(written)


def _kept(question_id: UUID | None) -> LogQuestion | None:
    """The question; None when it is not this person's, or not here, or forgotten."""
    kept = kept_question(current_staff(), PAGE, question_id)
    if kept is None:
        return None
    days = date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"])
    return LogQuestion(
        tuple(kept["citizen"].split()), kept["hsa_id"], *days, ReviewReason(kept["reason"]), kept["reason_line"]
    )


def _ask_again() -> BaseResponse:
    say(_("Frågan finns inte kvar. Ställ den igen."), "info")
    return redirect(url_for("review.start"), 303)


def _address(
    question_id: UUID | None, endpoint: str = "review.report", *, lists: bool, after: str | None = None
) -> str:
    """Another page or form of this report: always of the same question."""
    return url_for(endpoint, q=question_id, lists=int(lists) or None, after=after)


def _next(made: Report, question_id: UUID | None, *, lists: bool) -> str | None:
    if made.next is None:
        return None
    return _address(question_id, lists=lists, after=made.next.text)
