"""Rules of writing down: speech goes out in passages, their words come back, and none is lost.

A session of its own kind, with nobody who answers. ``step`` is as pure as that of a conversation.
A passage is kept until its words are here; after a loss, what is not written yet is sent again.
Once all is spent that may be (``max_cost``), no more is heard; what was sent is still written down.
"""

from dataclasses import replace
from typing import Any

from tui_voice.conversation.usage import Usage
from tui_voice.session import events as ev
from tui_voice.session.effects import (
    AppendAudio,
    CommitAudio,
    Connect,
    Quit,
    StartTimer,
    UpdateSession,
)
from tui_voice.session.limits import WARN_AT
from tui_voice.session.transcription import (
    Deed,
    Happening,
    Hear,
    Note,
    Passage,
    SoundEnded,
    SpeechHeard,
    Tell,
    Transcription,
)

AHEAD = 3
"""Passages that may wait for their words before more is sent: a server that writes slower than it
reads is given no more than about a minute and a half."""

ATTEMPTS = 6
"""Connections that may fail in a row: some ten seconds."""

RECONNECT = "reconnect"
BACKOFF_FIRST_S = 0.25
BACKOFF_MOST_S = 8.0

PASSING_ERRORS = {"rate_limit_exceeded", "server_error"}
"""Errors of the server that a new connection may not meet again."""

ANNOUNCED = "session_expired"
"""An error that the end of the connection follows."""


class _Draft:
    def __init__(self, state: Transcription) -> None:
        self.state = state
        self.deeds: list[Deed] = []

    def set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def do(self, *deeds: Deed) -> None:
        self.deeds.extend(deeds)

    def change(self, passage: Passage, **changes: Any) -> None:
        passages = (
            replace(each, **changes) if each is passage else each for each in self.state.passages
        )
        self.set(passages=tuple(passages))


def step(state: Transcription, event: Happening) -> tuple[Transcription, tuple[Deed, ...]]:
    """Answer an event with the next state and what to do, in order."""
    draft = _Draft(state)
    match event:
        case SpeechHeard() | SoundEnded():
            _heard(draft, event)
        case ev.Started() | ev.TimerFired():
            draft.set(open=False)
            draft.do(Connect(state.settings))
        case ev.QuitRequested():
            draft.do(Quit())
            return draft.state, tuple(draft.deeds)
        case ev.ConnectionOpened(server=server, offline=offline, note=note):
            draft.set(open=True, server=server, offline=offline)
            if note and note not in state.told:
                draft.set(told=(*state.told, note))
                draft.do(Note(note))
        case ev.ConnectionRefused(message, retry):
            _lost(draft, message, retry=retry)
        case ev.ConnectionLost(_, message, retry) if state.open:
            _lost(draft, message, retry=retry)
        case ev.SessionCreated():
            _begin(draft)
        case ev.ServerFailed() if state.open:  # also instead of a session
            _failed(draft, event)
        case _ if draft.state.ready:
            _written(draft, event)
        case _:
            pass  # the last words of a connection that is no longer ours
    _tell(draft)
    _go_on(draft)
    return draft.state, tuple(draft.deeds)


def _heard(draft: _Draft, event: SpeechHeard | SoundEnded) -> None:
    draft.set(hearing=False)
    if isinstance(event, SoundEnded):
        draft.set(all_heard=True, trouble=event.trouble or draft.state.trouble)
        return
    passages = draft.state.passages
    if not passages or passages[-1].ended:
        draft.set(passages=(*passages, Passage(event.start)))
    passage = draft.state.passages[-1]
    if draft.state.spent:  # it was on its way: it is told as missing
        draft.change(passage, chunks=(*passage.chunks, event.pcm))
        return
    draft.change(passage, chunks=(*passage.chunks, event.pcm), ended=event.ends)
    if draft.state.ready:
        draft.do(AppendAudio(event.pcm))
        if event.ends:
            draft.do(CommitAudio())


def _begin(draft: _Draft) -> None:
    """A session: send it what is not written down yet."""
    if not draft.state.open:
        return
    unnamed = tuple(replace(passage, item_id="") for passage in draft.state.passages)
    draft.set(ready=True, was_ready=True, passages=unnamed)
    draft.do(UpdateSession(draft.state.settings, transcribes=True))
    for passage in unnamed:
        if passage.settled:
            continue
        draft.do(*(AppendAudio(chunk) for chunk in passage.chunks))
        if passage.ended:
            draft.do(CommitAudio())


