"""Every table, imported once: for migrations and checks. No feature imports this."""

import app.asked.models
import app.audit.backups
import app.audit.models
import app.auth.models
import app.cases.models
import app.catalog.models
import app.citizens.models
import app.jobs.models
import app.limits.models
import app.notices.models
import app.operations
import app.readiness.models
import app.roles.models  # noqa: F401 - imported for its tables, as the rest is
