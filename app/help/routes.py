"""The help, from the same place in the head of every page."""

from flask import Blueprint, render_template

from app.core.errors import NotFound
from app.help.limits import LIMITS
from app.help.topics import HINTS, TITLES, Topic, other_topics, own_topics
from app.web.guard import current_actor, public

blueprint = Blueprint("help", __name__, template_folder="templates", url_prefix="/help")


@blueprint.get("")
@public
def page() -> str:
    """Which pages there are, one's own first."""
    actor = current_actor()
    own, others = own_topics(actor), other_topics(actor)
    return render_template("help/page.html", own=own, others=others, titles=TITLES, hints=HINTS)


@blueprint.get("/shortcuts")
@public
def shortcuts() -> str:
    """Which single key does what, for those who have turned them on."""
    return render_template("help/shortcuts.html")


@blueprint.get("/<name>")
@public
def topic(name: str) -> str:
    """The help page on one topic."""
    if name not in set(Topic):
        raise NotFound
    found = Topic(name)
    return render_template(f"help/{found.name.lower()}.html", title=TITLES[found], lead=HINTS[found], **LIMITS)
