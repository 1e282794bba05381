"""Names code that nothing uses. Vulture reads Python only, so a name that a template uses counts as used here."""

import re
import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parent.parent
READ = ["app", "demo", "config.py", "settings", "wsgi.py", "gunicorn.conf.py", "scripts", "migrations/env.py"]
# Called by what registers them: Flask, SQLAlchemy's events, the job and command registries.
REGISTERED = [
    "@*.get",
    "@*.post",
    "@*.route",
    "@*.app_*",
    "@*.before_*",
    "@*.after_*",
    "@*.teardown_*",
    "@*errorhandler",
    "@*url_defaults",
]
REGISTERED += ["@*.listens_for*", "@*handler", "@*.command", "@*.context_processor", "@*.user_loader", "@register*"]
REGISTERED += [
    "@for_each_inbox*",
    "@manager.*",
]
# Called by a library that knows them by name.
AGREED = [
    "process_bind_param",
    "process_result_value",
    "process_literal_param",
    "cache_ok",
    "impl",
    "Meta",
    "validate_*",
]
AGREED += ["process_formdata", "open_session", "save_session", "type_annotation_map", "__table_args__", "csrf*"]
AGREED += ["get_id", "session_protection", "session_interface", "set_state_data", "get_state_data", "isolation_level"]
AGREED += ["enqueue_req", "Worker", "Journal", "setup", "_access_log_enabled", "access", "debug"]  # gunicorn's
AGREED += [
    "add_fields",
    "collect",
    "daemon_threads",
]  # those of the journal's, the figures' and their server's libraries
AGREED += ["client_cls", "framework_integration_cls", "oauth2_client_cls", "log_exception", "login_manager", "is_known"]
AGREED += ["command_class", "exit_code", "invoke"]  # click's
AGREED += ["request_class", "parameter_storage_class", "finalize"]
AGREED += ["_get_socket"]  # smtplib's
AGREED += ["registry_cls", "parse_id_token", "cert_verify"]  # Authlib's and requests'
AGREED += ["serial_number"]  # left out of a bill of materials
# What tests hold on to, and what docs/adr/0041 prepares.
AGREED += ["opens_*", "closes_*"]  # a weekday's fields, found by its number
AGREED += ["SUPPORT", "all_texts", "LIGHT", "DARK"]

COLUMNS = {
    "added_at": "when: for people who look into the data",
    "joined_at": "when: for people who look into the data",
    "last_login_at": "when: for people who look into the data",
    "published_at": "when: for people who look into the data",
    "salt": "of each event, for a seal that is yet to come",
    "schema_v": "how an event is spelt: for readers of rows of long ago",
    "about_staff_id": "for what comes: docs/adr/0041",
    "clinic_before_id": "for what comes: docs/adr/0041",
    "started_by_staff_id": "for what comes: docs/adr/0041",
    "template_version_id": "for what comes: docs/adr/0041",
    "answers_message_id": "of older releases, until one that narrows",
}
"""Columns that no code reads, and why they are there all the same."""


def words_of_templates() -> set[str]:
    """Every word in a template, which is more than the names it uses and never fewer."""
    templates = [path for pattern in ("*.html", "*.txt", "*.xml") for path in (ROOT / "app").rglob(pattern)]
    return {word for path in templates for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


def main() -> int:
    """Print each unused name with its place, and answer 1 when there is one."""
    vulture = Vulture(ignore_decorators=REGISTERED, ignore_names=AGREED)
    vulture.scavenge([str(ROOT / path) for path in READ])
    shown = words_of_templates()
    unused = [
        item
        for item in vulture.get_unused_code(min_confidence=60)
        if item.name not in shown
        and item.name not in COLUMNS
        and item.filename.name != "gunicorn.conf.py"  # every name in it is a setting of gunicorn's
    ]
    for item in unused:
        print(f"{item.filename.relative_to(ROOT)}:{item.first_lineno}: nothing uses the {item.typ} {item.name}")
    return 1 if unused else 0


if __name__ == "__main__":
    sys.exit(main())
