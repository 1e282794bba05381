"""The pages where staff work with one case, and what can be done to it."""

from app.casework.routes import acts, endings, page, presence, preview, record, writing
from app.casework.routes.blueprint import blueprint

__all__ = ["acts", "blueprint", "endings", "page", "presence", "preview", "record", "writing"]
