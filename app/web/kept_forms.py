"""What somebody typed in a form that could not be taken is kept until the same person is there again.

It lies sealed under its owner's id and is shown to nobody else: not to who logs in next, nor to who opens a public page.
It lies in the browser's session, and in the database (``Waiting``) once that session is another person's. It is small,
however large the form was.
"""

from datetime import UTC, datetime
from http.client import BAD_REQUEST
from typing import Protocol, TypedDict

from flask import Flask, Response, g, request, session
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.hooks import Hook
from app.web.flashes import say, unsay
from app.web.form_page import LOGINS, PageOwner, here, is_of_nobody_known, owner_of_form, page_of
from app.web.form_size import fields_of
from app.web.form_texts import MAX_BYTES, Fields, Texts, bounded, is_technical, size_of, texts_in
from app.web.origin import came_from_us

SESSION_KEY = "typed_pages"
WAITS = "forms_wait"
"""In a login session: something waits in the database for the person whose it is."""
MAX_PAGES = 5


class KeptForm(TypedDict):
    """One form as it was sent: where to, and the page that it stood on (empty: one that names no page of its own).

    ``child``: for whom a proxy wrote it; it is given back when they act for that child. ``kept_at``: when it was sent.
    """

    kept_at: str
    path: str
    page: str
    blueprint: str
    child: str
    fields: Fields


class KeptForms(TypedDict):
    """Forms of one person."""

    whose: str
    pages: list[KeptForm]


class Waiting(Protocol):
    """What waits in the database for its owner."""

    def add(self, owner: PageOwner, form: KeptForm) -> bool:
        """Keep one more; False when too much waits already."""
        ...

    def of(self, person: str) -> list[KeptForm]:
        """Everything that waits for the person."""
        ...

    def remove(self, owner: PageOwner, form: KeptForm) -> None:
        """It has been given back."""
        ...


WAITING: Hook[Waiting] = Hook("waiting forms")


def install(app: Flask) -> None:
    """Give back what waits, once."""
    app.jinja_env.globals["unclaimed_texts"] = _unclaimed
    app.after_request(_forget_what_was_given_back)


def keep_sent_form() -> bool:
    """Keep this request's form for whose page it stood on; False when there is nothing to keep, or no more can be kept.

    Nor is one kept whose page was of somebody whom nobody can name.
    """
    owner, blueprint = owner_of_form(), request.blueprint or ""
    fields = bounded(fields_of(request), blueprint)
    if not came_from_us() or is_of_nobody_known() or all(is_technical(name) for name, _value in fields):
        return False
    child = owner.child if owner is not None else here().child
    page, moment = page_of(request.path), clock.now().isoformat()
    form = KeptForm(kept_at=moment, path=request.path, page=page, blueprint=blueprint, child=child, fields=fields)
    if owner is not None and owner.person != _person_of_browser():
        return WAITING.current.add(owner, form)
    kept = _kept_so_far(owner)
    pages = with_form(kept["pages"], form) if kept is not None else None
    if kept is None or pages is None:
        return False
    session[SESSION_KEY] = KeptForms(whose=kept["whose"], pages=pages)
    return True


def with_form(pages: list[KeptForm], form: KeptForm) -> list[KeptForm] | None:
    """One more form beside those that are kept, in place of an earlier one from there; None when that is too much."""
    others = without(pages, form)
    too_much = sum(size_of(one["fields"]) for one in (*others, form)) > MAX_BYTES
    return None if len(others) == MAX_PAGES or too_much else [*others, form]


def without(pages: list[KeptForm], form: KeptForm) -> list[KeptForm]:
    """The kept forms but for the one from the same address and for the same child."""
    return [one for one in pages if (one["path"], one.get("child", "")) != (form["path"], form["child"])]


