"""The staff's pages of cases: two inboxes, the case, and what can be done to it."""

from app.cases.routes import (
    acts,
    bulk,
    endings,
    inboxes,
    list_print,
    news,
    page,
    presence,
    preview,
    record,
    views,
    writing,
)
from app.cases.routes.blueprint import blueprint

__all__ = [
    "acts",
    "blueprint",
    "bulk",
    "endings",
    "inboxes",
    "list_print",
    "news",
    "page",
    "presence",
    "preview",
    "record",
    "views",
    "writing",
]
