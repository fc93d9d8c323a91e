"""Rules of the speech whose words are not known yet: kept as sound, and said again after a loss."""

from dataclasses import replace

from tui_voice.conversation.items import SAMPLE_RATE_HZ, ItemStatus
from tui_voice.session.draft import Draft
from tui_voice.session.effects import AppendAudio, CommitAudio, ForgetTurn
from tui_voice.session.phases import CapturePhase
from tui_voice.session.state import Speech

LOOKBACK_SAMPLES = 2 * SAMPLE_RATE_HZ
"""Hands-free: kept while nobody speaks, for the server's view of when speech began."""


LOUD = 328
"""An amplitude of -40 dBFS: what stays below it is a quiet room, at the peak of any word."""


def growing(draft: Draft) -> Speech | None:
    """The turn that is being spoken, if there is one."""
    turns = draft.state.speech
    return turns[-1] if turns and not turns[-1].ended else None


def grow(draft: Draft, pcm: bytes, at: float) -> Speech:
    """Keep a chunk, whose last sample was captured at ``at``, and send it if there is a session."""
    state = draft.state
    turn = growing(draft)
    if turn is None:
        turn = Speech()
        draft.set(speech=(*state.speech, turn))
    turn = turn.grown(pcm, at)
    # What still comes while it closes may be the tail of a recording, begun in manual turns.
    closing = state.capture.phase is CapturePhase.CLOSING
    if not (state.manual or state.hearing or closing) and state.ready:
        turn = turn.trimmed(LOOKBACK_SAMPLES)
    replace_last(draft, turn)
    if state.ready:
        _send(draft, pcm)
        draft.set(sent_until=at)
    else:
        draft.set(away_samples=state.away_samples + len(pcm) // 2)
    return turn


def may_be_speech(turn: Speech) -> bool:
    """Whether anything in it is as loud as words are, where no server has listened to it yet."""
    return any(max(memoryview(pcm).cast("h"), default=0) >= LOUD for pcm in turn.chunks)


def replace_last(draft: Draft, *turns: Speech) -> None:
    """Put these turns, or none, into the place of the last."""
    draft.set(speech=(*draft.state.speech[:-1], *turns))


def begin_heard(draft: Draft, behind_samples: int) -> None:
    """The server has heard the beginning of the growing turn; what was sent before is of none."""
    turn = growing(draft)
    if turn is not None and 0 < behind_samples < turn.samples:
        replace_last(draft, turn.trimmed(behind_samples))


def end_heard(draft: Draft, behind_samples: int) -> None:
    """The server has heard the end of the last turn; what was sent since is of the next.

    That is the growing one, or, where the person has ended what the server hears as two turns, the
    one that waits for its name.
    """
    turn = growing(draft) or _awaiting_its_name(draft, draft.state.sent_samples - behind_samples)
    if turn is None:
        return
    later, later_samples = list[bytes](), 0
    for chunk in reversed(turn.chunks):
        if later_samples + len(chunk) // 2 > behind_samples:
            break
        later.insert(0, chunk)
        later_samples += len(chunk) // 2
    if later_samples == turn.samples:
        return  # A server whose clock means nothing: the turn ends where it is committed.
    heard = replace(
        turn,
        chunks=turn.chunks[: len(turn.chunks) - len(later)],
        samples=turn.samples - later_samples,
        until=turn.until - later_samples / SAMPLE_RATE_HZ,
        ended=True,
    )
    unheard = max(0, turn.told - heard.samples)
    following = replace(turn, chunks=tuple(later), samples=later_samples, told=unheard)
    replace_last(draft, heard, *((following,) if later else ()))


def _awaiting_its_name(draft: Draft, heard_samples: int) -> Speech | None:
    """The one turn that the person has ended, if what was sent beyond ``heard_samples`` is its."""
    unnamed = [turn for turn in draft.state.speech if not turn.item_id]
    if len(unnamed) == 1 and draft.state.dropped_samples <= heard_samples:
        return unnamed[0]
    return None


def nothing_to_commit(draft: Draft) -> None:
    """The server had nothing left of the turn it was to commit, or has ended it by itself."""
    turns = draft.state.speech
    waiting = next((turn for turn in turns if turn.ended and not turn.item_id), None)
    draft.set(speech=tuple(turn for turn in turns if turn is not waiting))


def take_back_early_words(draft: Draft) -> None:
    """Words that came ahead of their turn's place, which it will not get."""
    for item in draft.state.conversation.items:
        if item.id in draft.state.ahead and item.status is ItemStatus.LIVE:
            draft.set(conversation=draft.state.conversation.remove(item.id))
    draft.set(ahead=())


def take_back(draft: Draft) -> None:
    """The session that was given these turns is gone: the next will give them other places."""
    take_back_early_words(draft)
    for turn in draft.state.speech:
        if draft.state.conversation.find(turn.item_id) is not None:
            draft.set(conversation=draft.state.conversation.remove(turn.item_id))
            draft.do(ForgetTurn(turn.item_id))
    draft.set(speech=tuple(replace(turn, item_id="") for turn in draft.state.speech))


def say_ended_again(draft: Draft) -> None:
    """Tell the session the turns that are over, in order and once."""
    ended = [turn for turn in draft.state.speech if turn.ended]
    for turn in ended:
        for chunk in turn.chunks:
            _send(draft, chunk)
        draft.do(CommitAudio())
    # A manual turn that has begun will be asked about when it ends; hands-free nobody knows
    # whether what grows is speech at all, and an answer gives way to it.
    waits = draft.state.manual and growing(draft) is not None
    if ended and ended[-1].asks and not waits:
        draft.set(wanted=True)


def say_growing_again(draft: Draft) -> None:
    """Tell the session the turn that goes on."""
    turn = growing(draft)
    if turn is not None:
        for chunk in turn.chunks:
            _send(draft, chunk)
        replace_last(draft, replace(turn, told=turn.samples))


def _send(draft: Draft, pcm: bytes) -> None:
    """Send sound and count it, so that the server's audio clock can be dated."""
    draft.do(AppendAudio(pcm))
    draft.set(sent_samples=draft.state.sent_samples + len(pcm) // 2)
