"""Rules of the speaker: what is heard now, and what was really heard."""

from tui_voice.conversation.items import SAMPLE_RATE_HZ, ItemStatus
from tui_voice.session import events as ev
from tui_voice.session.draft import Draft
from tui_voice.session.effects import DeleteItem, TruncateItem
from tui_voice.session.keeping import end_answer
from tui_voice.session.phases import Meter

LATENCIES_KEPT = 32
"""Latencies kept for the status bar."""


def playback_started(draft: Draft, event: ev.PlaybackStarted) -> None:
    """The first sample is heard: this is the latency that a person feels."""
    draft.set(sounding=True)
    draft.change_item(event.item_id, began_s=event.at + draft.state.wall_offset)
    asked_at = draft.state.asked_at
    if asked_at is None:
        return
    latency_s = max(0.0, event.at - asked_at)
    draft.change_item(event.item_id, latency_s=latency_s)
    latencies = (*draft.state.latencies_s, latency_s)[-LATENCIES_KEPT:]
    draft.set(asked_at=None, latencies_s=latencies)


def playhead_moved(draft: Draft, event: ev.PlayheadMoved) -> None:
    """What is playing now, for the meter."""
    meter = Meter(event.peak_db, event.rms_db) if draft.state.playing else Meter()
    draft.set(speaker=meter, underruns=event.underruns)


def playback_finished(draft: Draft, event: ev.PlaybackFinished) -> None:
    """An item was heard to its end."""
    draft.change_item(event.item_id, heard_samples=event.heard_samples)
    end_answer(draft, event.item_id, event.heard_samples)
    item = draft.state.conversation.find(event.item_id)
    if item is not None and item.response_id in draft.state.dropped:
        # Heard to its end in the moment in which it was cut.
        draft.change_item(item.id, status=ItemStatus.DONE)
    playing = tuple(item_id for item_id in draft.state.playing if item_id != event.item_id)
    foreign = tuple(item_id for item_id in draft.state.foreign if item_id != event.item_id)
    draft.set(playing=playing, foreign=foreign, sounding=bool(playing))
    if not playing:
        draft.set(speaker=Meter())


def stopped(draft: Draft, event: ev.PlaybackStopped) -> None:
    """The speaker fell silent: keep the server's idea of the answer to what was heard."""
    for item_id, heard_samples in event.heard:
        _cut(draft, item_id, heard_samples)
    draft.set(foreign=(), speaker=Meter())


def _cut(draft: Draft, item_id: str, heard_samples: int) -> None:
    item = draft.state.conversation.find(item_id)
    if item is None:
        return
    heard = min(heard_samples, item.received_samples)
    whole = item.status is ItemStatus.DONE and heard >= item.received_samples
    status = ItemStatus.DONE if whole else ItemStatus.CUT
    draft.change_item(item_id, status=status, heard_samples=heard)
    end_answer(draft, item_id, heard)
    if whole or item_id in draft.state.foreign or not draft.state.ready:
        return
    heard_ms = heard * 1000 // SAMPLE_RATE_HZ
    if heard_ms == 0:
        # `audio_end_ms: 0` may be refused; an answer that nobody heard is taken out instead.
        draft.do(DeleteItem(item_id))
    else:
        draft.do(TruncateItem(item_id, heard_ms))
