"""Rules of the person's turn: record key, mute, typed turns, the microphone."""

from dataclasses import replace

from tui_voice.conversation.items import SAMPLE_RATE_HZ, Item, ItemStatus, Role, Severity
from tui_voice.session import answers, speech
from tui_voice.session import events as ev
from tui_voice.session.draft import Draft
from tui_voice.session.effects import (
    ClearAudio,
    CommitAudio,
    CreateItem,
    StartCapture,
    StopCapture,
)
from tui_voice.session.limits import LONGEST_TURN_SAMPLES, may_ask
from tui_voice.session.phases import CapturePhase, Meter
from tui_voice.session.state import Capture, Ending, Speech, State

SHORTEST_TURN_SAMPLES = SAMPLE_RATE_HZ // 10
"""The server refuses to commit less than 100 ms."""


# ── the person ──────────────────────────────────────────────────────────────────────────────


def record_toggled(draft: Draft, event: ev.RecordToggled) -> None:
    """Begin a recording, or end the one that runs."""
    _record(draft, not _is_wished(draft.state.capture), event.at)


def record_wished(draft: Draft, event: ev.RecordWished) -> None:
    """As the record key, where that leads to what is wished."""
    if event.on is not _is_wished(draft.state.capture):
        _record(draft, event.on, event.at)


def cancelled(draft: Draft) -> None:
    """Esc: discard a manual recording; otherwise cut the answer short."""
    capture = draft.state.capture
    recording = draft.state.manual and capture.phase is not CapturePhase.OFF
    if recording and capture.ending is Ending.COMMIT:
        if capture.phase is CapturePhase.CLOSING:
            draft.set(capture=Capture(CapturePhase.CLOSING, Ending.DISCARD))
        else:
            _end(draft, Ending.DISCARD)
        _forget(draft)
        draft.set(asked_at=None)
        draft.note("Recording discarded.")
        return
    waiting = tuple(replace(turn, asks=False) for turn in draft.state.speech)
    draft.set(speech=waiting)
    answers.interrupt(draft)


def mute_toggled(draft: Draft, event: ev.MuteToggled) -> None:
    """Muted: nothing that the microphone hears is kept or sent."""
    _mute(draft, not draft.state.muted, event.at)


def mute_wished(draft: Draft, event: ev.MuteWished) -> None:
    """As the mute key, where that leads to what is wished."""
    if event.on is not draft.state.muted:
        _mute(draft, event.on, event.at)


def typed(draft: Draft, event: ev.MessageTyped) -> None:
    """A typed turn: it stands in the log at once and interrupts a running answer."""
    text = event.text.strip()
    if not text:
        return
    answers.interrupt(draft)
    number = draft.state.typed + 1
    item_id = f"typed_{number}"
    item = Item(item_id, Role.USER, text, ItemStatus.DONE, spoken=False, at_s=draft.wall)
    draft.set(conversation=draft.state.conversation.place(item), typed=number)
    draft.set(asked_at=event.at)
    if draft.state.ready:
        draft.do(CreateItem(item_id, Role.USER, text))
    answers.ask(draft)


# ── the microphone ──────────────────────────────────────────────────────────────────────────


def capture_started(draft: Draft) -> None:
    """The first block has arrived: only now do we say "recording"."""
    if draft.state.capture.phase is CapturePhase.OPENING:
        draft.set(capture=Capture(CapturePhase.OPEN))


def captured(draft: Draft, event: ev.AudioCaptured) -> None:
    """Keep a chunk until its words are known, and send it if there is a session."""
    state = draft.state
    if state.muted or state.capture.ending is Ending.DISCARD:
        return
    if not state.ready and state.away_samples >= state.settings.offline_audio_s * SAMPLE_RATE_HZ:
        if not state.overflowed:
            draft.set(overflowed=True)
            limit = state.settings.offline_audio_s
            draft.note(
                f"The connection is away and {limit} s of your speech are kept; what you say now "
                "is lost. Raise offline_audio_s to keep more.",
                Severity.WARNING,
            )
        return
    turn = speech.grow(draft, event.pcm, event.at)
    if turn.samples >= LONGEST_TURN_SAMPLES and state.capture.phase is CapturePhase.OPEN:
        draft.note("You have talked for half an hour: that was sent as one turn.", Severity.WARNING)
        stop_listening(draft)


def capture_stopped(draft: Draft) -> None:
    """The microphone is closed and its tail has come: end the turn as was decided."""
    capture, leaving = draft.state.capture, draft.state.leaving
    draft.set(capture=Capture(), microphone=Meter())
    _finish(draft, capture.ending, asks=not (capture.restart or leaving))
    answers.refresh_session(draft)
    if capture.restart and not leaving:
        _begin(draft)


