"""What the frame around every page needs to know: who is here, for whom, where, and in which language."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, request, url_for
from werkzeug.routing import BuildError

from app.web.carried import carried_fields
from app.web.form_page import page_of
from settings.release import VERSION

SESSION_WARNING = 120
"""Seconds before the end of a login session at which the page asks whether to go on."""


class ShellKind(StrEnum):
    """Whose frame it is."""

    STAFF = "staff"
    CITIZEN = "citizen"
    VISITOR = "visitor"


class Scheme(StrEnum):
    """Light, dark, or what the reader's device says."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Shell:
    """The frame of one page.

    ``proxy_for`` is the name of the child a citizen acts for; ``notice`` is a line shown on every page;
    ``session_left`` is how many seconds the login session lasts if nothing more happens; ``dense_lists``: closer
    rows; ``shortcuts``: single keys work; ``release`` stands at its foot.
    """

    kind: ShellKind = ShellKind.VISITOR
    locale: str = "sv"
    scheme: Scheme = Scheme.AUTO
    person_name: str | None = None
    clinic_name: str | None = None
    may_switch_clinic: bool = False
    proxy_for: str | None = None
    unread: int = 0
    notice: str | None = None
    session_left: int | None = None
    dense_lists: bool = False
    shortcuts: bool = False
    release: str = VERSION


def link(endpoint: str, **values: object) -> str | None:
    """The address of an endpoint, or None when no such page exists: the frame never points at what is not there."""
    try:
        return url_for(endpoint, **values)  # type: ignore[arg-type]  # Flask names the special keywords only
    except BuildError:
        return None


def here() -> str:
    """The path to return to after a change of language or a new login; for a POST, that of the page with the form."""
    return request.full_path.rstrip("?") if request.method == "GET" else page_of(request.path)


def install_shell(app: Flask, current_shell: Callable[[], Shell]) -> None:
    """Give templates ``shell``, ``link(endpoint)``, ``here()`` and ``session_warning``.

    ``current_shell`` is asked once a rendering.
    """
    app.context_processor(lambda: {"shell": current_shell()})
    app.jinja_env.globals.update(link=link, here=here, session_warning=SESSION_WARNING)
    app.jinja_env.globals["carried_fields"] = carried_fields
