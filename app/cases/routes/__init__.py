"""The staff's pages of cases: two inboxes, the case, and what can be done to it."""

from app.cases.routes import acts, inboxes, page
from app.cases.routes.blueprint import blueprint

__all__ = ["acts", "blueprint", "inboxes", "page"]
