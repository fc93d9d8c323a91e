"""Rules of what the server hears: when speech began and ended, its place and its words."""

from dataclasses import replace

from tui_voice.conversation.items import SAMPLE_RATE_HZ, Item, ItemStatus, Role, Severity
from tui_voice.conversation.log import Conversation
from tui_voice.session import answers, speech, tools, turns
from tui_voice.session import events as ev
from tui_voice.session.draft import Draft
from tui_voice.session.limits import cost_of_words, spend
from tui_voice.session.state import Speech


def speech_started(draft: Draft, event: ev.SpeechStarted) -> None:
    """Barge-in: the speaker falls silent; the server cancels its answer by itself."""
    answers.interrupt(draft, by_server=True)
    turns.speech_started(draft, event.item_id)
    behind_s = draft.state.sent_samples / SAMPLE_RATE_HZ - event.audio_start_ms / 1000
    speech.begin_heard(draft, round(behind_s * SAMPLE_RATE_HZ))


def timed_out(draft: Draft, event: ev.InputTimedOut) -> None:
    """Nobody spoke for the idle timeout: the server makes an item of it and speaks up."""
    draft.set(timed_out=draft.state.timed_out | {event.item_id})


def speech_stopped(draft: Draft, event: ev.SpeechStopped) -> None:
    """The server heard the end of speech; its clock counts the samples we have sent."""
    state = draft.state
    behind_s = state.sent_samples / SAMPLE_RATE_HZ - event.audio_end_ms / 1000
    ended_at = min(event.at, state.sent_until - max(0.0, behind_s))
    draft.set(hearing="", asked_at=ended_at)
    waiting = any(turn.ended and not turn.item_id for turn in state.speech)
    if not waiting and 0 < event.audio_end_ms * SAMPLE_RATE_HZ <= state.dropped_samples * 1000:
        # Listening was stopped before, and has begun again: what grows now is of the next turn.
        draft.set(disowned=state.disowned | {event.item_id})
        return
    speech.end_heard(draft, max(0, round(behind_s * SAMPLE_RATE_HZ)))


def committed(draft: Draft, event: ev.InputCommitted) -> None:
    """The turn has its place in the conversation, before any answer to it."""
    give_up_on_words(draft, event.item_id)
    before = _turn_before(draft, event.previous_item_id)
    place_user_item(draft, event.item_id, before)
    ahead = tuple(each for each in draft.state.ahead if each != event.item_id)
    draft.set(hearing="", ahead=ahead)
    if event.item_id in draft.state.timed_out:
        _leave_room(draft, event.item_id, before)
        return
    if event.item_id in draft.state.disowned:
        return
    waiting = list(draft.state.speech)
    for position, turn in enumerate(waiting):
        if not turn.item_id:
            # In the hands-free modes the server ends the turn, not we.
            waiting[position] = replace(turn, ended=True, item_id=event.item_id)
            _date(draft, waiting[position])
            break
    draft.set(speech=tuple(waiting))


def item_added(draft: Draft, event: ev.ItemAdded) -> None:
    """An item got its place; an answer's item is made by the words that come in it, not by this."""
    before = _turn_before(draft, event.previous_item_id)
    if event.tool is not None:
        tools.used(draft, event.item_id, event.tool, after=before)
        return
    conversation = draft.state.conversation
    known = conversation.find(event.item_id) is not None
    if event.role not in (Role.USER, Role.ASSISTANT):
        return
    role = Role(event.role)
    if not known and event.text:
        status = ItemStatus.LIVE if event.spoken else ItemStatus.DONE
        item = Item(event.item_id, role, event.text, status, event.spoken, draft.wall)
        draft.set(conversation=conversation.place(item, before))
    elif role is Role.USER:
        place_user_item(draft, event.item_id, before)
    else:
        _leave_room(draft, event.item_id, before)
        draft.set(conversation=conversation.move(event.item_id, before))


def item_done(draft: Draft, event: ev.ItemDone) -> None:
    """An item is complete; the person's words may have come with it."""
    if event.tool is not None:
        tools.item_done(draft, event.item_id, event.tool, event.status)
        return
    item = draft.state.conversation.find(event.item_id)
    if item is not None and item.role is Role.USER and event.text:
        draft.change_item(item.id, text=event.text, status=ItemStatus.DONE)


