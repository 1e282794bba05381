"""The lists of the staff: two inboxes, what is searched and saved in them, and acts on many cases at once."""

from app.inbox.routes import bulk, inboxes, list_print, navigation, news, views
from app.inbox.routes.blueprint import blueprint

__all__ = ["blueprint", "bulk", "inboxes", "list_print", "navigation", "news", "views"]
