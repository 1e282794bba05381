"""The settings, and in the demo a page that shows what would have been mailed."""

from app.notices.routes.demo import demo_blueprint
from app.notices.routes.settings import blueprint

__all__ = ["blueprint", "demo_blueprint"]