def _lost(draft: _Draft, message: str, *, retry: bool) -> None:
    """Try again, unless that cannot help or there has never been a session."""
    state = draft.state
    draft.set(open=False, ready=False, attempts=state.attempts + 1)
    if not retry or not state.was_ready or state.attempts >= ATTEMPTS:
        _give_up(draft, message)
        return
    draft.do(Note(f"{message} What is not written down yet is sent again."))
    delay_s = min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2**state.attempts)
    draft.do(StartTimer(RECONNECT, delay_s))


def _give_up(draft: _Draft, message: str) -> None:
    draft.set(trouble=message)
    draft.do(Quit())


def _written(draft: _Draft, event: Happening) -> None:
    """What the server says of the passages it was given."""
    match event:
        case ev.InputCommitted(item_id):
            if passage := _passage(draft, ""):
                draft.change(passage, item_id=item_id)
        case ev.TranscriptionCompleted(item_id, transcript, usage):
            draft.set(attempts=0)
            cost_usd = _cost(draft.state, usage)
            if passage := _passage(draft, item_id) or _passage(draft, ""):
                draft.change(passage, text=transcript.strip(), cost_usd=cost_usd)
            _spend(draft, cost_usd or 0.0)
        case ev.TranscriptionFailed(item_id, message):
            if passage := _passage(draft, item_id) or _passage(draft, ""):
                draft.change(passage, trouble=message or "the server gave no reason")
        case _:
            pass


def _failed(draft: _Draft, error: ev.ServerFailed) -> None:
    if error.code in PASSING_ERRORS or error.kind in PASSING_ERRORS:
        _lost(draft, error.message, retry=True)
    elif error.code != ANNOUNCED:
        _give_up(draft, error.message)


def _cost(state: Transcription, usage: Usage) -> float | None:
    """What writing down a passage cost; None where that is not known, 0 offline."""
    if state.offline:
        return 0.0
    model = state.catalogue.transcription.get(state.settings.transcription_model)
    if model is None or not state.catalogue.bills(state.server):
        return None
    # No passage lasts no time: a server that says so has not told it.
    return model.cost_usd(usage.transcription_s) or None


def _spend(draft: _Draft, cost_usd: float) -> None:
    """Note what was spent, and say when the limit comes near."""
    draft.set(cost_usd=draft.state.cost_usd + cost_usd)
    spent, limit = draft.state.cost_usd, draft.state.settings.max_cost
    if WARN_AT * limit <= spent < limit and not draft.state.warned_of_cost:
        draft.set(warned_of_cost=True)
        draft.do(Note(f"This has cost ${spent:.2f} of the ${limit:.2f} you allow (max_cost)."))


def _passage(draft: _Draft, item_id: str) -> Passage | None:
    """The passage of that name; for ``""`` the first that was sent whole and has none."""
    for passage in draft.state.passages:
        if passage.item_id == item_id and passage.ended and not passage.settled:
            return passage
    return None


def _tell(draft: _Draft) -> None:
    """Tell what is settled, in the order in which it was said."""
    while draft.state.passages and draft.state.passages[0].settled:
        first, *others = draft.state.passages
        draft.set(passages=tuple(others))
        draft.do(Tell(first.start, first.end, first.text or "", first.trouble, first.cost_usd))


def _go_on(draft: _Draft) -> None:
    """Hear more as long as not too much waits for its words; leave when all is told."""
    state = draft.state
    if state.all_heard and not state.passages:
        draft.do(Quit())
    elif state.spent:
        # For what was sent whole the words still come.
        if not any(passage.ended for passage in state.passages):
            limit, spent = state.settings.max_cost, state.cost_usd
            _give_up(draft, f"The limit of ${limit:.2f} is reached (${spent:.2f}): raise max_cost.")
    elif not state.all_heard and not state.hearing:
        waiting = sum(passage.ended for passage in state.passages)
        if waiting < AHEAD:
            draft.set(hearing=True)
            draft.do(Hear())