def place_user_item(draft: Draft, item_id: str, previous_item_id: str) -> None:
    """Make the item of a spoken turn, or move it to the place the server gave it."""
    conversation = draft.state.conversation
    if item_id in draft.state.timed_out:
        return
    if conversation.find(item_id) is None:
        item = Item(item_id, Role.USER, at_s=draft.wall)
        draft.set(conversation=conversation.place(item, previous_item_id))
    else:
        for each in (item_id, *_typed_between(conversation, item_id, previous_item_id)):
            conversation = conversation.move(each, previous_item_id)
            previous_item_id = each
        draft.set(conversation=conversation)


def _typed_between(conversation: Conversation, item_id: str, after: str) -> list[str]:
    """What was typed after a typed turn, and has to move along to a place behind ``after``."""
    items = conversation.items
    ids = [item.id for item in items]
    if after not in ids or items[ids.index(item_id)].spoken:
        return []
    between = items[ids.index(item_id) + 1 : ids.index(after)]
    return [item.id for item in between if item.role is Role.USER and not item.spoken]


def _leave_room(draft: Draft, item_id: str, before: str) -> None:
    """Remember the place of what may not stand in the log: the next item follows it."""
    draft.set(places={**draft.state.places, item_id: before})


def _turn_before(draft: Draft, previous_item_id: str) -> str:
    """What stands before an item in the log, which has no silence and no answer nobody heard."""
    if draft.state.conversation.find(previous_item_id) is not None:
        return previous_item_id
    return draft.state.places.get(previous_item_id, previous_item_id)


def words_came(draft: Draft, event: ev.TranscriptionDelta) -> None:
    """More of the person's words; they can come before the turn is committed."""
    # What is awaited by nobody was spoken before listening was stopped.
    awaited = any(not turn.item_id for turn in draft.state.speech)
    if awaited and draft.state.conversation.find(event.item_id) is None:
        place_user_item(draft, event.item_id, "")
        draft.set(ahead=(*draft.state.ahead, event.item_id))
    item = draft.state.conversation.find(event.item_id)
    if item is not None and item.status is ItemStatus.LIVE:
        draft.change_item(item.id, text=item.text + event.delta)


def words_ended(draft: Draft, event: ev.TranscriptionCompleted) -> None:
    """All of the person's words: from now on they survive as text."""
    if draft.state.conversation.find(event.item_id) is None:
        place_user_item(draft, event.item_id, "")
    text = event.transcript.strip()
    status = ItemStatus.DONE if text else ItemStatus.UNHEARD
    draft.change_item(event.item_id, text=text, status=status)
    kept = tuple(turn for turn in draft.state.speech if turn.item_id != event.item_id)
    cost = cost_of_words(draft.state, event.usage)
    draft.change_item(event.item_id, usage=event.usage, cost_usd=cost)
    draft.set(speech=kept)
    spend(draft, event.usage, cost)


def words_failed(draft: Draft, event: ev.TranscriptionFailed) -> None:
    """The words cannot be written down; the model has heard the sound all the same."""
    if draft.state.conversation.find(event.item_id) is None:
        place_user_item(draft, event.item_id, "")
    draft.change_item(event.item_id, status=ItemStatus.UNHEARD)
    draft.note(f"Your words could not be written down: {event.message}", Severity.WARNING)


def _date(draft: Draft, turn: Speech) -> None:
    """Write beside the turn when it was spoken, and how long."""
    began = turn.until - turn.samples / SAMPLE_RATE_HZ
    began_s = began + draft.state.wall_offset
    draft.change_item(turn.item_id, began_s=began_s, received_samples=turn.samples)


def give_up_on_words(draft: Draft, but: str = "") -> None:
    """Transcripts may never come: the next turn, or session, ends the wait for those before it."""
    for item in draft.state.conversation.items:
        if item.role is Role.USER and item.status is ItemStatus.LIVE and item.id != but:
            status = ItemStatus.DONE if item.text else ItemStatus.UNHEARD
            draft.change_item(item.id, status=status)
