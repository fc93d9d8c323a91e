"""Rules of the connection: opening, losing, carrying the conversation over, settings."""

from dataclasses import replace

from tui_voice.config.settings import Applies, Turns, changes, meaning_of
from tui_voice.conversation.items import Item, ItemStatus, Role, Severity
from tui_voice.session import answers, hearing, leaving, speech, tools, turns
from tui_voice.session import events as ev
from tui_voice.session.draft import Draft
from tui_voice.session.effects import (
    Connect,
    CreateItem,
    SaveSettings,
    StartTimer,
    StopTimer,
    UpdateSession,
    UseDevices,
)
from tui_voice.session.limits import RENEW, begin_session, in_a_silence
from tui_voice.session.phases import LinkPhase

RECONNECT = "reconnect"
BACKOFF_FIRST_S = 0.25
BACKOFF_MOST_S = 8.0
STEADY_S = 10.0
"""A session that held so long, or gave an answer, was a good one: the next try comes soon again.
Before that, a server that hangs up on every session would be called four times a second."""

SOUND = {"volume", "speaker_muted", "turns"}
"""Settings that microphone and speaker follow, though no device is opened for them."""

BENIGN_ERRORS = {
    "response_cancel_not_active",
    "conversation_already_has_active_response",
    "item_truncate_invalid_item_id",
    "item_delete_invalid_item_id",
}
"""Facts of life between two parties that act at the same time, not failures."""


def started(draft: Draft, event: ev.Started) -> None:
    """The program is up."""
    draft.set(wall_offset=event.wall - event.at)
    _warn(draft)
    if draft.state.facts.keeps_sound:
        draft.note("The sound of this conversation is kept, as you asked (record_audio).")
    elif draft.state.settings.record_audio and not draft.state.settings.history:
        message = "No sound is kept (record_audio): without a history nothing is."
        draft.note(message, Severity.WARNING)
    _connect(draft)


def opened(draft: Draft, event: ev.ConnectionOpened) -> None:
    """The socket is open; the session comes with ``session.created``."""
    link = draft.state.link
    told = link.told
    if event.note and event.note not in told:
        draft.note(event.note)
        told = (*told, event.note)
    draft.set(
        link=replace(
            link,
            open=True,
            server=event.server,
            offline=event.offline,
            credential=event.credential.value,
            names_answers=link.names_answers if link.server == event.server else None,
            told=told,
        )
    )


def session_created(draft: Draft, event: ev.SessionCreated) -> None:
    """A session: give it our settings, the conversation so far, and what was said meanwhile."""
    state = draft.state
    if not state.link.open:
        return
    if state.link.was_ready and tools.one_is_at_work(state.conversation):
        draft.set(wanted=True)  # Nobody will bring its output to this session, and answer then.
    tools.end_open_calls(draft)
    carried = _carried(draft)
    speech.take_back(draft)
    hearing.give_up_on_words(draft)
    link = replace(state.link, phase=LinkPhase.READY, since=event.at, message="", was_ready=True)
    draft.set(
        link=link,
        response=None,
        crossed=None,
        in_doubt=False,
        hearing="",
        sent_samples=0,
        sent_until=event.at,
    )
    draft.set(unsent=frozenset(), spoke=False, foreign=state.playing)
    draft.set(away_samples=0, overflowed=False, timed_out=frozenset(), places={})
    draft.set(dropped_samples=0, disowned=frozenset())
    draft.do(StopTimer(RECONNECT))
    # What is said again must not be cut into turns once more by the server's own ear.
    deaf = not state.manual and any(turn.ended for turn in state.speech)
    draft.do(UpdateSession(replace(state.settings, turns=Turns.MANUAL) if deaf else state.settings))
    for item in carried:
        words = item.text[: item.heard_chars]
        draft.do(CreateItem(item.id, item.role, words, item.tool, item.call_id))
    count = sum(not item.of_tool for item in carried)
    if state.link.was_ready and count:
        draft.note(f"Context carried: {count} turn{'' if count == 1 else 's'}.")
    begin_session(draft, event.expires_at)
    speech.say_ended_again(draft)
    if deaf:
        draft.do(UpdateSession(state.settings))
    speech.say_growing_again(draft)
    if draft.state.wanted:
        answers.ask(draft)


def refused(draft: Draft, event: ev.ConnectionRefused) -> None:
    """No connection came about."""
    _down(draft, event.message, retry=event.retry)


def lost(draft: Draft, event: ev.ConnectionLost) -> None:
    """The connection broke: end what was going on there, keep what was said."""
    if not draft.state.link.open:
        return
    _break_off(draft)
    since = draft.state.link.since
    if since is not None and draft.state.now - since >= STEADY_S:
        draft.set(link=replace(draft.state.link, attempts=0))
    _down(draft, event.message, retry=event.retry)


def timer_fired(draft: Draft, event: ev.TimerFired) -> None:
    """Time to try again."""
    if event.name == RENEW:
        draft.set(renewal_due=True)
    elif event.name == answers.DOUBT:
        answers.doubt_is_over(draft)
    elif event.name == leaving.LAST_WORDS:
        leaving.go(draft)
    elif event.name == RECONNECT and draft.state.link.phase is LinkPhase.WAITING:
        _connect(draft)


