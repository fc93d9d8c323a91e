"""Rules of the answer: one response at a time, its words, its sound."""

from dataclasses import replace

from tui_voice.conversation.items import (
    Item,
    ItemStatus,
    Role,
    Severity,
)
from tui_voice.session import events as ev
from tui_voice.session import tools
from tui_voice.session.draft import Draft
from tui_voice.session.effects import (
    CancelResponse,
    CreateResponse,
    DeleteItem,
    FinishAudio,
    PlayAudio,
    StartTimer,
    StopPlayback,
    UpdateSession,
)
from tui_voice.session.keeping import keep_answer
from tui_voice.session.limits import cost_of, may_ask, spend
from tui_voice.session.phases import CapturePhase
from tui_voice.session.state import Response

REMEMBERED_RESPONSES = 16
"""Cancelled responses whose late deltas are still recognised; they trail by one or two."""

DOUBT = "doubt"
DOUBT_S = 2.0
"""How long ours may still come after one that may have been it: any way to a server and back."""

REASONS = {
    "max_output_tokens": "The answer was cut off: it reached the model's length limit.",
    "content_filter": "The answer was cut off by the server's content filter.",
}


def ask(draft: Draft) -> None:
    """Ask for an answer now, or as soon as the session is there and the active one is done."""
    if not may_ask(draft):
        draft.set(wanted=False, asked_at=None)
        return
    if draft.state.ready and draft.state.response is None and not draft.state.in_doubt:
        number = draft.state.asked + 1
        draft.do(CreateResponse(next(iter(draft.state.to_read), ""), asked=str(number)))
        draft.set(asked=number, response=Response(asked=str(number)), wanted=False)
    else:
        draft.set(wanted=True)


def interrupt(draft: Draft, *, by_server: bool = False) -> None:
    """Silence the speaker and end the active response.

    ``by_server``: it cancels by itself (barge-in in the hands-free modes). What was heard comes
    back as ``PlaybackStopped``, and only then is anything truncated.
    """
    playing = draft.state.playing
    draft.set(wanted=False, to_read=(), asked_at=None, playing=(), sounding=False)
    if playing:
        draft.do(StopPlayback())
    response, crossed = draft.state.response, draft.state.crossed
    if crossed is not None:
        draft.set(crossed=replace(crossed, cancelled=True))
    if response is None or response.cancelled:
        return
    if response.id and not by_server and draft.state.ready:
        draft.do(CancelResponse(response.id))
    draft.set(response=replace(response, cancelled=True))
    if response.id:
        _drop(draft, response.id, silenced=playing)


def created(draft: Draft, event: ev.ResponseCreated) -> None:
    """The server began a response, ours or (hands-free) its own."""
    response = draft.state.response
    if event.asked:
        draft.set(link=replace(draft.state.link, names_answers=True), in_doubt=False)
    begun = Response(event.response_id, asked=event.asked)
    if response is None or response.id:
        draft.set(response=begun)
    elif draft.state.link.names_answers and event.asked != response.asked:
        # It did not know yet of our question, which it will refuse, or take when this is done.
        draft.set(response=begun, crossed=response)
    else:
        unknown = draft.state.link.names_answers is None and not draft.state.manual
        draft.set(response=replace(begun, cancelled=response.cancelled, doubtful=unknown))
        if response.cancelled:
            # Esc came between response.create and response.created: only now has it a name.
            draft.do(CancelResponse(begun.id))
            _drop(draft, begun.id)


def refused(draft: Draft) -> None:
    """The server makes another answer, and ours not.

    In manual turns it can only be one that we cancelled: we ask again when it is done. Hands-free,
    the server has begun to answer the same speech by itself; what was typed since, it cannot know.
    """
    state = draft.state
    said = [item for item in state.conversation.items if item.role is Role.USER]
    unknown = state.manual or (bool(said) and not said[-1].spoken)
    ours = state.crossed or state.response
    if ours is None or not ours.cancelled:
        draft.set(wanted=unknown)
    draft.set(crossed=None, in_doubt=False)
    if state.response is not None:
        draft.set(response=replace(state.response, doubtful=False))
    if ours is state.response and ours is not None and not ours.id:
        # The next that gets a name is the other.
        draft.set(response=replace(ours, asked=""))


def doubt_is_over(draft: Draft) -> None:
    """It was ours that came: this server tells no names."""
    if not draft.state.in_doubt:
        return
    draft.set(in_doubt=False, link=replace(draft.state.link, names_answers=False))
    if draft.state.wanted:
        ask(draft)


def item_added(draft: Draft, event: ev.OutputItemAdded) -> None:
    """The answer begins an item: it stands in the log before its first word."""
    if event.kind == "message" and event.response_id not in draft.state.dropped:
        _item(draft, event.response_id, event.item_id, spoken=True)


