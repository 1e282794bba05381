"""The citizen's pages."""

from app.portal.routes import case, clinics, form, home, inbox, new_case, review
from app.portal.routes.blueprint import blueprint

__all__ = ["blueprint", "case", "clinics", "form", "home", "inbox", "new_case", "review"]
