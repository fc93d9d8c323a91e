"""A conversation that other programs can control while it runs."""

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_voice.cli.control.desk import Desk
    from tui_voice.engine.event_log import EventLog
    from tui_voice.engine.view import View
    from tui_voice.session.events import PersonEvent
    from tui_voice.ui.conversing import Conversing, Start

log = logging.getLogger(__name__)


def controlled(start: "Start") -> "Start":
    """Begin a conversation as ``start`` does, and let ``tui-voice ctl`` reach it."""

    async def begin(publish: "Callable[[View], None]") -> "Conversing":
        # Imported here: the first frame needs none of it.
        from tui_voice.cli.control.desk import Desk

        def show(view: "View") -> None:
            publish(view)
            desk.show(view)

        def post(event: "PersonEvent") -> None:
            conversation.post(event)

        desk = Desk(post)
        conversation = await start(show)
        return Controlled(conversation, desk)

    return begin


class Controlled:
    """Fits ``Conversing``: the conversation, with the desk open while it runs."""

    def __init__(self, conversation: "Conversing", desk: "Desk") -> None:
        self._conversation = conversation
        self._desk = desk

    @property
    def event_log(self) -> "EventLog":
        """What went over the wire."""
        return self._conversation.event_log

    def post(self, event: "PersonEvent") -> None:
        """Report what the person did."""
        self._conversation.post(event)

    async def run(self) -> None:
        """Hold the conversation until the person leaves; without control where that fails."""
        try:
            await self._desk.open()
        except OSError as problem:
            log.warning("tui-voice ctl cannot reach this app: %s", problem)
        try:
            await self._conversation.run()
        finally:
            self._desk.close()
