"""Vårdpersonal and Grupper."""

from app.admin.routes.groups import blueprint as groups
from app.admin.routes.staff import blueprint as staff

__all__ = ["groups", "staff"]
