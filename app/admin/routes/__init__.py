"""Vårdpersonal, Grupper, Frånvaro, Inställningar and Standardsvar."""

from app.admin.routes.absences import blueprint as absences
from app.admin.routes.groups import blueprint as groups
from app.admin.routes.replies import blueprint as replies
from app.admin.routes.settings import blueprint as settings
from app.admin.routes.staff import blueprint as staff

__all__ = ["absences", "groups", "replies", "settings", "staff"]
