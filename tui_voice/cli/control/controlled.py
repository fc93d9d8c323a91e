"""A conversation that other programs can control while it runs."""

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_voice.engine.view import View
    from tui_voice.ui.conversing import Conversing, Start

log = logging.getLogger(__name__)


def controlled(start: "Start") -> "Start":
    """Begin a conversation as ``start`` does, and let ``tui-voice ctl`` reach it until it ends.

    Where that cannot be, the log says so, and the conversation runs without.
    """

    async def begin(publish: "Callable[[View], None]") -> "Conversing":
        # Imported here: the first frame needs none of it.
        from tui_voice.cli.control.desk import Desk

        desk = Desk()

        def show(view: "View") -> None:
            publish(view)
            desk.show(view)

        conversation = await start(show)
        try:
            await desk.open(conversation.post)
        except OSError as problem:
            log.warning("tui-voice ctl cannot reach this app: %s", problem)
        return conversation

    return begin
