"""The first page for everybody, the staff's cards, and the language switch."""

import re

from flask import Blueprint, current_app, has_request_context, redirect, render_template, request, session, url_for
from flask_babel import get_locale, refresh
from werkzeug.wrappers import Response

from app.authz.actors import Citizen, Staff
from app.core.calendar import USUAL_REPLY_DAYS
from app.web.cards import above_cards, cards_for
from app.web.guard import current_actor, current_staff, public, public_to_servers, staff_entry
from app.web.polls import polls
from app.web.shell import Shell

LANGUAGES = ("sv", "en")
_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]{0,2000}")
"""A path of this server: browsers read a second slash, a backslash or a control character there as another server's."""

blueprint = Blueprint("home", __name__)
language_blueprint = Blueprint("web", __name__)


def chosen_language() -> str:
    """The language the person chose; Swedish until then, and on the command line."""
    chosen: str = session.get("language", "sv") if has_request_context() else "sv"
    return chosen if chosen in LANGUAGES else "sv"


@blueprint.get("/")
@public
def start() -> str | Response:
    """Where to log in, or one's cards."""
    match current_actor():
        case Staff() as actor:
            return render_template("home/cards.html", cards=cards_for(actor), above=above_cards(actor))
        case Citizen():
            return redirect(url_for("portal.home"), 303)
        case _:
            return render_template("home/start.html", usual_reply_days=USUAL_REPLY_DAYS)


@blueprint.get("/somebody-else")
@public
def somebody_else() -> str:
    """Where an open page goes when it is told that somebody else has logged in here. ``?kept``: with a text in it."""
    nobody, again = Shell(locale=language()), url_for("auth.login_staff", fresh="1")
    is_kept = "kept" in request.args
    return render_template("errors/somebody_else.html", shell=nobody, is_kept=is_kept, has_texts=False, again=again)


@blueprint.get("/card-counts")
@polls
@staff_entry()
def card_counts() -> str:
    """The counts of one's cards as they are now."""
    return render_template("home/card_counts.html", cards=cards_for(current_staff()))


@blueprint.post("/csp-reports")
@public_to_servers
def csp_report() -> tuple[str, int]:
    """A browser tells of something the content policy stopped; kept as a count in the diagnostics, never its text."""
    current_app.logger.warning("content policy stopped something on a page")
    return "", 204


@language_blueprint.post("/language")
@public
def set_language() -> Response:
    """Change language and come back to the same page."""
    wanted = request.form.get("language", "sv")
    session["language"] = wanted if wanted in LANGUAGES else "sv"
    refresh()
    return redirect(inside(request.form.get("next", "")), 303)


def inside(address: str) -> str:
    """The address if it leads to a page of ours, else the start page: nobody is sent elsewhere from here."""
    return address if _OURS.fullmatch(address) else url_for("home.start")


def language() -> str:
    """The language of this request: ``sv`` or ``en``."""
    return str(get_locale() or "sv")
