"""Vårdpersonal, Grupper and Frånvaro."""

from app.admin.routes.absences import blueprint as absences
from app.admin.routes.groups import blueprint as groups
from app.admin.routes.staff import blueprint as staff

__all__ = ["absences", "groups", "staff"]