def done(draft: Draft, event: ev.ResponseDone) -> None:
    """The active response is over: account for it, and ask the next question if one waits."""
    _account(draft, event)
    status = ItemStatus.DONE if event.status == "completed" else ItemStatus.CUT
    for item in draft.state.conversation.items:
        if item.response_id == event.response_id and item.status is ItemStatus.LIVE:
            _close(draft, item, status)
    if event.status != "completed":
        tools.break_off(draft)
    if event.status == "failed":
        words = event.message or "The server gave no reason."
        draft.note(f"The answer failed: {words}", Severity.ERROR)
    elif event.status == "incomplete":
        words = REASONS.get(
            event.reason, f"The answer was cut off ({event.reason or 'no reason'})."
        )
        draft.note(words, Severity.WARNING)
    if event.status == "completed" and draft.state.response and not draft.state.response.cancelled:
        left = draft.state.to_read[1:]
        draft.set(to_read=left, wanted=draft.state.wanted or bool(left))
    over = draft.state.response
    draft.set(response=draft.state.crossed, crossed=None)
    if over is not None and over.doubtful and draft.state.link.names_answers is None:
        draft.set(in_doubt=True)
        draft.do(StartTimer(DOUBT, DOUBT_S))
    if event.status == "completed":
        # Answered: even a turn that could not be written down has reached the model.
        kept = tuple(turn for turn in draft.state.speech if not turn.item_id)
        draft.set(speech=kept, link=replace(draft.state.link, attempts=0))
    refresh_session(draft)
    if draft.state.wanted:
        ask(draft)


def refresh_session(draft: Draft) -> None:
    """Send the settings that the server was not told: ``speed`` changes only between turns.

    Nor do they change under a recording that is just coming to its end.
    """
    state = draft.state
    closing = state.capture.phase is CapturePhase.CLOSING
    answering = state.response is not None and "speed" in state.unsent
    if state.unsent and state.ready and not answering and not closing:
        draft.do(UpdateSession(state.settings, with_voice=not state.spoke))
        draft.set(unsent=frozenset())


def text_came(draft: Draft, event: ev.AnswerTextDelta) -> None:
    """More words of the answer."""
    if event.response_id in draft.state.dropped:
        return
    item = _item(draft, event.response_id, event.item_id, spoken=event.spoken)
    if item.status is ItemStatus.LIVE:
        draft.change_item(item.id, text=item.text + event.delta)


def text_ended(draft: Draft, event: ev.AnswerTextDone) -> None:
    """All words of the answer, as the server has them."""
    if event.response_id in draft.state.dropped:
        return
    item = _item(draft, event.response_id, event.item_id, spoken=event.spoken)
    if item.status is ItemStatus.LIVE and event.text:
        draft.change_item(item.id, text=event.text)


def sound_came(draft: Draft, event: ev.AnswerAudioDelta) -> None:
    """More sound of the answer: play it."""
    if event.response_id in draft.state.dropped:
        return
    item = _item(draft, event.response_id, event.item_id, spoken=True)
    if item.status is not ItemStatus.LIVE:
        return
    received = item.received_samples + len(event.pcm) // 2
    draft.change_item(item.id, received_samples=received, spoken=True)
    draft.set(spoke=True)
    if item.id not in draft.state.playing:
        draft.set(playing=(*draft.state.playing, item.id))
    draft.do(PlayAudio(item.id, event.pcm))
    keep_answer(draft, item.id, event.pcm)


def sound_ended(draft: Draft, event: ev.AnswerAudioDone) -> None:
    """No more sound for the item."""
    if event.response_id not in draft.state.dropped and event.item_id in draft.state.playing:
        draft.do(FinishAudio(event.item_id))


def _item(draft: Draft, response_id: str, item_id: str, *, spoken: bool) -> Item:
    item = draft.state.conversation.find(item_id)
    if item is None:
        item = Item(
            item_id, Role.ASSISTANT, spoken=spoken, at_s=draft.wall, response_id=response_id
        )
        draft.set(conversation=draft.state.conversation.place(item))
    elif not item.response_id:
        item = replace(item, response_id=response_id, spoken=spoken)
        draft.change_item(item_id, response_id=response_id, spoken=spoken)
    return item


def leave_off(draft: Draft, item: Item) -> None:
    """End a live item whose connection is gone; what of it still plays goes on to its end."""
    if item.id in draft.state.playing:
        draft.do(FinishAudio(item.id))
        draft.change_item(item.id, status=ItemStatus.CUT)
    else:
        _close(draft, item, ItemStatus.CUT)


def _close(draft: Draft, item: Item, status: ItemStatus) -> None:
    """End a live item with its response; what of it still plays goes on to its end."""
    if item.id in draft.state.playing:
        draft.change_item(item.id, status=ItemStatus.DONE)
        draft.do(FinishAudio(item.id))
    elif status is ItemStatus.DONE or item.text:
        draft.change_item(item.id, status=status)
    else:
        draft.set(conversation=draft.state.conversation.remove(item.id))


def _drop(draft: Draft, response_id: str, silenced: tuple[str, ...] = ()) -> None:
    """Forget a cancelled response: its late deltas, and its items that made no sound yet.

    What becomes of the ``silenced`` items is known when the speaker has said what was heard.
    """
    dropped = (*draft.state.dropped, response_id)[-REMEMBERED_RESPONSES:]
    draft.set(dropped=dropped)
    for item in draft.state.conversation.items:
        live = item.response_id == response_id and item.status is ItemStatus.LIVE
        if not live or item.id in silenced:
            continue
        if item.received_samples:
            _close(draft, item, ItemStatus.DONE)
            continue
        if item.spoken and draft.state.ready:
            draft.do(DeleteItem(item.id))
        _close(draft, item, ItemStatus.CUT)


def _account(draft: Draft, event: ev.ResponseDone) -> None:
    """Add the answer to the bill, and write its part of it beside its words."""
    cost = cost_of(draft.state, event.usage)
    spend(draft, event.usage, cost)
    items = draft.state.conversation.items
    made = [item.id for item in items if item.response_id == event.response_id]
    if made:
        draft.change_item(made[-1], usage=event.usage, cost_usd=cost)