def capture_failed(draft: Draft, event: ev.CaptureFailed) -> None:
    """The microphone is gone: what was said until now is still a turn."""
    draft.note(event.message, Severity.ERROR)
    capture = draft.state.capture
    closing = capture.phase is CapturePhase.CLOSING
    draft.set(capture=Capture(), microphone=Meter())
    if _open_samples(draft) < SHORTEST_TURN_SAMPLES:
        _forget(draft)
    else:
        _finish(draft, capture.ending if closing else _ending(draft))
    answers.refresh_session(draft)


def capture_suspected(draft: Draft, event: ev.CaptureSuspected) -> None:
    """The sound is not what speech looks like: say so, unless it is not to be a turn at all."""
    capture = draft.state.capture
    if capture.phase is not CapturePhase.CLOSING or capture.ending is Ending.COMMIT:
        draft.note(event.message, Severity.WARNING)


# ── between them ────────────────────────────────────────────────────────────────────────────


def speech_started(draft: Draft, item_id: str) -> None:
    """Hands-free: the server hears speech, which may have ended here meanwhile."""
    if draft.state.capture.phase is CapturePhase.OFF:
        return  # Nothing more comes of it, and what there was has been taken back.
    draft.set(hearing=item_id)
    if draft.state.muted:
        _commit(draft)


def stop_listening(draft: Draft) -> None:
    """End what the microphone does, in the way of the present mode."""
    if draft.state.capture.phase in (CapturePhase.OPENING, CapturePhase.OPEN):
        _end(draft, _ending(draft))


def is_being_said(draft: Draft) -> bool:
    """Whether a turn grows that would be sent if the person ended it now."""
    capture = draft.state.capture
    if capture.phase is CapturePhase.OFF or capture.ending is Ending.DISCARD:
        return False
    heard = draft.state.manual or bool(draft.state.hearing)
    return heard and _open_samples(draft) >= SHORTEST_TURN_SAMPLES


def _is_wished(capture: Capture) -> bool:
    """Whether the microphone is open, or about to be."""
    if capture.phase is CapturePhase.CLOSING:
        return capture.restart
    return capture.phase is not CapturePhase.OFF


def _record(draft: Draft, on: bool, at: float) -> None:
    capture = draft.state.capture
    if capture.phase is CapturePhase.CLOSING:
        draft.set(capture=replace(capture, restart=on))
    elif on:
        _begin(draft)
    else:
        stop_listening(draft)
        if draft.state.manual or draft.state.hearing:
            draft.set(asked_at=at)


def _mute(draft: Draft, muted: bool, at: float) -> None:
    draft.set(muted=muted)
    if muted and draft.state.hearing:
        draft.set(asked_at=at)
        _commit(draft)


def _begin(draft: Draft) -> None:
    if not may_ask(draft):
        return
    if draft.state.manual:
        answers.interrupt(draft)
        if draft.state.ready:
            draft.do(ClearAudio())
    draft.set(capture=Capture(CapturePhase.OPENING), overflowed=False)
    draft.do(StartCapture())


def _end(draft: Draft, ending: Ending) -> None:
    draft.set(capture=Capture(CapturePhase.CLOSING, ending))
    draft.do(StopCapture())


def _ending(draft: Draft) -> Ending:
    return Ending.COMMIT if draft.state.manual else Ending.RELEASE


def _finish(draft: Draft, ending: Ending, *, asks: bool = True) -> None:
    """Nothing more comes of the growing turn: do with it as its ending says."""
    turn = speech.growing(draft)
    speaks = bool(draft.state.hearing) or (turn is not None and _may_speak(draft.state, turn))
    if ending is Ending.COMMIT or (ending is Ending.RELEASE and speaks):
        _commit(draft, asks=asks)
    else:
        _forget(draft)


def _may_speak(state: State, turn: Speech) -> bool:
    """Whether it holds speech that no server has had the time to hear."""
    unheard = not state.ready or turn.told > 0
    return unheard and speech.may_be_speech(turn)


def _open_samples(draft: Draft) -> int:
    turn = speech.growing(draft)
    return turn.samples if turn is not None else 0


def _commit(draft: Draft, *, asks: bool = True) -> None:
    """Finish the growing turn: now, or when the session is back."""
    turn = speech.growing(draft)
    if turn is None or turn.samples < SHORTEST_TURN_SAMPLES:
        _forget(draft)
        draft.set(asked_at=None)
        draft.note("Too short to send: speak for at least a tenth of a second.")
        return
    speech.replace_last(draft, replace(turn, ended=True, asks=asks))
    draft.set(hearing="")
    if not draft.state.ready:
        return
    draft.do(CommitAudio())
    if asks:
        answers.ask(draft)


def _forget(draft: Draft) -> None:
    """Drop the growing turn, here and on the server."""
    if speech.growing(draft) is not None:
        speech.replace_last(draft)
        speech.take_back_early_words(draft)
        if draft.state.ready:
            draft.do(ClearAudio())
            draft.set(dropped_samples=draft.state.sent_samples)
    draft.set(hearing="")
