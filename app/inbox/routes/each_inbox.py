"""One view for every inbox: it is registered once for each, at the inbox's address, for those who may list it."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import TypeVar

from flask.typing import ResponseReturnValue

from app.inbox.layouts import LAYOUTS, InboxRoute
from app.inbox.routes.blueprint import blueprint
from app.web.guard import staff_entry

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def for_each_inbox(route: InboxRoute) -> Callable[[View], View]:
    """Register the view, which takes the layout of the inbox first. Its other marks go along."""
    method, below, _name = route.value

    def register(view: View) -> View:
        for layout in LAYOUTS:
            marked = staff_entry(layout.inbox.action)(update_wrapper(partial(view, layout), view))
            blueprint.add_url_rule(layout.path + below, layout.view(route), marked, methods=[method])
        return view

    return register
