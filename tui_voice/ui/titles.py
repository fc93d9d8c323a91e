"""What the terminal's title says: above all, whether the microphone is open."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO

from tui_voice.engine.view import Activity, LinkPhase, View
from tui_voice.ui.words import activity, phase

_SAVE, _RESTORE = "\x1b[22;2t", "\x1b[23;2t"
"""Puts the title that was there aside, and brings it back (xterm's window operations)."""


@contextmanager
def own_title(terminal: TextIO | None) -> Generator[None]:
    """Give the terminal back the title that it had."""
    if terminal is None:
        yield
        return
    terminal.write(_SAVE)
    try:
        yield
    finally:
        terminal.write(_RESTORE)
        terminal.flush()


def title_of(view: View) -> str:
    """Words of our own only: what a server says never comes into a title."""
    if view.link.phase is not LinkPhase.READY and not view.microphone_open:
        return f"tui-voice: {phase(view.link)}"
    told = activity(view)
    if view.microphone_open and not view.muted:
        open_too = view.activity in (Activity.THINKING, Activity.SPEAKING)
        return f"● tui-voice: {told}{', microphone open' if open_too else ''}"
    return f"tui-voice: {told}"


def titled(title: str) -> str:
    """What makes a terminal show the title."""
    return f"\x1b]2;{title}\x07"