def renew(draft: Draft) -> None:
    """Change a session that nears its limit for a new one, in a silence."""
    if draft.state.renewal_due and draft.state.ready and in_a_silence(draft.state):
        draft.set(renewal_due=False)
        _connect(draft)


def reconnect_requested(draft: Draft) -> None:
    """The person wants a new connection now."""
    _break_off(draft)
    draft.set(link=replace(draft.state.link, attempts=0))
    _connect(draft)


def server_failed(draft: Draft, event: ev.ServerFailed) -> None:
    """``error``: facts of life are passed over, everything else is said in words."""
    if event.code == "conversation_already_has_active_response":
        answers.refused(draft)
        return
    if event.code == "input_audio_buffer_commit_empty":
        speech.nothing_to_commit(draft)
        return
    if event.code in BENIGN_ERRORS or "already shorter than" in event.message:
        return
    if event.code == "session_expired":
        # Whether the server hangs up after it or not: nothing more comes of this session.
        lost(draft, ev.ConnectionLost(None, event.message, retry=True, at=event.at))
        return
    response = draft.state.response
    if response is not None and not response.id:
        draft.set(response=None, asked_at=None)
    draft.note(event.message, Severity.ERROR)


def settings_changed(draft: Draft, event: ev.SettingsChanged) -> None:
    """Put new settings into force, each in its own way, and save them."""
    old, new = draft.state.settings, event.settings
    changed = changes(old, new)
    if not changed:
        return
    if "turns" in changed:
        turns.stop_listening(draft)
    draft.set(settings=new)
    draft.do(SaveSettings(changed))
    if "model" in changed or "transcription_model" in changed:
        _warn(draft)
    kinds = {meaning_of(name).applies for name in changed if name != "voice"}
    if Applies.DEVICE in kinds or SOUND & changed.keys():
        draft.do(UseDevices(new))
    if Applies.CONNECTION in kinds or ("voice" in changed and draft.state.spoke):
        owed = draft.state.wanted
        answers.interrupt(draft)
        draft.set(wanted=owed)
        draft.set(link=replace(draft.state.link, attempts=0))
        _connect(draft)
    elif Applies.SESSION in kinds or "voice" in changed:
        draft.set(unsent=draft.state.unsent | changed.keys())
        answers.refresh_session(draft)


def _connect(draft: Draft) -> None:
    link = replace(draft.state.link, phase=LinkPhase.CONNECTING, since=None, open=False)
    draft.set(link=link, response=None, crossed=None, hearing="")
    draft.do(StopTimer(RECONNECT), Connect(draft.state.settings))


def _break_off(draft: Draft) -> None:
    """End what was going on there; the next session answers what this one did not."""
    state = draft.state
    asked = (state.response, state.crossed)
    unanswered = any(each is not None and not each.cancelled for each in asked)
    interrupted = unanswered or state.in_doubt
    for item in state.conversation.items:
        if item.status is ItemStatus.LIVE and item.role is Role.ASSISTANT:
            answers.leave_off(draft, item)
    draft.set(response=None, crossed=None, hearing="", wanted=state.wanted or interrupted)


def _down(draft: Draft, message: str, *, retry: bool) -> None:
    link = draft.state.link
    if link.attempts == 0 or not retry:
        draft.note(message, Severity.WARNING if retry else Severity.ERROR)
    phase = LinkPhase.WAITING if retry else LinkPhase.DOWN
    draft.set(
        link=replace(
            link,
            phase=phase,
            since=None,
            open=False,
            message=message,
            attempts=link.attempts + 1,
        )
    )
    if retry:
        draft.do(StartTimer(RECONNECT, _backoff_s(link.attempts, draft.state.now)))


def _backoff_s(attempts: int, now: float) -> float:
    """0.25 s doubling to 8 s, less up to half of it.

    The jitter keeps many clients from coming back at the same moment; the fraction of the
    clock's milliseconds is as good as chance for that, and keeps the rules pure.
    """
    longest = min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2 ** min(attempts, 10))
    return longest * (1 - (now * 1000 % 1) / 2)


def _carried(draft: Draft) -> tuple[Item, ...]:
    """What a new session must know: the turns, as far as they were heard, and what tools did."""
    unwritten = {turn.item_id for turn in draft.state.speech}
    items = draft.state.conversation.items
    orphans = tools.outputs_without_a_call(items)
    return tuple(
        item
        for item in items
        if item.status is not ItemStatus.LIVE
        and item.id not in unwritten | orphans
        and (item.of_tool or item.text[: item.heard_chars].strip())
    )


def _warn(draft: Draft) -> None:
    settings, facts = draft.state.settings, draft.state.facts
    for model in (settings.model, settings.transcription_model):
        warning = facts.catalogue.shutdown_warning(model, facts.today)
        if warning:
            draft.note(warning, Severity.WARNING)
