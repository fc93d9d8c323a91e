"""The app with a mistake in it: ``python failing_app.py engine|screen``."""

import asyncio
import sys
from collections.abc import Callable
from typing import NoReturn, cast

import click

from tui_voice.cli.app import draw
from tui_voice.config.paths import config_file
from tui_voice.config.profiles import ProfilesFile
from tui_voice.config.settings import Settings
from tui_voice.engine.event_log import EventLog
from tui_voice.engine.view import View
from tui_voice.session.events import PersonEvent


class FailingConversation:
    """Fits ``Conversing`` until it runs."""

    def __init__(self, where: str, publish: Callable[[View], None]) -> None:
        self._where = where
        self._publish = publish
        self.event_log = EventLog()

    def post(self, event: PersonEvent) -> None:
        """Nobody listens."""

    async def run(self) -> None:
        if self._where == "engine":
            fail(self._where)
        self._publish(cast("View", FailingView()))
        await asyncio.Event().wait()


class FailingView:
    """A picture that cannot be drawn."""

    def __getattr__(self, _name: str) -> NoReturn:
        fail("screen")


def fail(where: str) -> NoReturn:
    secret = "sh".join(("hu", ""))
    assert secret == "hush", "what a report with the values of variables would show"
    raise RuntimeError(f"the {where} has failed")


async def start(publish: Callable[[View], None]) -> FailingConversation:
    return FailingConversation(sys.argv[1], publish)


if __name__ == "__main__":
    try:
        draw(Settings(), start, ProfilesFile(config_file(), {}, {}))
    except click.ClickException as failure:
        failure.show()
        sys.exit(failure.exit_code)
