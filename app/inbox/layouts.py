"""How each inbox looks on the screen, and its addresses: everything that tells the pages of one from those of another."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.inbox.inboxes import CLINIC, OWN, ClinicTab, Inbox, OwnTab, Tab

DISTRIBUTE, REDISTRIBUTE = _l("Fördela"), _l("Omfördela")


class InboxRoute(enum.Enum):
    """A page or a button that every inbox has: method, where below the inbox, and the view's name for the inbox's key."""

    LIST = ("GET", "", "{}_inbox")
    SEARCH = ("POST", "/search", "search_{}")
    NEWS = ("GET", "/news", "{}_news")
    PRINT = ("GET", "/print", "print_{}")
    SAVE_VIEW = ("POST", "/views", "save_{}_view")
    REMOVE_VIEW = ("POST", "/views/<uuid:view_id>/remove", "remove_{}_view")


@dataclass(frozen=True)
class Acts:
    """What can be done with the cases that are ticked in a tab. ``inbox``: they can go back to the clinic's inbox."""

    give: LazyString | None = None
    closes: bool = False
    takes: bool = False
    inbox: bool = False


@dataclass(frozen=True)
class TabLayout:
    """A tab: its name, what it says when it holds nothing (title and text), its acts and those columns that not all have."""

    label: LazyString
    empty: tuple[LazyString, LazyString]
    acts: Acts | None = None
    has_holder: bool = True
    has_deadline: bool = True


class HeadLink(NamedTuple):
    """A link beside the title, for those who may go there."""

    endpoint: str
    text: LazyString
    symbol: str


@dataclass(frozen=True)
class InboxLayout:
    """An inbox: where it is, its name, its card on the start page (``hint`` and ``symbol``) and its tabs.

    ``moves_colleague``: narrowed to what one person holds, it leads to where all of that is given to others.
    """

    inbox: Inbox
    path: str
    title: LazyString
    hint: LazyString
    symbol: str
    tabs: Mapping[Tab, TabLayout]
    head_links: tuple[HeadLink, ...] = ()
    moves_colleague: bool = False

    def endpoint(self, route: InboxRoute = InboxRoute.LIST) -> str:
        """The name that Flask knows the page or the button by."""
        return f"inbox.{self.view(route)}"

    @property
    def searches(self) -> str:
        """The name that its searches are kept under, also by releases before lists had a package of their own."""
        return f"cases.{self.inbox.key}_inbox"

    def view(self, route: InboxRoute) -> str:
        """The same within the blueprint."""
        return route.value[2].format(self.inbox.key)


_WAITING_EMPTY = (
    _l("Inga ärenden väntar på invånaren"),
    _l("När en motfråga är ställd ligger ärendet här tills invånaren har svarat."),
)
_ENDED_EMPTY = (_l("Inga avslutade ärenden"), _l("Besvarade, avslutade och makulerade ärenden hamnar här."))
_REDISTRIBUTE_OR_CLOSE = Acts(REDISTRIBUTE, closes=True, inbox=True)

CLINIC_LAYOUT = InboxLayout(
    CLINIC,
    "/clinic-cases",
    _l("Mottagningens ärenden"),
    _l("Fördela nya ärenden och håll koll på tiden"),
    "inbox",
    {
        ClinicTab.NEW: TabLayout(
            _l("Nya"),
            (_l("Inga nya ärenden"), _l("Allt som har kommit in är fördelat.")),
            Acts(DISTRIBUTE, closes=True),
        ),
        ClinicTab.ONGOING: TabLayout(
            _l("Pågående"),
            (_l("Inga pågående ärenden"), _l("Ingen på mottagningen arbetar med ett ärende just nu.")),
            _REDISTRIBUTE_OR_CLOSE,
        ),
        ClinicTab.WAITING: TabLayout(_l("Väntar på invånaren"), _WAITING_EMPTY, _REDISTRIBUTE_OR_CLOSE),
        ClinicTab.LATE: TabLayout(
            _l("Försenade"),
            (_l("Inga försenade ärenden"), _l("Alla ärenden är inom tiden.")),
            Acts(DISTRIBUTE, closes=True, inbox=True),
        ),
        ClinicTab.ENDED: TabLayout(_l("Avslutade"), _ENDED_EMPTY, has_deadline=False),
    },
    head_links=(HeadLink("absences.index", _l("Frånvaro"), "calendar-clock"),),
    moves_colleague=True,
)
OWN_LAYOUT = InboxLayout(
    OWN,
    "/my-cases",
    _l("Mina ärenden"),
    _l("Svara på det som är fördelat till dig och dina grupper"),
    "user",
    {
        OwnTab.TODO: TabLayout(
            _l("Att göra"),
            (_l("Inget att göra"), _l("När ett ärende fördelas till dig hamnar det här.")),
            _REDISTRIBUTE_OR_CLOSE,
            has_holder=False,
        ),
        OwnTab.GROUPS: TabLayout(
            _l("Mina grupper"),
            (
                _l("Inga ärenden i dina grupper"),
                _l("När ett ärende fördelas till en grupp som du är med i hamnar det här."),
            ),
            Acts(takes=True),
        ),
        OwnTab.WAITING: TabLayout(_l("Väntar på invånaren"), _WAITING_EMPTY, _REDISTRIBUTE_OR_CLOSE, has_holder=False),
        OwnTab.ENDED: TabLayout(_l("Avslutade"), _ENDED_EMPTY, has_holder=False, has_deadline=False),
    },
)
LAYOUTS = (CLINIC_LAYOUT, OWN_LAYOUT)
