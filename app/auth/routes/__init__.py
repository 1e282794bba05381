"""The pages of logging in and out, and of one's own settings."""

from app.auth.routes import clinic, login, logout, proxy, session_time, settings, terms
from app.auth.routes.blueprint import blueprint

__all__ = ["blueprint", "clinic", "login", "logout", "proxy", "session_time", "settings", "terms"]
