"""The database's figures for the exporter, asked for at most every 15 seconds however often somebody looks."""

import logging
import threading
import time
from collections.abc import Iterable

from flask import Flask
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db, session
from app.core.journal import named
from app.readiness.database import newest_migration
from app.watch.figures import figures
from settings.release import COMMIT, VERSION

FRESH_SECONDS = 15.0
log = logging.getLogger(__name__)


class FromTheDatabase(Collector):
    """One thread asks, and the others wait for what it learns."""

    def __init__(self, app: Flask) -> None:
        self._app, self._asking = app, threading.Lock()
        self._known: tuple[float, list[Metric]] | None = None

    def collect(self) -> Iterable[Metric]:
        with self._asking:
            if self._known is None or time.monotonic() - self._known[0] >= FRESH_SECONDS:
                self._known = (time.monotonic(), self._ask())
            return self._known[1]

    def _ask(self) -> list[Metric]:
        answers = GaugeMetricFamily("vardinkorgen_database_answers", "Whether the database could be asked: 1 or 0.")
        with self._app.app_context():
            try:
                found = list(figures(session()))
                answers.add_metric([], 1)
            except SQLAlchemyError as error:
                log.warning("the database could not be asked for figures: %s", named(error))
                found = []
                answers.add_metric([], 0)
            finally:
                db.session.remove()
        return [answers, *found]


class Build(Collector):
    """Which release this is."""

    def collect(self) -> Iterable[Metric]:
        build = InfoMetricFamily("vardinkorgen_build", "The release, its commit, and the tables that it needs.")
        build.add_metric([], {"version": VERSION, "commit": COMMIT, "schema": newest_migration()})
        yield build
