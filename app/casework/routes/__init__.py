"""The pages where staff work with one case, and what can be done to it."""

from app.casework.routes import acts, copy, endings, page, presence, preview, writing
from app.casework.routes.blueprint import blueprint

__all__ = ["acts", "blueprint", "copy", "endings", "page", "presence", "preview", "writing"]
