"""The rules of the conversation: what to do when something has happened.

``step`` is the only way in which anything is decided. It cannot wait, send, play, log or read a
clock. The rules stand beside it by topic: ``turns`` (the person and the microphone), ``hearing``
(what the server hears), ``answers`` (what it says), ``playing`` (the speaker), ``tools`` (what is
called on the way to an answer), ``links`` (the connection and the settings), ``leaving``.
"""

from typing import assert_never

from tui_voice.conversation.items import Severity
from tui_voice.session import answers, hearing, leaving, links, playing, reading, tools, turns
from tui_voice.session import events as ev
from tui_voice.session.draft import Draft
from tui_voice.session.effects import Effect, ListDevices
from tui_voice.session.keeping import keep_finished, keep_speech
from tui_voice.session.phases import LinkPhase, Meter
from tui_voice.session.state import State, activity_of


def step(state: State, event: ev.Event) -> tuple[State, tuple[Effect, ...]]:
    """Answer an event with the next state and the effects to perform, in order."""
    draft = Draft(state)
    at = getattr(event, "at", None)
    if at is not None:
        draft.set(now=max(at, state.now))
    _dispatch(draft, event)
    links.renew(draft)
    leaving.leave(draft)
    keep_finished(draft, state.conversation)
    keep_speech(draft, state.speech)
    activity = activity_of(draft.state)
    if activity is not state.activity:
        draft.set(activity=activity, activity_since=draft.state.now)
    return draft.state, tuple(draft.effects)


def _dispatch(draft: Draft, event: ev.Event) -> None:
    if isinstance(event, ev.PersonEvent):
        _person(draft, event)
    elif isinstance(event, ev.MicrophoneEvent):
        _microphone(draft, event)
    elif isinstance(event, ev.SpeakerEvent):
        _speaker(draft, event)
    elif isinstance(event, ev.ConnectionEvent):
        _connection(draft, event)
    elif isinstance(event, ev.HouseEvent):
        _house(draft, event)
    elif isinstance(event, ev.SessionEvent):
        _session(draft, event)
    elif isinstance(event, ev.QuietEvent):
        if isinstance(event, ev.ServerEventUnknown):
            draft.set(skipped=draft.state.skipped + 1)
    elif draft.state.link.phase is not LinkPhase.READY:
        pass  # The last words of a connection that is no longer ours.
    elif isinstance(event, ev.SpeechEvent):
        _heard(draft, event)
    else:
        _answer(draft, event)


def _person(draft: Draft, event: ev.PersonEvent) -> None:
    match event:
        case ev.Started():
            links.started(draft, event)
        case ev.RecordToggled():
            turns.record_toggled(draft, event)
        case ev.RecordWished():
            turns.record_wished(draft, event)
        case ev.CancelPressed():
            turns.cancelled(draft)
        case ev.MuteToggled():
            turns.mute_toggled(draft, event)
        case ev.MuteWished():
            turns.mute_wished(draft, event)
        case ev.MessageTyped():
            turns.typed(draft, event)
        case ev.ReadingRequested():
            reading.requested(draft, event)
        case ev.SettingsChanged():
            links.settings_changed(draft, event)
        case ev.ReconnectRequested():
            links.reconnect_requested(draft)
        case ev.DevicesRequested():
            draft.do(ListDevices())
        case ev.QuitRequested():
            leaving.requested(draft)
        case _:
            assert_never(event)


def _microphone(draft: Draft, event: ev.MicrophoneEvent) -> None:
    match event:
        case ev.CaptureStarted():
            turns.capture_started(draft)
        case ev.AudioCaptured():
            turns.captured(draft, event)
        case ev.CaptureStopped():
            turns.capture_stopped(draft)
        case ev.CaptureFailed():
            turns.capture_failed(draft, event)
        case ev.CaptureSuspected():
            turns.capture_suspected(draft, event)
        case ev.MicrophoneLevelMeasured():
            meter = Meter(event.peak_db, event.rms_db)
            draft.set(microphone=meter, overflows=event.overflows)
        case _:
            assert_never(event)


def _speaker(draft: Draft, event: ev.SpeakerEvent) -> None:
    match event:
        case ev.PlaybackStarted():
            playing.playback_started(draft, event)
        case ev.PlayheadMoved():
            playing.playhead_moved(draft, event)
        case ev.PlaybackFinished():
            playing.playback_finished(draft, event)
        case ev.PlaybackStopped():
            playing.stopped(draft, event)
        case ev.PlaybackFailed():
            draft.note(event.message, Severity.ERROR)
        case _:
            assert_never(event)


def _connection(draft: Draft, event: ev.ConnectionEvent) -> None:
    match event:
        case ev.ConnectionOpened():
            links.opened(draft, event)
        case ev.ConnectionRefused():
            links.refused(draft, event)
        case ev.ConnectionLost():
            links.lost(draft, event)
        case _:
            assert_never(event)


def _house(draft: Draft, event: ev.HouseEvent) -> None:
    match event:
        case ev.TimerFired():
            links.timer_fired(draft, event)
        case ev.DevicesListed():
            draft.set(inputs=event.inputs, outputs=event.outputs)
        case ev.SettingsNotSaved():
            draft.note(event.message, Severity.ERROR)
        case ev.DeviceChanged():
            draft.note(event.message, Severity.WARNING)
        case ev.HistoryFailed():
            draft.note(event.message, Severity.WARNING)
        case _:
            assert_never(event)


def _session(draft: Draft, event: ev.SessionEvent) -> None:
    match event:
        case ev.SessionCreated():
            links.session_created(draft, event)
        case ev.ServerFailed():
            links.server_failed(draft, event)
        case _:
            assert_never(event)


def _heard(draft: Draft, event: ev.SpeechEvent) -> None:
    match event:
        case ev.SpeechStarted():
            hearing.speech_started(draft, event)
        case ev.SpeechStopped():
            hearing.speech_stopped(draft, event)
        case ev.InputCommitted():
            hearing.committed(draft, event)
        case ev.ItemAdded():
            hearing.item_added(draft, event)
        case ev.ItemDone():
            hearing.item_done(draft, event)
        case ev.InputTimedOut():
            hearing.timed_out(draft, event)
        case ev.TranscriptionDelta():
            hearing.words_came(draft, event)
        case ev.TranscriptionCompleted():
            hearing.words_ended(draft, event)
        case ev.TranscriptionFailed():
            hearing.words_failed(draft, event)
        case _:
            assert_never(event)


def _answer(draft: Draft, event: ev.AnswerEvent) -> None:
    match event:
        case ev.ResponseCreated():
            answers.created(draft, event)
        case ev.OutputItemAdded():
            answers.item_added(draft, event)
        case ev.OutputItemDone():
            tools.output_item_done(draft, event)
        case ev.AnswerTextDelta():
            answers.text_came(draft, event)
        case ev.AnswerTextDone():
            answers.text_ended(draft, event)
        case ev.AnswerAudioDelta():
            answers.sound_came(draft, event)
        case ev.AnswerAudioDone():
            answers.sound_ended(draft, event)
        case ev.ResponseDone():
            answers.done(draft, event)
        case _:
            assert_never(event)
