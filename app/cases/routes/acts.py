"""The view of each act: registered at the act's address, for those whom its action lets in."""

from functools import partial, update_wrapper

from app.cases.routes.act_layout import LAYOUTS
from app.cases.routes.blueprint import blueprint
from app.cases.routes.doing import do
from app.web.guard import staff_entry

for layout in LAYOUTS:
    view = staff_entry(layout.act.action)(update_wrapper(partial(do, layout), do))
    blueprint.add_url_rule("/cases/<uuid:case_id>" + layout.path, layout.act.name, view, methods=["POST"])
