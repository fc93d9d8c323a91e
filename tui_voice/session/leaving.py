"""Rules of leaving: what is being said becomes a turn first, without an answer."""

from tui_voice.conversation.items import ItemStatus, Role
from tui_voice.session import hearing, turns
from tui_voice.session.draft import Draft
from tui_voice.session.effects import Quit, StartTimer, StopCapture, StopPlayback
from tui_voice.session.phases import CapturePhase
from tui_voice.session.state import State

LAST_WORDS = "last words"
"""The timer that ends the wait for them."""

LAST_WORDS_S = 2.0
"""How long leaving waits at most; the screen goes after three seconds whatever happens."""


def requested(draft: Draft) -> None:
    """Silence, close, go; in the middle of speech, and asked for the first time, write it down."""
    state = draft.state
    if state.playing:
        draft.do(StopPlayback())
    if state.ready and turns.is_being_said(draft) and not state.leaving:
        draft.set(leaving=True)
        draft.note("Leaving as soon as your last words are written down.")
        draft.do(StartTimer(LAST_WORDS, LAST_WORDS_S))
        turns.stop_listening(draft)
        return
    if state.capture.phase is not CapturePhase.OFF:
        draft.do(StopCapture())
    go(draft)


def leave(draft: Draft) -> None:
    """Go if nothing is waited for any more."""
    if draft.state.leaving and not _waits(draft.state):
        go(draft)


def go(draft: Draft) -> None:
    """Close everything; a turn whose words have not come is kept without them, with its sound."""
    hearing.give_up_on_words(draft)
    draft.set(leaving=False, speech=())
    draft.do(Quit())


def _waits(state: State) -> bool:
    unnamed = any(not turn.item_id for turn in state.speech)
    items = state.conversation.items
    unwritten = any(item.role is Role.USER and item.status is ItemStatus.LIVE for item in items)
    return state.capture.phase is not CapturePhase.OFF or unnamed or unwritten
