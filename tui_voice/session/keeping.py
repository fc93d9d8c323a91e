"""Rules of what is kept: every finished turn, before the next begins, and its sound if wanted."""

from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.kept import KeptTurn
from tui_voice.conversation.log import Conversation
from tui_voice.session.draft import Draft
from tui_voice.session.effects import EndSound, KeepSound, KeepTurn
from tui_voice.session.state import Speech

SENTENCE_ENDS = (".", "!", "?", "\n", "。", "！", "？")


def keep_finished(draft: Draft, before: Conversation) -> None:
    """Keep each turn that this step has finished or changed after it was finished.

    An answer still under way is kept whenever a sentence ends, so that a crash loses at most the
    sentence that was being made.
    """
    if draft.state.conversation is before:
        return
    known = {id(entry) for entry in before.entries}
    for entry in draft.state.conversation.entries:
        if id(entry) not in known and isinstance(entry, Item) and _worth_keeping(entry, before):
            draft.do(KeepTurn(KeptTurn(entry, draft.state.settings.model)))


def keep_speech(draft: Draft, before: tuple[Speech, ...]) -> None:
    """Keep the sound of the turns whose words have been found, or will never be.

    Until then the rules hold it themselves: it may have to be said again on a new connection.
    """
    state = draft.state
    if not state.facts.keeps_sound or state.speech is before:
        return
    waiting = {turn.item_id for turn in state.speech}
    for turn in before:
        if turn.item_id not in waiting and state.conversation.find(turn.item_id) is not None:
            draft.do(*(KeepSound(turn.item_id, chunk) for chunk in turn.chunks))
            draft.do(EndSound(turn.item_id, turn.samples))


def keep_answer(draft: Draft, item_id: str, pcm: bytes) -> None:
    """Keep sound that is given to the speaker; how much of it was heard is told later."""
    if draft.state.facts.keeps_sound:
        draft.do(KeepSound(item_id, pcm))


def end_answer(draft: Draft, item_id: str, heard_samples: int) -> None:
    """Of what was kept of an answer, let go what was not heard."""
    if draft.state.facts.keeps_sound:
        draft.do(EndSound(item_id, heard_samples))


def _worth_keeping(item: Item, before: Conversation) -> bool:
    if item.status is not ItemStatus.LIVE:
        return bool(item.text) or item.of_tool or item.status is ItemStatus.UNHEARD
    if item.role is not Role.ASSISTANT or not item.text.endswith(SENTENCE_ENDS):
        return False
    earlier = before.find(item.id)
    return earlier is None or earlier.text != item.text
