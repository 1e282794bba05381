"""Vårdpersonal, Grupper, Frånvaro and Inställningar."""

from app.admin.routes.absences import blueprint as absences
from app.admin.routes.groups import blueprint as groups
from app.admin.routes.settings import blueprint as settings
from app.admin.routes.staff import blueprint as staff

__all__ = ["absences", "groups", "settings", "staff"]
