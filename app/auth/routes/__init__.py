"""The pages of logging in and out, and of one's own settings."""

from app.auth.routes import clinic, lasting, login, logout, proxy, settings, terms
from app.auth.routes.blueprint import blueprint

__all__ = ["blueprint", "clinic", "lasting", "login", "logout", "proxy", "settings", "terms"]