def _kept_so_far(owner: PageOwner | None) -> KeptForms | None:
    """What is kept in this session for the person who may add to it; None when nobody may.

    After the end of the session somebody else may sit at the browser: who adds to what is kept already proves by the
    form's token that it stood on a page of the same person's.
    """
    whose, kept = _person_of_browser(), session.get(SESSION_KEY)
    if kept is None or (whose and kept["whose"] != whose):
        return KeptForms(whose=whose, pages=[]) if whose else None
    proven = {here().person, owner.person if owner is not None else ""} - {""}
    return kept if kept["whose"] in proven else None


def _person_of_browser() -> str:
    return LOGINS.current.person_of_browser()


def look_for_what_waits() -> None:
    """Before a page is made, which asks the database nothing: find what waits for the person who opens it."""
    if request.method == "GET" and here().person and session.get(WAITS):
        g.waiting_forms = WAITING.current.of(here().person)
        if not g.waiting_forms:
            session.pop(WAITS)


def page_that_waits(person: str, child: str) -> str:
    """The page that the person's latest text was written on, to be led to after a login; empty when none waits.

    ``child``: for whom they are logged in; what they wrote for another is found when they act for that one.
    """
    kept: KeptForms | None = session.get(SESSION_KEY)
    pages = kept["pages"] if kept is not None and kept["whose"] == person else []
    if session.get(WAITS):
        pages = [*pages, *WAITING.current.of(person)]
    return next((one["page"] for one in reversed(pages) if one["page"] and one.get("child", "") == child), "")


def form_from_before() -> MultiDict[str, str] | None:
    """What this person had filled in at this address before logging in again, once; None when there is nothing."""
    forms = _taken(anywhere=False)
    if not forms:
        return None
    say(_promise())
    fields: Fields = []
    for form in forms:  # what was sent from the page later says what stood in its fields at last
        names = {name for name, _value in form["fields"]}
        fields = [(name, value) for name, value in fields if name not in names]
        fields += [(name, value) for name, value in form["fields"]]
    return MultiDict(fields)


def _promise() -> str:
    return str(_("Det du hade fyllt i finns kvar. Kontrollera det och skicka igen."))


def take_back_promise() -> None:
    """For an error page, which gives nothing back."""
    if g.get("given_back"):
        unsay(_promise())


def form_sent_at() -> datetime:
    """When the latest of what this page gives back was sent; long ago, when that is not known."""
    given: list[KeptForm] = g.get("given_back", [])
    moments = [datetime.fromisoformat(form["kept_at"]) for form in given if form.get("kept_at")]
    return max(moments, default=datetime.min.replace(tzinfo=UTC))


def _unclaimed() -> Texts:
    """The texts, for a page that has no other way to give them back to this person."""
    texts = [
        text
        for form in _taken(anywhere=True)
        for text in texts_in([(name, value) for name, value in form["fields"]], form["blueprint"])
    ]
    return list(dict.fromkeys(texts))


def _taken(*, anywhere: bool) -> list[KeptForm]:
    """What was sent from this page, the oldest first; it is not given back again."""
    if request.method != "GET" or not here().person:
        return []
    places = {request.path, "" if anywhere else request.path}

    def fits(one: KeptForm) -> bool:
        return bool({one["path"], one["page"]} & places) and one.get("child", "") == here().child

    given: list[KeptForm] = g.setdefault("given_back", [])
    kept = [*_in_session(), *g.get("waiting_forms", [])]
    found = [one for one in kept if fits(one) and one not in given]
    given.extend(found)
    return found


def _in_session() -> list[KeptForm]:
    kept: KeptForms | None = session.get(SESSION_KEY)
    return kept["pages"] if kept is not None and kept["whose"] == here().person else []


def _forget_what_was_given_back(response: Response) -> Response:
    """What a page gave back is kept no longer; on an error page nobody has seen it."""
    given: list[KeptForm] = g.pop("given_back", [])
    if not given or response.status_code >= BAD_REQUEST:
        return response
    left = [one for one in _in_session() if one not in given]
    if left != _in_session():
        session[SESSION_KEY] = KeptForms(whose=here().person, pages=left)
    for form in given:
        if form in g.get("waiting_forms", []):
            WAITING.current.remove(here(), form)
    return response
