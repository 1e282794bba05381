"""What the log tells of a database that was read back or copied, compared whole."""

from pathlib import Path

import pytest
from flask import Flask

from app.audit.events import NOWHERE, client
from app.backup.saving import back_up
from config import Config
from tests.log_examples import Room
from tests.log_lines import Line
from tests.programs import close
from tests.world import World

pytestmark = pytest.mark.usefixtures("client_programs")
BY_COMMAND = "system command_line as system, system"


def test_what_was_read_back_is_told_in_the_log_that_was_read_back(
    app: Flask, world: World, config: Config, tmp_path: Path
) -> None:
    room = Room(world)
    room.begin()
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    client.set(NOWHERE)
    told = app.test_cli_runner().invoke(args=["restore", str(tmp_path / "copy"), "--replace"])
    assert told.exit_code == 0, told.output
    assert room.lines() == [Line("restored", BY_COMMAND, "database", at="", by="")]
